CREATE TABLE resource_servers (
  tenant_id            TEXT NOT NULL REFERENCES tenants (id),
  version              INTEGER NOT NULL,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL,
  access_token_seconds INTEGER NOT NULL,
  id                   TEXT NOT NULL,
  name                 TEXT NOT NULL,
  status               TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
  token_format         TEXT NOT NULL,
  signing_alg          TEXT NOT NULL,
  scopes               TEXT NOT NULL,
  release              TEXT NOT NULL,
  sees                 TEXT NOT NULL,
  hides                TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_servers_created ON resource_servers (tenant_id, created_at, id);

-- An identifier has one owner in its tenant.
CREATE TABLE resource_identifiers (
  tenant_id          TEXT NOT NULL,
  identifier         TEXT NOT NULL,
  resource_server_id TEXT NOT NULL,
  position           INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, identifier),
  FOREIGN KEY (tenant_id, resource_server_id) REFERENCES resource_servers (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_identifiers_owner ON resource_identifiers (tenant_id, resource_server_id, position);

-- The id is the user of HTTP Basic, so it is unique in the tenant.
CREATE TABLE resource_credentials (
  tenant_id          TEXT NOT NULL,
  created_at         INTEGER NOT NULL,
  expires_at         INTEGER,
  id                 TEXT NOT NULL,
  resource_server_id TEXT NOT NULL,
  hash               BLOB NOT NULL,
  last4              TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, resource_server_id) REFERENCES resource_servers (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_credentials_owner ON resource_credentials (tenant_id, resource_server_id, created_at, id);
