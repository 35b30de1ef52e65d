CREATE TABLE clients (
  tenant_id   TEXT NOT NULL REFERENCES tenants (id),
  epoch       INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  client_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
  grant_types TEXT NOT NULL,
  auth_method TEXT NOT NULL,
  allowed     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
) STRICT, WITHOUT ROWID;

-- Finds the clients whose allowed names a resource server, when that one goes.
CREATE TABLE allowances (
  tenant_id          TEXT NOT NULL,
  resource_server_id TEXT NOT NULL,
  client_id          TEXT NOT NULL,
  PRIMARY KEY (tenant_id, resource_server_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX allowances_client ON allowances (tenant_id, client_id);

CREATE TABLE client_secrets (
  tenant_id  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  client_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  hash       BLOB NOT NULL,
  last4      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, client_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  tenant_id TEXT NOT NULL,
  version   INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  roles     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What must outlive the thing it is about: the epoch under which the tokens of
-- a removed client were issued. Read only when its id is registered again.
CREATE TABLE tombstones (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  epoch     INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  tenant_id  TEXT NOT NULL REFERENCES tenants (id),
  epoch      INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  id         TEXT NOT NULL,
  username   TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, username)
) STRICT, WITHOUT ROWID;

CREATE TABLE grants (
  tenant_id      TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  revoked_at     INTEGER,
  id             TEXT NOT NULL,
  client_id      TEXT NOT NULL,
  user_id        TEXT,
  type           TEXT NOT NULL,
  revoked_by     TEXT,
  revoked_reason TEXT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_created ON grants (tenant_id, created_at, id);
CREATE INDEX grants_client ON grants (tenant_id, client_id, created_at, id);
CREATE INDEX grants_user ON grants (tenant_id, user_id, created_at, id) WHERE user_id IS NOT NULL;
-- A client that acts for itself has one live grant, however many ask at once.
CREATE UNIQUE INDEX grants_standing ON grants (tenant_id, client_id)
  WHERE type = 'client_credentials' AND user_id IS NULL AND revoked_at IS NULL;
