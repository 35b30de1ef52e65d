-- Whether the client was given an ID token in the session its grant began in,
-- and whether that session is over.
ALTER TABLE grants ADD COLUMN identified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE grants ADD COLUMN session_ended INTEGER NOT NULL DEFAULT 0;

-- Of those that were there before it is not known; being told of an end that
-- does not concern it harms no client.
UPDATE grants SET identified = 1 WHERE session_id IS NOT NULL AND worth LIKE '%"openid"%';

-- Clients that are to be told that a session has ended. A notice is taken by
-- moving the time at which it is due; whoever took it and was lost leaves it to
-- the next.
CREATE TABLE logout_notices (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  host       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, session_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_notices_due ON logout_notices (tenant_id, due_at);
CREATE INDEX logout_notices_client ON logout_notices (tenant_id, client_id);

-- When to look at a tenant's notices, NULL if it has none: in the directory, so
-- that nobody has to look at every tenant.
ALTER TABLE tenants ADD COLUMN notices_due INTEGER;
CREATE INDEX tenants_notices ON tenants (notices_due) WHERE notices_due IS NOT NULL;

-- The initial access token by which a client registered itself, NULL for those
-- that an admin registered.
ALTER TABLE clients ADD COLUMN initial_token TEXT;

-- Tokens that let programs register clients, as hashes.
CREATE TABLE initial_access_tokens (
  tenant_id  TEXT NOT NULL REFERENCES tenants (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses_left  INTEGER NOT NULL CHECK (uses_left >= 0),
  id         TEXT NOT NULL,
  hash       BLOB NOT NULL,
  name       TEXT NOT NULL,
  allowed    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX initial_access_tokens_expire ON initial_access_tokens (tenant_id, expires_at);

-- Tokens by which clients that registered themselves are managed, as hashes. The
-- previous one is good until the other has been used.
CREATE TABLE registration_tokens (
  tenant_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  hash      BLOB NOT NULL,
  previous  BLOB,
  PRIMARY KEY (tenant_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
