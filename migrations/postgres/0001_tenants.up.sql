-- Two roles stand between the application and the tables. Roles belong to the
-- whole cluster, so another database may have made them already, or be making
-- them at this moment.
DO $$
DECLARE
  role name;
BEGIN
  FOREACH role IN ARRAY ARRAY['jeton_app', 'jeton_lookup']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      BEGIN
        EXECUTE format('GRANT %I TO CURRENT_USER', role);
      EXCEPTION WHEN unique_violation OR duplicate_object THEN
        NULL;
      END;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
  END LOOP;
END
$$;

-- Every table with a tenant goes through here. FORCE holds the owner to the
-- policy as well; a setting that was never made is NULL or '', and matches no
-- row.
CREATE PROCEDURE jeton_fence(fenced regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', fenced);
  EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = NULLIF(current_setting(''jeton.tenant'', true), '''')::uuid)', fenced);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO jeton_app', fenced);
END
$$;

-- The directory. Every commit of a change writes its revision, so pages are
-- kept half empty for updates in place.
CREATE TABLE tenants (
  id         uuid PRIMARY KEY,
  revision   bigint NOT NULL,
  epoch      bigint NOT NULL,
  version    bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  slug       text COLLATE "C" NOT NULL UNIQUE,
  name       text NOT NULL,
  status     text NOT NULL CHECK (status IN ('active', 'suspended', 'deleted')),
  settings   text NOT NULL,
  -- The drawers in which a deleted tenant had tokens; they hold on to the slug.
  held       text
) WITH (fillfactor = 50);
CREATE INDEX tenants_deleted ON tenants (id) WHERE status = 'deleted';

-- Whoever looks for a tenant by its slug cannot name its id yet, so the
-- directory is readable as a whole. It holds no secret.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON tenants FOR SELECT USING (true);
CREATE POLICY adding ON tenants FOR INSERT WITH CHECK (id = NULLIF(current_setting('jeton.tenant', true), '')::uuid);
CREATE POLICY editing ON tenants FOR UPDATE USING (id = NULLIF(current_setting('jeton.tenant', true), '')::uuid);
CREATE POLICY removing ON tenants FOR DELETE USING (id = NULLIF(current_setting('jeton.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO jeton_app;

-- The key under which tokens and machine secrets are hashed, wrapped.
CREATE TABLE tenant_keys (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
  hash_key  bytea NOT NULL
);
CALL jeton_fence('tenant_keys');

-- The one link by which the first operator gets in, as the hash of its secret.
CREATE TABLE setup_links (
  tenant_id  uuid PRIMARY KEY REFERENCES tenants (id),
  hash       bytea NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CALL jeton_fence('setup_links');

CREATE TABLE signing_keys (
  tenant_id      uuid NOT NULL REFERENCES tenants (id),
  id             text COLLATE "C" NOT NULL,
  alg            text NOT NULL,
  private        bytea NOT NULL,
  published_at   bigint,
  signs_from     bigint,
  signs_until    bigint,
  verifies_until bigint,
  PRIMARY KEY (tenant_id, id)
);
CALL jeton_fence('signing_keys');

CREATE TABLE audit_events (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  at        bigint NOT NULL,
  id        text COLLATE "C" NOT NULL,
  actor     text COLLATE "C" NOT NULL,
  action    text COLLATE "C" NOT NULL,
  object    text COLLATE "C" NOT NULL,
  before    text,
  after     text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_events_at ON audit_events (tenant_id, at, id);
CREATE INDEX audit_events_actor ON audit_events (tenant_id, actor, at, id);
CREATE INDEX audit_events_action ON audit_events (tenant_id, action, at, id);
CREATE INDEX audit_events_object ON audit_events (tenant_id, object, at, id);
CALL jeton_fence('audit_events');
-- What was audited stays as it was.
REVOKE UPDATE ON audit_events FROM jeton_app;
