-- A person who is signed in with one browser. The cookie is kept as a hash.
CREATE TABLE sessions (
  tenant_id        TEXT NOT NULL,
  user_epoch       INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  authenticated_at INTEGER NOT NULL,
  seen_at          INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  id               TEXT NOT NULL,
  user_id          TEXT NOT NULL,
  hash             BLOB NOT NULL,
  user_agent       TEXT NOT NULL,
  address          TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (tenant_id, user_id, created_at, id);
CREATE INDEX sessions_expire ON sessions (tenant_id, expires_at);

-- What a client asked for at the authorization endpoint, while the person
-- decides. The handle in the address is kept as a hash.
CREATE TABLE authorization_requests (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  client_id  TEXT NOT NULL,
  hash       BLOB NOT NULL,
  browser    BLOB,
  request    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_requests_client ON authorization_requests (tenant_id, client_id);
CREATE INDEX authorization_requests_expire ON authorization_requests (tenant_id, expires_at);

-- Authorization codes, as hashes. A used one stays until it expires, so that a
-- second use is known for what it is.
CREATE TABLE authorization_codes (
  tenant_id  TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  grant_id   TEXT NOT NULL,
  hash       BLOB NOT NULL,
  request    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_codes_grant ON authorization_codes (tenant_id, grant_id);
CREATE INDEX authorization_codes_expire ON authorization_codes (tenant_id, expires_at);

-- What a person lets a client do, remembered so that it is asked for once.
CREATE TABLE consents (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  user_id    TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  worth      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, user_id, client_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_client ON consents (tenant_id, client_id);

-- What a grant is worth, and the session it began in.
ALTER TABLE grants ADD COLUMN worth TEXT NOT NULL DEFAULT '[]';
ALTER TABLE grants ADD COLUMN session_id TEXT;
ALTER TABLE grants ADD COLUMN authenticated_at INTEGER;
ALTER TABLE grants ADD COLUMN offline INTEGER NOT NULL DEFAULT 0;
CREATE INDEX grants_session ON grants (tenant_id, session_id, created_at, id) WHERE session_id IS NOT NULL;
