ALTER TABLE resource_servers DROP COLUMN personal;
DROP TABLE named_tokens;
