-- Whether the client was given an ID token in the session its grant began in,
-- and whether that session is over.
ALTER TABLE grants
  ADD COLUMN identified    boolean NOT NULL DEFAULT false,
  ADD COLUMN session_ended boolean NOT NULL DEFAULT false;

-- Of those that were there before it is not known; being told of an end that
-- does not concern it harms no client. The owner of the tables is held to the
-- policies too, and has named no tenant; nothing else sees this, for it is one
-- transaction.
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
UPDATE grants SET identified = true WHERE session_id IS NOT NULL AND worth LIKE '%"openid"%';
ALTER TABLE grants FORCE ROW LEVEL SECURITY;

-- Clients that are to be told that a session has ended. A notice is taken by
-- moving the time at which it is due; whoever took it and was lost leaves it to
-- the next.
CREATE TABLE logout_notices (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  due_at     bigint NOT NULL,
  attempts   integer NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  client_id  text COLLATE "C" NOT NULL,
  user_id    text COLLATE "C" NOT NULL,
  host       text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, session_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX logout_notices_due ON logout_notices (tenant_id, due_at);
CREATE INDEX logout_notices_client ON logout_notices (tenant_id, client_id);
CALL jeton_fence('logout_notices');

-- When to look at a tenant's notices, NULL if it has none: in the directory, so
-- that nobody has to look at every tenant.
ALTER TABLE tenants ADD COLUMN notices_due bigint;
CREATE INDEX tenants_notices ON tenants (notices_due) WHERE notices_due IS NOT NULL;

-- The initial access token by which a client registered itself, NULL for those
-- that an admin registered.
ALTER TABLE clients ADD COLUMN initial_token text COLLATE "C";

-- Tokens that let programs register clients, as hashes.
CREATE TABLE initial_access_tokens (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  uses_left  bigint NOT NULL CHECK (uses_left >= 0),
  id         text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  name       text NOT NULL,
  allowed    text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash)
);
CREATE INDEX initial_access_tokens_expire ON initial_access_tokens (tenant_id, expires_at);
CALL jeton_fence('initial_access_tokens');

-- Tokens by which clients that registered themselves are managed, as hashes. The
-- previous one is good until the other has been used.
CREATE TABLE registration_tokens (
  tenant_id uuid NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  hash      bytea NOT NULL,
  previous  bytea,
  PRIMARY KEY (tenant_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CALL jeton_fence('registration_tokens');
