-- How often was asked about tokens, added up in steps. The resource server is
-- 'client' for clients that ask about their own, and empty for callers that were
-- refused. No foreign key: figures outlive the resource server.
CREATE TABLE activity (
  tenant_id          uuid NOT NULL REFERENCES tenants (id),
  at                 bigint NOT NULL,
  active             bigint NOT NULL,
  inactive           bigint NOT NULL,
  refused            bigint NOT NULL,
  granularity        text COLLATE "C" NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, granularity, at, resource_server_id)
);
CALL jeton_fence('activity');

-- When a resource server was told that a token is active, first and last. It goes
-- with the token's drawer.
CREATE TABLE sightings (
  tenant_id          uuid NOT NULL,
  first_at           bigint NOT NULL,
  last_at            bigint NOT NULL,
  drawer             integer NOT NULL,
  hash               bytea NOT NULL,
  resource_server_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, drawer, hash, resource_server_id)
) PARTITION BY LIST (drawer);
CALL jeton_fence('sightings');

-- The drawers that are open already.
DO $$
DECLARE
  number text;
BEGIN
  FOR number IN SELECT substring(c.relname FROM '[0-9]+$') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'tokens'::regclass AND NOT i.inhdetachpending
  LOOP
    EXECUTE format('CREATE TABLE sightings_d%s (LIKE sightings INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', number);
    EXECUTE format('ALTER TABLE sightings_d%s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', number);
    EXECUTE format('ALTER TABLE sightings ATTACH PARTITION sightings_d%s FOR VALUES IN (%s)', number, number);
  END LOOP;
END
$$;
