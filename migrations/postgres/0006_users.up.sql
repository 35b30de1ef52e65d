-- username_key is the username as it is compared; store and key are written
-- together. Email is not unique, and searched by user_names.
ALTER TABLE users
  ADD COLUMN version        bigint NOT NULL DEFAULT 1,
  ADD COLUMN updated_at     bigint NOT NULL DEFAULT 0,
  ADD COLUMN email_verified boolean NOT NULL DEFAULT false,
  ADD COLUMN username_key   text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN email          text NOT NULL DEFAULT '',
  ADD COLUMN name           text NOT NULL DEFAULT '',
  ADD COLUMN attributes     text NOT NULL DEFAULT '{}',
  ADD COLUMN roles          text NOT NULL DEFAULT '[]',
  ADD COLUMN password       text;

-- What people are found by: username, email, name and the later parts of the
-- name, as they are compared.
CREATE TABLE user_names (
  tenant_id uuid NOT NULL,
  name      text COLLATE "C" NOT NULL,
  user_id   text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, name, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX user_names_user ON user_names (tenant_id, user_id, name);

-- Those who were there before. The owner of the tables is held to the policies
-- too, and has named no tenant; nothing else sees this, for it is one
-- transaction.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE users SET username_key = lower(username), name = username, updated_at = created_at;
INSERT INTO user_names (tenant_id, name, user_id) SELECT tenant_id, username_key, id FROM users;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CALL jeton_fence('user_names');

CREATE UNIQUE INDEX users_username_key ON users (tenant_id, username_key);
CREATE INDEX users_managing ON users (tenant_id, username_key) WHERE roles <> '[]';

-- One for each user at a time. Its secret is kept as a hash.
CREATE TABLE password_links (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  user_id    text COLLATE "C" NOT NULL,
  purpose    text NOT NULL CHECK (purpose IN ('invite', 'reset')),
  hash       bytea NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CALL jeton_fence('password_links');

-- The deciding read finds out whether a token that speaks for a person is good
-- at the management API.
GRANT SELECT (roles) ON users TO jeton_lookup;
