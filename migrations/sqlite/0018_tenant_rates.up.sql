-- How many requests a second the callers of a tenant may make together, where that is
-- not the installation's.
ALTER TABLE tenants ADD COLUMN requests_per_second INTEGER NOT NULL DEFAULT 0;
