ALTER TABLE resource_servers DROP COLUMN answers;
