DROP INDEX grants_session;
ALTER TABLE grants DROP COLUMN worth, DROP COLUMN session_id, DROP COLUMN authenticated_at, DROP COLUMN offline;
DROP TABLE consents, authorization_codes, authorization_requests, sessions;
