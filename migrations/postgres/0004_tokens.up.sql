-- One partition for each drawer, so that expired tokens are dropped whole. There
-- is no default partition: a token whose drawer is not open is an error.
--
-- No foreign keys: a token stays explainable after its client is gone, and the
-- hottest insert takes no lock on shared rows.
CREATE TABLE tokens (
  tenant_id      uuid NOT NULL,
  issued_at      bigint NOT NULL,
  not_before     bigint NOT NULL,
  expires_at     bigint NOT NULL,
  tenant_epoch   bigint NOT NULL,
  client_epoch   bigint NOT NULL,
  user_epoch     bigint NOT NULL,
  revoked_at     bigint,
  drawer         integer NOT NULL,
  hash           bytea NOT NULL,
  kind           text NOT NULL,
  format         text NOT NULL,
  grant_id       text COLLATE "C" NOT NULL,
  client_id      text COLLATE "C" NOT NULL,
  user_id        text COLLATE "C",
  audience       text NOT NULL,
  scope          text NOT NULL,
  confirmation   text,
  revoked_by     text,
  revoked_reason text,
  PRIMARY KEY (tenant_id, drawer, hash)
) PARTITION BY LIST (drawer);
CREATE INDEX tokens_issued ON tokens (tenant_id, issued_at, drawer, hash);
CREATE INDEX tokens_client ON tokens (tenant_id, client_id, issued_at, drawer, hash);
CREATE INDEX tokens_user ON tokens (tenant_id, user_id, issued_at, drawer, hash) WHERE user_id IS NOT NULL;
CREATE INDEX tokens_grant ON tokens (tenant_id, grant_id, issued_at, drawer, hash);
CALL jeton_fence('tokens');

-- Finds tokens by the resource servers they were issued for. Its key is its
-- only index, and it goes with the drawer.
CREATE TABLE token_targets (
  tenant_id          uuid NOT NULL,
  issued_at          bigint NOT NULL,
  drawer             integer NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  hash               bytea NOT NULL,
  PRIMARY KEY (tenant_id, resource_server_id, issued_at, drawer, hash)
) PARTITION BY LIST (drawer);
CALL jeton_fence('token_targets');

-- The deciding read of introspection is one statement without a setting before
-- it, and one statement may serve several tenants. Its role reads across
-- tenants for that, but only these columns, and writes nothing.
DO $$
DECLARE
  read record;
BEGIN
  FOR read IN SELECT * FROM (VALUES
    ('tenants', 'id, status, revision'),
    ('tokens', 'tenant_id, drawer, hash, kind, format, grant_id, client_id, user_id, audience, scope, issued_at, not_before, expires_at, tenant_epoch, client_epoch, user_epoch, confirmation, revoked_at, revoked_by, revoked_reason'),
    ('grants', 'tenant_id, id, revoked_at, revoked_by, revoked_reason'),
    ('clients', 'tenant_id, client_id, status, epoch, allowed'),
    ('members', 'tenant_id, client_id'),
    ('users', 'tenant_id, id, status, epoch, username')
  ) AS r (tbl, cols) LOOP
    EXECUTE format('GRANT SELECT (%s) ON %I TO jeton_lookup', read.cols, read.tbl);
    EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO jeton_lookup USING (true)', read.tbl);
  END LOOP;
END
$$;
