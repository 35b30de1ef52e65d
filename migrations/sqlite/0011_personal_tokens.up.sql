-- What people call their personal access tokens. A row goes some time after its
-- token has expired, and the token's own with its drawer.
CREATE TABLE named_tokens (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  drawer     INTEGER NOT NULL,
  user_id    TEXT NOT NULL,
  hash       BLOB NOT NULL,
  name       TEXT NOT NULL,
  last4      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX named_tokens_user ON named_tokens (tenant_id, user_id, created_at, hash);
CREATE INDEX named_tokens_expire ON named_tokens (tenant_id, expires_at);

ALTER TABLE resource_servers ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;
