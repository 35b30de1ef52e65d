ALTER TABLE tenants DROP COLUMN requests_per_second;
