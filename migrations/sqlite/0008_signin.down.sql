DROP INDEX grants_session;
ALTER TABLE grants DROP COLUMN worth;
ALTER TABLE grants DROP COLUMN session_id;
ALTER TABLE grants DROP COLUMN authenticated_at;
ALTER TABLE grants DROP COLUMN offline;
DROP TABLE consents;
DROP TABLE authorization_codes;
DROP TABLE authorization_requests;
DROP TABLE sessions;
