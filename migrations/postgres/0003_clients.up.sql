CREATE TABLE clients (
  tenant_id   uuid NOT NULL REFERENCES tenants (id),
  epoch       bigint NOT NULL,
  version     bigint NOT NULL,
  created_at  bigint NOT NULL,
  updated_at  bigint NOT NULL,
  client_id   text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  status      text NOT NULL CHECK (status IN ('active', 'disabled')),
  grant_types text NOT NULL,
  auth_method text NOT NULL,
  allowed     text NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
);
CALL jeton_fence('clients');

-- Finds the clients whose allowed names a resource server, when that one goes.
CREATE TABLE allowances (
  tenant_id          uuid NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  client_id          text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, resource_server_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX allowances_client ON allowances (tenant_id, client_id);
CALL jeton_fence('allowances');

CREATE TABLE client_secrets (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  client_id  text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  last4      text NOT NULL,
  PRIMARY KEY (tenant_id, client_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CALL jeton_fence('client_secrets');

CREATE TABLE members (
  tenant_id uuid NOT NULL,
  version   bigint NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  roles     text NOT NULL,
  PRIMARY KEY (tenant_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CALL jeton_fence('members');

-- What must outlive the thing it is about: the epoch under which the tokens of
-- a removed client were issued. Read only when its id is registered again.
CREATE TABLE tombstones (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  epoch     bigint NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  name      text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, kind, name)
);
CALL jeton_fence('tombstones');

CREATE TABLE users (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  epoch      bigint NOT NULL,
  created_at bigint NOT NULL,
  id         text COLLATE "C" NOT NULL,
  username   text COLLATE "C" NOT NULL,
  status     text NOT NULL CHECK (status IN ('active', 'disabled')),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, username)
);
CALL jeton_fence('users');

CREATE TABLE grants (
  tenant_id      uuid NOT NULL,
  created_at     bigint NOT NULL,
  revoked_at     bigint,
  id             text COLLATE "C" NOT NULL,
  client_id      text COLLATE "C" NOT NULL,
  user_id        text COLLATE "C",
  type           text NOT NULL,
  revoked_by     text,
  revoked_reason text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX grants_created ON grants (tenant_id, created_at, id);
CREATE INDEX grants_client ON grants (tenant_id, client_id, created_at, id);
CREATE INDEX grants_user ON grants (tenant_id, user_id, created_at, id) WHERE user_id IS NOT NULL;
-- A client that acts for itself has one live grant, however many ask at once.
CREATE UNIQUE INDEX grants_standing ON grants (tenant_id, client_id)
  WHERE type = 'client_credentials' AND user_id IS NULL AND revoked_at IS NULL;
CALL jeton_fence('grants');
