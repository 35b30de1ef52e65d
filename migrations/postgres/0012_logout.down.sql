DROP TABLE registration_tokens;
DROP TABLE initial_access_tokens;
ALTER TABLE clients DROP COLUMN initial_token;
DROP INDEX tenants_notices;
ALTER TABLE tenants DROP COLUMN notices_due;
DROP TABLE logout_notices;
ALTER TABLE grants DROP COLUMN session_ended, DROP COLUMN identified;
