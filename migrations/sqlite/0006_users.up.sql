-- username_key is the username as it is compared; store and key are written
-- together. Email is not unique, and searched by user_names.
ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN username_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
ALTER TABLE users ADD COLUMN password TEXT;

-- What people are found by: username, email, name and the later parts of the
-- name, as they are compared.
CREATE TABLE user_names (
  tenant_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX user_names_user ON user_names (tenant_id, user_id, name);

-- Those who were there before.
UPDATE users SET username_key = lower(username), name = username, updated_at = created_at;
INSERT INTO user_names (tenant_id, name, user_id) SELECT tenant_id, username_key, id FROM users;

CREATE UNIQUE INDEX users_username_key ON users (tenant_id, username_key);
CREATE INDEX users_managing ON users (tenant_id, username_key) WHERE roles <> '[]';

-- One for each user at a time. Its secret is kept as a hash.
CREATE TABLE password_links (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_id    TEXT NOT NULL,
  purpose    TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')),
  hash       BLOB NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
