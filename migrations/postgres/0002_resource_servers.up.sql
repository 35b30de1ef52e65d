CREATE TABLE resource_servers (
  tenant_id            uuid NOT NULL REFERENCES tenants (id),
  version              bigint NOT NULL,
  created_at           bigint NOT NULL,
  updated_at           bigint NOT NULL,
  access_token_seconds bigint NOT NULL,
  id                   text COLLATE "C" NOT NULL,
  name                 text NOT NULL,
  status               text NOT NULL CHECK (status IN ('active', 'disabled')),
  token_format         text NOT NULL,
  signing_alg          text NOT NULL,
  scopes               text NOT NULL,
  release              text NOT NULL,
  sees                 text NOT NULL,
  hides                text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX resource_servers_created ON resource_servers (tenant_id, created_at, id);
CALL jeton_fence('resource_servers');

-- An identifier has one owner in its tenant.
CREATE TABLE resource_identifiers (
  tenant_id          uuid NOT NULL,
  identifier         text COLLATE "C" NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  position           integer NOT NULL,
  PRIMARY KEY (tenant_id, identifier),
  FOREIGN KEY (tenant_id, resource_server_id) REFERENCES resource_servers (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX resource_identifiers_owner ON resource_identifiers (tenant_id, resource_server_id, position);
CALL jeton_fence('resource_identifiers');

-- The id is the user of HTTP Basic, so it is unique in the tenant.
CREATE TABLE resource_credentials (
  tenant_id          uuid NOT NULL,
  created_at         bigint NOT NULL,
  expires_at         bigint,
  id                 text COLLATE "C" NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  hash               bytea NOT NULL,
  last4              text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, resource_server_id) REFERENCES resource_servers (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX resource_credentials_owner ON resource_credentials (tenant_id, resource_server_id, created_at, id);
CALL jeton_fence('resource_credentials');
