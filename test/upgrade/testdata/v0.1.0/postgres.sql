DO $$
DECLARE
  role name;
BEGIN
  FOREACH role IN ARRAY ARRAY['jeton_app', 'jeton_lookup']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role);
    END IF;
  END LOOP;
END
$$;
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE PROCEDURE public.jeton_fence(IN fenced regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', fenced);
  EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = NULLIF(current_setting(''jeton.tenant'', true), '''')::uuid)', fenced);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO jeton_app', fenced);
END
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.activity (
    tenant_id uuid NOT NULL,
    at bigint NOT NULL,
    active bigint NOT NULL,
    inactive bigint NOT NULL,
    refused bigint NOT NULL,
    granularity text NOT NULL COLLATE pg_catalog."C",
    resource_server_id text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.activity FORCE ROW LEVEL SECURITY;
CREATE TABLE public.allowances (
    tenant_id uuid NOT NULL,
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.allowances FORCE ROW LEVEL SECURITY;
CREATE TABLE public.audit_events (
    tenant_id uuid NOT NULL,
    at bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    object text NOT NULL COLLATE pg_catalog."C",
    before text,
    after text
);
ALTER TABLE ONLY public.audit_events FORCE ROW LEVEL SECURITY;
CREATE TABLE public.authorization_codes (
    tenant_id uuid NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    grant_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    request text NOT NULL
);
ALTER TABLE ONLY public.authorization_codes FORCE ROW LEVEL SECURITY;
CREATE TABLE public.authorization_requests (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    browser bytea,
    request text NOT NULL
);
ALTER TABLE ONLY public.authorization_requests FORCE ROW LEVEL SECURITY;
CREATE TABLE public.changes (
    tenant_id uuid NOT NULL,
    revision bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.changes FORCE ROW LEVEL SECURITY;
CREATE TABLE public.client_names (
    tenant_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.client_names FORCE ROW LEVEL SECURITY;
CREATE TABLE public.client_secrets (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    client_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    last4 text NOT NULL
);
ALTER TABLE ONLY public.client_secrets FORCE ROW LEVEL SECURITY;
CREATE TABLE public.clients (
    tenant_id uuid NOT NULL,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    status text NOT NULL,
    grant_types text NOT NULL,
    auth_method text NOT NULL,
    allowed text NOT NULL,
    registration text DEFAULT '{}'::text NOT NULL,
    initial_token text COLLATE pg_catalog."C",
    acts_for text COLLATE pg_catalog."C",
    CONSTRAINT clients_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
ALTER TABLE ONLY public.clients FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consents (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    user_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    worth text NOT NULL
);
ALTER TABLE ONLY public.consents FORCE ROW LEVEL SECURITY;
CREATE TABLE public.device_requests (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    interval_ms bigint NOT NULL,
    polled_at bigint,
    decided_at bigint,
    used_at bigint,
    client_id text NOT NULL COLLATE pg_catalog."C",
    grant_id text COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    user_code bytea NOT NULL,
    worth text NOT NULL,
    epochs text
);
ALTER TABLE ONLY public.device_requests FORCE ROW LEVEL SECURITY;
CREATE TABLE public.grants (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    type text NOT NULL,
    revoked_by text,
    revoked_reason text,
    worth text DEFAULT '[]'::text NOT NULL,
    session_id text COLLATE pg_catalog."C",
    authenticated_at bigint,
    offline boolean DEFAULT false NOT NULL,
    identified boolean DEFAULT false NOT NULL,
    session_ended boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY public.grants FORCE ROW LEVEL SECURITY;
CREATE TABLE public.initial_access_tokens (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    uses_left bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    name text NOT NULL,
    allowed text NOT NULL,
    CONSTRAINT initial_access_tokens_uses_left_check CHECK ((uses_left >= 0))
);
ALTER TABLE ONLY public.initial_access_tokens FORCE ROW LEVEL SECURITY;
CREATE TABLE public.logout_notices (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts integer NOT NULL,
    session_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    host text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.logout_notices FORCE ROW LEVEL SECURITY;
CREATE TABLE public.members (
    tenant_id uuid NOT NULL,
    version bigint NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    roles text NOT NULL
);
ALTER TABLE ONLY public.members FORCE ROW LEVEL SECURITY;
CREATE TABLE public.named_tokens (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    drawer integer NOT NULL,
    user_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    name text NOT NULL,
    last4 text NOT NULL
);
ALTER TABLE ONLY public.named_tokens FORCE ROW LEVEL SECURITY;
CREATE TABLE public.password_links (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    user_id text NOT NULL COLLATE pg_catalog."C",
    purpose text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT password_links_purpose_check CHECK ((purpose = ANY (ARRAY['invite'::text, 'reset'::text])))
);
ALTER TABLE ONLY public.password_links FORCE ROW LEVEL SECURITY;
CREATE TABLE public.pushed_requests (
    tenant_id uuid NOT NULL,
    expires_at bigint NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    request text NOT NULL
);
ALTER TABLE ONLY public.pushed_requests FORCE ROW LEVEL SECURITY;
CREATE TABLE public.registration_tokens (
    tenant_id uuid NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    previous bytea
);
ALTER TABLE ONLY public.registration_tokens FORCE ROW LEVEL SECURITY;
CREATE TABLE public.resource_credentials (
    tenant_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    id text NOT NULL COLLATE pg_catalog."C",
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    last4 text NOT NULL
);
ALTER TABLE ONLY public.resource_credentials FORCE ROW LEVEL SECURITY;
CREATE TABLE public.resource_identifiers (
    tenant_id uuid NOT NULL,
    identifier text NOT NULL COLLATE pg_catalog."C",
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL
);
ALTER TABLE ONLY public.resource_identifiers FORCE ROW LEVEL SECURITY;
CREATE TABLE public.resource_servers (
    tenant_id uuid NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    access_token_seconds bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    status text NOT NULL,
    token_format text NOT NULL,
    signing_alg text NOT NULL,
    scopes text NOT NULL,
    release text NOT NULL,
    sees text NOT NULL,
    hides text NOT NULL,
    personal boolean DEFAULT false NOT NULL,
    answers text DEFAULT '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}'::text NOT NULL,
    CONSTRAINT resource_servers_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
ALTER TABLE ONLY public.resource_servers FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schema_migrations (
    version bigint NOT NULL,
    dirty boolean NOT NULL
);
CREATE TABLE public.sessions (
    tenant_id uuid NOT NULL,
    user_epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    authenticated_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL
);
ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;
CREATE TABLE public.setup_links (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
ALTER TABLE ONLY public.setup_links FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sightings (
    tenant_id uuid NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    drawer integer NOT NULL,
    hash bytea NOT NULL,
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    times bigint DEFAULT 1 NOT NULL
)
PARTITION BY LIST (drawer);
ALTER TABLE ONLY public.sightings FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sightings_d40000014 (
    tenant_id uuid NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    drawer integer NOT NULL,
    hash bytea NOT NULL,
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    times bigint DEFAULT 1 NOT NULL
);
ALTER TABLE ONLY public.sightings_d40000014 FORCE ROW LEVEL SECURITY;
CREATE TABLE public.signing_keys (
    tenant_id uuid NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    alg text NOT NULL,
    private bytea NOT NULL,
    published_at bigint,
    signs_from bigint,
    signs_until bigint,
    verifies_until bigint
);
ALTER TABLE ONLY public.signing_keys FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tenant_keys (
    tenant_id uuid NOT NULL,
    hash_key bytea NOT NULL
);
ALTER TABLE ONLY public.tenant_keys FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tenants (
    id uuid NOT NULL,
    revision bigint NOT NULL,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    status text NOT NULL,
    settings text NOT NULL,
    held text,
    notices_due bigint,
    requests_per_second bigint DEFAULT 0 NOT NULL,
    CONSTRAINT tenants_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deleted'::text])))
)
WITH (fillfactor='50');
ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;
CREATE TABLE public.token_targets (
    tenant_id uuid NOT NULL,
    issued_at bigint NOT NULL,
    drawer integer NOT NULL,
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL
)
PARTITION BY LIST (drawer);
ALTER TABLE ONLY public.token_targets FORCE ROW LEVEL SECURITY;
CREATE TABLE public.token_targets_d40000014 (
    tenant_id uuid NOT NULL,
    issued_at bigint NOT NULL,
    drawer integer NOT NULL,
    resource_server_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL
);
ALTER TABLE ONLY public.token_targets_d40000014 FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tokens (
    tenant_id uuid NOT NULL,
    issued_at bigint NOT NULL,
    not_before bigint NOT NULL,
    expires_at bigint NOT NULL,
    tenant_epoch bigint NOT NULL,
    client_epoch bigint NOT NULL,
    user_epoch bigint NOT NULL,
    revoked_at bigint,
    drawer integer NOT NULL,
    hash bytea NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    grant_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    audience text NOT NULL,
    scope text NOT NULL,
    confirmation text,
    revoked_by text,
    revoked_reason text,
    used_at bigint,
    uses integer DEFAULT 0 NOT NULL
)
PARTITION BY LIST (drawer);
ALTER TABLE ONLY public.tokens FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tokens_d40000014 (
    tenant_id uuid NOT NULL,
    issued_at bigint NOT NULL,
    not_before bigint NOT NULL,
    expires_at bigint NOT NULL,
    tenant_epoch bigint NOT NULL,
    client_epoch bigint NOT NULL,
    user_epoch bigint NOT NULL,
    revoked_at bigint,
    drawer integer NOT NULL,
    hash bytea NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    grant_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    audience text NOT NULL,
    scope text NOT NULL,
    confirmation text,
    revoked_by text,
    revoked_reason text,
    used_at bigint,
    uses integer DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.tokens_d40000014 FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tombstones (
    tenant_id uuid NOT NULL,
    epoch bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.tombstones FORCE ROW LEVEL SECURITY;
CREATE TABLE public.used_assertions (
    tenant_id uuid NOT NULL,
    expires_at bigint NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL
);
ALTER TABLE ONLY public.used_assertions FORCE ROW LEVEL SECURITY;
CREATE TABLE public.user_names (
    tenant_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY public.user_names FORCE ROW LEVEL SECURITY;
CREATE TABLE public.users (
    tenant_id uuid NOT NULL,
    epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    username text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at bigint DEFAULT 0 NOT NULL,
    email_verified boolean DEFAULT false NOT NULL,
    username_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    email text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    attributes text DEFAULT '{}'::text NOT NULL,
    roles text DEFAULT '[]'::text NOT NULL,
    password text,
    CONSTRAINT users_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.sightings ATTACH PARTITION public.sightings_d40000014 FOR VALUES IN (40000014);
ALTER TABLE ONLY public.token_targets ATTACH PARTITION public.token_targets_d40000014 FOR VALUES IN (40000014);
ALTER TABLE ONLY public.tokens ATTACH PARTITION public.tokens_d40000014 FOR VALUES IN (40000014);
INSERT INTO public.activity VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748400000, 1, 2, 0, 'hour', '01a21af2-6c37-7def-b521-6f38ea30dddc');
INSERT INTO public.activity VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748400000, 1, 2, 0, 'hour', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc');
INSERT INTO public.activity VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748400000, 1, 2, 0, 'minute', '01a21af2-6c37-7def-b521-6f38ea30dddc');
INSERT INTO public.activity VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748400000, 1, 2, 0, 'minute', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc');
INSERT INTO public.allowances VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '01a21af2-6c37-7def-b521-6f38ea30dddc', 'shop');
INSERT INTO public.allowances VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', 'shop');
INSERT INTO public.allowances VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '01a21af2-6c37-7def-b521-6f38ea30dddc', 'gone');
INSERT INTO public.allowances VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', 'gone');
INSERT INTO public.audit_events VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', 1795748420451, '01a21af2-60b3-783d-9d85-1bf5d3902c13', 'system:first start', 'tenant.created', 'tenant:system', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6b32-761f-b8ce-dae9145ad212', 'system:apply', 'tenant.created', 'tenant:acme', NULL, '{"access_token_seconds":2838240000,"name":"acme","refresh_idle_seconds":2838240000,"refresh_seconds":2838240000,"secret_overlap_seconds":86400,"session_idle_seconds":2838240000,"session_seconds":2838240000,"signing_key_days":90}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6d35-7898-a0ae-ab053448a25a', 'system:apply', 'resource-server.created', 'resource-server:01a21af2-6c37-7def-b521-6f38ea30dddc', NULL, '{"credential orders-api":"new secret","identifiers":["https://orders.example"],"name":"https://orders.example","release":{"claims":["client_id","sub","username"],"subject":"public"},"status":"active","token_format":"reference","token_signing_alg":"ES256"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6d53-7748-9763-68589defaab6', 'system:apply', 'resource-server.created', 'resource-server:01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', NULL, '{"credential ledger-api":"new secret","identifiers":["https://ledger.example"],"name":"https://ledger.example","release":{"claims":["client_id","sub","username"],"subject":"public"},"status":"active","token_format":"jwt","token_signing_alg":"ES256"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6d98-7499-aaea-4441582be470', 'system:apply', 'client.created', 'client:app', NULL, '{"application_type":"web","consent":"trusted","grant_types":["authorization_code","refresh_token"],"id_token_signed_response_alg":"RS256","name":"app","pkce":"optional","redirect_uris":["https://app.example/back"],"secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6dcd-7a3b-89c1-77492a7b406a', 'system:apply', 'client.created', 'client:shop', NULL, '{"allowed":[{"resource_server":"https://ledger.example"},{"resource_server":"https://orders.example"}],"application_type":"web","consent":"ask","grant_types":["client_credentials"],"id_token_signed_response_alg":"RS256","name":"shop","pkce":"required","secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6e08-7efa-9538-60c6dbe69d2f', 'system:apply', 'client.created', 'client:gone', NULL, '{"allowed":[{"resource_server":"https://ledger.example"},{"resource_server":"https://orders.example"}],"application_type":"web","consent":"ask","grant_types":["client_credentials"],"id_token_signed_response_alg":"RS256","name":"gone","pkce":"required","secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, '01a21af2-6e30-797f-b7ac-c9dea3fa37b4', 'system:apply', 'user.created', 'user:01a21af2-6cf3-7a22-81a3-fe3df37ce13a', NULL, '{"name":"alice","password":"a new one","status":"active","username":"alice"}');
INSERT INTO public.audit_events VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', 1795748445810, '01a21af2-bec0-7206-92ab-e0f42afc4ff6', 'system:first start', 'setup_link.offered', 'tenant:system', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446707, '01a21af2-c24f-7b21-873b-211c113936e5', 'client:shop', 'token.revoked', 'token:2hppW-M8SyX-2rsDDRMD1g-QRv6Q', NULL, '{"client":"shop","kind":"access_token","reason":"revoked by its client"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446953, '01a21af2-c2eb-73af-ab7a-633f4becb6f6', 'client:shop', 'token.revoked', 'token:2hppW-5DIBajtkCI2hVTDxjhIYNA', NULL, '{"client":"shop","kind":"access_token","reason":"revoked by its client"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748447031, '01a21af2-c613-776a-b6dd-dd09df6fe57e', 'operator:token', 'client.revoked', 'client:gone', NULL, '{"tokens":2}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748447965, '01a21af2-ca45-7ef2-b286-11f7ffdd4b2b', 'user:01a21af2-6cf3-7a22-81a3-fe3df37ce13a', 'user.signed_in', 'user:01a21af2-6cf3-7a22-81a3-fe3df37ce13a', NULL, '{"address":"127.0.0.1","client":"app","session":"01a21af2-ca45-7e4d-9452-d019532c14e4"}');
INSERT INTO public.audit_events VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448871, '01a21af2-caa9-7e23-be72-5bd7d7b2bd37', 'user:01a21af2-6cf3-7a22-81a3-fe3df37ce13a', 'grant.given', 'grant:01a21af2-caa9-7de1-8f99-26d90c4d2614', NULL, '{"client":"app","user":"01a21af2-6cf3-7a22-81a3-fe3df37ce13a","worth":[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]}');
INSERT INTO public.authorization_codes VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748508871, 1795748448994, '01a21af2-caa9-7de1-8f99-26d90c4d2614', '\xef246735c096924a856ea0b32721c76a9786035de15336285c20091bcfffe1db', '{"client":"app","redirect_uri":"https://app.example/back","redirect_named":true,"response_mode":"query","worth":[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}],"max_age":-1,"epochs":{"Tenant":1,"Client":1,"User":1}}');
INSERT INTO public.changes VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 3, 'token', '2hppW-M8SyX-2rsDDRMD1g-QRv6Q');
INSERT INTO public.changes VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 4, 'token', '2hppW-5DIBajtkCI2hVTDxjhIYNA');
INSERT INTO public.changes VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 5, 'client', 'gone');
INSERT INTO public.client_names VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'app', 'app');
INSERT INTO public.client_names VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'shop', 'shop');
INSERT INTO public.client_names VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'gone', 'gone');
INSERT INTO public.client_secrets VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, NULL, 'app', '01a21af2-6c37-7f29-88c1-0c01fd7a2fda', '\x67ee1fdbcc4f6e793711a4f6f5d3783e5102c473243698d557dc7452f6e9811c', '08dd');
INSERT INTO public.client_secrets VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, NULL, 'shop', '01a21af2-6c38-70ad-aebc-3dab5572d8bf', '\xf71c87e9829cf259f6c8aa80cf9b757c8656d95f54c5a897fe4e5a9efdbc781f', 'b626');
INSERT INTO public.client_secrets VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, NULL, 'gone', '01a21af2-6c38-7117-b4af-0defd1f166c2', '\x4e034692b025e129296e8d8d3fcdd7a4c62a1d480acc2ee417d14887e5a0a36f', '35f1');
INSERT INTO public.clients VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1, 1795748421970, 1795748421970, 'app', 'app', 'active', '["authorization_code","refresh_token"]', 'client_secret_basic', '[]', '{"redirect_uris":["https://app.example/back"],"pkce":"optional","consent":"trusted"}', NULL, NULL);
INSERT INTO public.clients VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1, 1795748421970, 1795748421970, 'shop', 'shop', 'active', '["client_credentials"]', 'client_secret_basic', '[{"resource_server":"01a21af2-6c37-7def-b521-6f38ea30dddc","scope":null},{"resource_server":"01a21af2-6c37-7ed6-9d15-a5c1ff214bbc","scope":null}]', '{}', NULL, NULL);
INSERT INTO public.clients VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 2, 1, 1795748421970, 1795748421970, 'gone', 'gone', 'active', '["client_credentials"]', 'client_secret_basic', '[{"resource_server":"01a21af2-6c37-7def-b521-6f38ea30dddc","scope":null},{"resource_server":"01a21af2-6c37-7ed6-9d15-a5c1ff214bbc","scope":null}]', '{}', NULL, NULL);
INSERT INTO public.grants VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446572, NULL, '01a21af2-c16c-7884-ba58-4685ac0bd1a7', 'shop', NULL, 'client_credentials', NULL, NULL, '[]', NULL, NULL, false, false, false);
INSERT INTO public.grants VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446896, NULL, '01a21af2-c2b0-7e1e-960c-a24d9a6226c2', 'gone', NULL, 'client_credentials', NULL, NULL, '[]', NULL, NULL, false, false, false);
INSERT INTO public.grants VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448871, NULL, '01a21af2-caa9-7de1-8f99-26d90c4d2614', 'app', '01a21af2-6cf3-7a22-81a3-fe3df37ce13a', 'authorization_code', NULL, NULL, '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', '01a21af2-ca45-7e4d-9452-d019532c14e4', 1795748447965, false, true, false);
INSERT INTO public.resource_credentials VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, NULL, 'orders-api', '01a21af2-6c37-7def-b521-6f38ea30dddc', '\x01021aa6871ead8bba331e480e506a10f059da408789482220b4752bf802e06d', 'a446');
INSERT INTO public.resource_credentials VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748421970, NULL, 'ledger-api', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', '\x0addc446534c5a2f7bb7620aa8306413ca19a6b8ecd1966357ba0ab6a665b187', '4903');
INSERT INTO public.resource_identifiers VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'https://orders.example', '01a21af2-6c37-7def-b521-6f38ea30dddc', 0);
INSERT INTO public.resource_identifiers VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'https://ledger.example', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', 0);
INSERT INTO public.resource_servers VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1795748421970, 1795748421970, 0, '01a21af2-6c37-7def-b521-6f38ea30dddc', 'https://orders.example', 'active', 'reference', 'ES256', '[]', '{"claims":["sub","username","client_id"],"subject":"public"}', '[]', '[]', false, '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}');
INSERT INTO public.resource_servers VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1795748421970, 1795748421970, 0, '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', 'https://ledger.example', 'active', 'jwt', 'ES256', '[]', '{"claims":["sub","username","client_id"],"subject":"public"}', '[]', '[]', false, '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}');
INSERT INTO public.schema_migrations VALUES (18, false);
INSERT INTO public.sessions VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1795748447965, 1795748447965, 1795748447965, 4633988447965, '01a21af2-ca45-7e4d-9452-d019532c14e4', '01a21af2-6cf3-7a22-81a3-fe3df37ce13a', '\xe3246ccfe1701ffc51a29f882dfb8af70e82cbd5335c4c062a5af4c5a9d38823', 'Go-http-client/1.1', '127.0.0.1');
INSERT INTO public.setup_links VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', '\x7373921e3c8b52208c96e274419a17690f2d5a02bd1304c753e7243d23ae1156', 1795748445810, 1795752045810);
INSERT INTO public.sightings_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748449169, 1795748449169, 40000014, '\x64ed2bd4edd8663d33d314112f0885e1', '01a21af2-6c37-7def-b521-6f38ea30dddc', 1);
INSERT INTO public.sightings_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748449240, 1795748449240, 40000014, '\x6a304a5e3c383c507a16ad7071e93b34', '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', 1);
INSERT INTO public.signing_keys VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', '0gwkzmxRrR_FrdPk', 'ES256', '\xe5d0c955bb3452fe6a77ce8cd3ba38249fcf5ec8aefeafca3a03f76259eea1cc0691008f7c84ff6d7695dfd62e444806bbeee35d69e71d57ecb0caa011942730d8cc6cc16f491044d389eecafdea2d7129317a064af69308600661f73f74e6d6c0c0772180486d37386da79f95d1f3e738b3d9bda947cec5c1a1e247a8368db56a1d1fa9d1ab686137800e72304e13074f1e5b40c082bf858fb4dea3a15e69d63680eac223e4', 1795748420451, 1795748420451, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', 'TCwK_N9xj8u3MiSk', 'RS256', '\xe15cce4a65db9eda4b39e0d835d43c8b570ed5a8c11167ced52c11f136df2f1d81118faf79e3031218809976624ceb77d5f37cfa141eb2436cc66223d41cb293e6da0cfde74476a6e5ca4733d47986b10d026e3a37b61554207a0abbd4d4754d95200c6b2b7f450fe372e7e78b1233c5bc1bd4cf1e5a03b9f265de68faeb44183ea20a3e804ef8ac554c4a264b5276ec3fd38fcbb47bbed3cfee93ed032e8f8f14a682f7da8df08ce5d091f45e2679b282600f0d10b1c6aadded3c5196ec98952974adb4fa1e13dceb333f225c5a9bb2dd52f1ad17f685b44ecb7c440eecc646ea4c4068bb5781aa3ab9cdcb5f390230e1e87cd404812711bec2903b2c58b0b92940f601946630eb813e581060a93c442e6f0a08ef837e349c21b20df98070b67341c3eda1addf5cc96dd31c2f5295dacaf07472feeb9af3396563c7584743c2a7b6614b6c0673c180af00efbd0fc52526a64465eccdab3684ea0b373f24e0db7af93efb4d8aca7320b22e7cd23532428fbd11136dc9abbd4ef1a38452cbd4242efa9abdc87c2f4ac7803a8162e3d62c0e7d361f502289d8cd4ec2ce895f94bc59dbec0bc5e5854ae6d0c77f0a7d250d3777f9cf0791f1d34e144749ceb47631ec2bd057b593612233d5c0a40ac2d3bdca7792b420e7adab8dd649f17ef46ad463ea5aed5ffe45dcc292bdddd22d5685dc3a18a5da50c27883e675a7f575d30dba2d64278aa95e1a81eca3f059fdf944852fd68fa454e307289466ca5db494ea0d4d0a1e782824e1c8e9d55447a2a870c913e3dd843e3afc2838debfbb56d4c6110bfa5bc1b31fff8d409620dd06cdc8d644796fb480b457e942e1030e2640d0aaaf65c61ea739d118c742edb1b6aa06c9b4209dc01b4bb0c4e5b64dc4b8b42eb366235289688314aac2b3cb7298ad817dd7ff02dcbab9f4e58f04940ab9211fd53edccdabf6c86e76be9fbcbe815eb7e1696988e9a1898eef2e4e4fb3c2d505360a54f587b9250a43f6262dc535a5e9ca8aa5acfc28b69cdd255df47c24c0ebd5154021ebe6df66d83e7b0fd794b30e0f731aa3a5058a8dded78713982e4d262b892ebcf795d1826fc17b59d0065b8dd7a6c081462c339139bdcc160e69cab0987f182b2e81b7e61874403b66d9e693eb442932c923ca8d2d6dcb055188c6067b3e5a896278f83eb91af44436ef5902182379b7039c9ba97d08eb3159a495826404c8204dd6b530e820a2335444816ff47d94b556f7a788407ba2b68b272323c47d9afcf1826aac8cbe52abcfd4666fc1c42f46aa17e61c9c2b67d0f81483a5842b70c09fbfec58bfe5a01bd348931724cc7bec7154ed7e56694f27193d2d7643585d21cc700d8260758c666c24c5c851aa1e08197e6774a52412fe96f99af1113289a091281f2b024d082005dc4aa3e4381fbeba8944995ea49755238275a29493d11b52834da0a6501375bbb7e2a23381724973c9eab41723d93ae257604678ca72b239af9916467a35b6c80ccef423b50b3fbb9c6a6ba135a4db93db0f736db6cd5466d41412d611cbc7eba2cd3bacfa4a44ac69d4673c58bec81e7694e90d10799aeccdd869930b27418e26970a4f22a8d95ae990da6fa361b79bf7184ec3c69c0e7ef7a38d98fce7a6217aa21a4755825c3abee3168f6406c6a4eaeb45ed0d24fddcb5f33fcbb03a479e35cf729d9756317ea68145d00d7d664bb2c3daeebb45d64621cea7a63db48322b51ba96270fda2f83a2a6a0981ddf85e29', 1795748420451, 1795748420451, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', 'AW9v7pMnvc7j-Zyx', 'EdDSA', '\x4a6b003673463e535afe23ef20eacc2171185f1f13eebdae78d39153edfeff844a97acbbbf649d8883f3edef937e92b9c9e090637fa7d704bffc176782985768a1de1b9655ded28913f9f609', 1795748420451, 1795748420451, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'E9w2-w_eU5DmGL2k', 'ES256', '\x957ee399f0294d361b133a338cc2bb6a4450f67b106c5c078deb29f70d98489b2f3f41b8cf72cfab693fa6f16194b63c8d356188134e4075d2d0c97512b3d81016616d77b0c395d67778edd2fbcf4e33ee4fdffeb7ff83f2b49f5780bd35d5bad51a3007780ffe0646d9dc5b91e904c630f2e8a7948f3c937de372f21c2ac189d24d67f1b9512005180e951d4c3f94e82f3947eebc02e85368d7a4f9eabad3b21f5d5db1d921', 1795748421970, 1795748421970, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'u0ndLt-EPWPCrOwu', 'RS256', '\x777020998609b3658a3a4582872f95c33726962738c5ef9f19fd343aa7e71acb566eeeb69a8d1b898b85c2735b635e31e4f0817a90f84aa472c1b1b634a23d05aaa08170f5e1ed5d05db33e1e52e0b4b71b3c7a70a4ca9f56a20f48e3ecb6fa898c7fa52a79ecaffbe78f60b041b6cb9907d56f46fd9d5affbb246de01d73e50a4fa218463245a3f11b268b7e27b691286b2067d97a99218698bfb1c0c5b9c6aee87c40e296e44a2892292f99b90a5a2f6913d4e6f60667a31d94200ee211ed6297f005a9d3048623a5599b00584f1659ce412bb5068b9ea542b2aabe2ff9046ef3173d1009f0b2a36ed636e0947ba800ffefe7359e5582ad3d552d43bf100662db70bdbb02e99c37460c65d506a88da0f39974b1f005132d7e3121d1f8967a2901cb92b3ef7cc98d4424b4e758b62fa6c4edc47ac24c552eb34dbed69de79e1c1a950432b65978372f08e062635c98d38cf820f4c6f041422ddf02150eff693e28e4bd1cca924b34d782371b054ce403ef27dbb6b630e38210d24cd3e1749c09d13bba404d47904404ca52468ea010e41b1af0d6f8e67ced70932e57240a6aeeeaf7d532caa75fc40f4fb3fb9a2944e3f0c5a9c0aecfbfdeb51c1f9410c2f1d59fb92d2414ffce3d23b629bc9a87c75e24c5f4ae4579db361b51ff54f7529f17e73452a4223fa330a83646b39297f09425bc7013e5e3c43b19116b2859d22ab11662bb8041666b4efa168551b5027b219481d0c5929de25f694f1324fca1815c8b31eee67dff56d20367096b4a2998bc4305b0cf4b21b0c44306a625d422c1bbac1b25fb8442b6f5a538d42fbf06013da3e4709f9e20ad55870ea873ebb39b713e5a16040a21be4fa89b267f2f95d1566cda303bf4a86d1fd42322590fe246a0a3dcd856502e1be123b4825bf0c4ff8b81fbae2e448615b988957e3e02981e76258a98814d67554560521d48d1374625c6580c80d4991bc310071f8daad471b6e1da4b3ab016796325d5edfccf7b716e2c39ef5c96c9d118e5fcdd440aa3a48286b0ce5cbc7dde74349e8ec6676eb2501ab1f742bd9e36534f0c0754ed6c45ca05bb50f079cdd42dd9094e2bd731e98ce21e0908972d8c16df900147315237c540381a07d473cd27d10178fb2efa413bbf6c7598c03674f4cfee13edab5b87909dd26070ab984c9aa676b74be0ec31f3e32ae0c82a742ba775eb23b50e57e7d1fe2215e47f4d900afce8bf7fe7ebddb9bd8ae05520341b1f65de305bdeeb2f5b73c01ad9da32af32cb3c1f40d5c5655eb46742b66c20488a975ab592ef9e300a2dcc8bc4bb7df48e3ef9d94e535663842a47651a4c9c3471ca4f5f8ab836af0e67005963d559c092711acb2be956921faa946a1652606cabf240c228fa4e05ffe906028822c29ebc334ee83ebb32e53860942375e6e152188f5c1fb6ae1d98c27b6715e7a8c7c0dbc070cf9d7f4a7ce95a70eef34987ec4e872ee2cf09ee7d2601bc587755f75168c909b9f15b52a8972be7dcf6d36c942da61188540d320b4ceb2d0817d5e7e4c76f62b3aed502648192ac6afa2115d943007b8c278eff0f06cb5ebbaba9f66bfb8f7176ab9067f52ff5077111bc4f0b9118f825f3fe803648aafb9bfbb9cd1a12418fd8d739b7e1e7eed25137e6d4838d3633bf8489c88e1362fd2d9f081dea6895b67c19778955fbad7a268da44b230823ca05b8353e18de25f058fe6931b93b3f84208f72db90b524cd0d22fd25e8784f13ae2dda4', 1795748421970, 1795748421970, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '2_OI5BefNsF_938q', 'EdDSA', '\x15307a1181c0bd945248c4b73595980800ab95dfe09acbf9298d5c57de405f1a9fb668c664ec5e3f177043de28a4fa68c4236826b5acc7e84e0d8cdecca6f26935128d20bd9d0fd4dc5737de', 1795748421970, 1795748421970, NULL, NULL);
INSERT INTO public.tenant_keys VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', '\x6540b2ebe5249cb56f771184b66fb9a6d9897494ba17f683e7a9d58d7d03bd5d9f3c518869543dbfbe00286b3276dd1fdac96c9963dc3a7c1d5063f2');
INSERT INTO public.tenant_keys VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', '\x3cfa1385ee53073d28a730df6448a3b1219694e5712afb135bdfe84c5f2d2e0af0881f6c5b544db359b755831137588fe3a615cb80c9ff36881930e4');
INSERT INTO public.tenants VALUES ('01a21af2-5b63-7475-8154-d397dcaf988c', 2, 1, 1, 1795748420451, 1795748420451, 'system', 'system', 'active', '{"access_token_seconds":3600,"signing_key_days":90,"secret_overlap_seconds":86400,"require_pushed_authorization_requests":false}', NULL, NULL, 0);
INSERT INTO public.tenants VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 5, 1, 1, 1795748421970, 1795748421970, 'acme', 'acme', 'active', '{"access_token_seconds":2838240000,"signing_key_days":90,"secret_overlap_seconds":86400,"session_seconds":2838240000,"session_idle_seconds":2838240000,"refresh_seconds":2838240000,"refresh_idle_seconds":2838240000,"require_pushed_authorization_requests":false}', NULL, NULL, 0);
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446572, 40000014, '01a21af2-6c37-7def-b521-6f38ea30dddc', '\x64ed2bd4edd8663d33d314112f0885e1');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446680, 40000014, '01a21af2-6c37-7def-b521-6f38ea30dddc', '\x33c4b25fedabb030d1303d60f9046fe9');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446896, 40000014, '01a21af2-6c37-7def-b521-6f38ea30dddc', '\x32ba1c3db800bd05ac6029750e13dd2f');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446943, 40000014, '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', '\x6a304a5e3c383c507a16ad7071e93b34');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446951, 40000014, '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', '\xe432016a3b64088da15530f18e121834');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446996, 40000014, '01a21af2-6c37-7ed6-9d15-a5c1ff214bbc', '\x6241addb5a6b02566a6a57c2be0a4727');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448994, 40000014, '00000000-0000-0000-0000-000000000002', '\xdc5c8e567d250a8d89b732a2bc285f83');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448994, 40000014, '00000000-0000-0000-0000-000000000002', '\xf4ecb7cb08d99930c8b217f05cb22361');
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446572, 1795748446000, 4633988446000, 1, 1, 0, NULL, 40000014, '\x64ed2bd4edd8663d33d314112f0885e1', 'access_token', 'reference', '01a21af2-c16c-7884-ba58-4685ac0bd1a7', 'shop', NULL, '[{"rs":"01a21af2-6c37-7def-b521-6f38ea30dddc","aud":"https://orders.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446680, 1795748446000, 4633988446000, 1, 1, 0, 1795748446707, 40000014, '\x33c4b25fedabb030d1303d60f9046fe9', 'access_token', 'reference', '01a21af2-c16c-7884-ba58-4685ac0bd1a7', 'shop', NULL, '[{"rs":"01a21af2-6c37-7def-b521-6f38ea30dddc","aud":"https://orders.example"}]', '', NULL, 'client:shop', 'revoked by its client', NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446896, 1795748446000, 4633988446000, 1, 1, 0, NULL, 40000014, '\x32ba1c3db800bd05ac6029750e13dd2f', 'access_token', 'reference', '01a21af2-c2b0-7e1e-960c-a24d9a6226c2', 'gone', NULL, '[{"rs":"01a21af2-6c37-7def-b521-6f38ea30dddc","aud":"https://orders.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446943, 1795748446000, 4633988446000, 1, 1, 0, NULL, 40000014, '\x6a304a5e3c383c507a16ad7071e93b34', 'access_token', 'jwt', '01a21af2-c16c-7884-ba58-4685ac0bd1a7', 'shop', NULL, '[{"rs":"01a21af2-6c37-7ed6-9d15-a5c1ff214bbc","aud":"https://ledger.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446951, 1795748446000, 4633988446000, 1, 1, 0, 1795748446953, 40000014, '\xe432016a3b64088da15530f18e121834', 'access_token', 'jwt', '01a21af2-c16c-7884-ba58-4685ac0bd1a7', 'shop', NULL, '[{"rs":"01a21af2-6c37-7ed6-9d15-a5c1ff214bbc","aud":"https://ledger.example"}]', '', NULL, 'client:shop', 'revoked by its client', NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748446996, 1795748446000, 4633988446000, 1, 1, 0, NULL, 40000014, '\x6241addb5a6b02566a6a57c2be0a4727', 'access_token', 'jwt', '01a21af2-c2b0-7e1e-960c-a24d9a6226c2', 'gone', NULL, '[{"rs":"01a21af2-6c37-7ed6-9d15-a5c1ff214bbc","aud":"https://ledger.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448994, 1795748448000, 4633988448000, 1, 1, 1, NULL, 40000014, '\xdc5c8e567d250a8d89b732a2bc285f83', 'access_token', 'reference', '01a21af2-caa9-7de1-8f99-26d90c4d2614', 'app', '01a21af2-6cf3-7a22-81a3-fe3df37ce13a', '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', 'openid', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1795748448994, 1795748448000, 4633988448000, 1, 1, 1, NULL, 40000014, '\xf4ecb7cb08d99930c8b217f05cb22361', 'refresh_token', 'reference', '01a21af2-caa9-7de1-8f99-26d90c4d2614', 'app', '01a21af2-6cf3-7a22-81a3-fe3df37ce13a', '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', 'openid', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.user_names VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 'alice', '01a21af2-6cf3-7a22-81a3-fe3df37ce13a');
INSERT INTO public.users VALUES ('01a21af2-6522-7566-8a6e-6e02aef4786e', 1, 1795748421970, '01a21af2-6cf3-7a22-81a3-fe3df37ce13a', 'alice', 'active', 1, 1795748421970, false, 'alice', '', 'alice', '{}', '[]', '$argon2id$v=19$m=19456,t=2,p=1$GbjAV48kJ7+s29bUH/K1VA$dJZQ1JH2A/ChzoOsaNp4E+yktGnCQZsLaR4pzEGmiiY');
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (tenant_id, granularity, at, resource_server_id);
ALTER TABLE ONLY public.allowances
    ADD CONSTRAINT allowances_pkey PRIMARY KEY (tenant_id, resource_server_id, client_id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.authorization_codes
    ADD CONSTRAINT authorization_codes_pkey PRIMARY KEY (tenant_id, hash);
ALTER TABLE ONLY public.authorization_requests
    ADD CONSTRAINT authorization_requests_pkey PRIMARY KEY (tenant_id, hash);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (tenant_id, revision, kind, id);
ALTER TABLE ONLY public.client_names
    ADD CONSTRAINT client_names_pkey PRIMARY KEY (tenant_id, name, client_id);
ALTER TABLE ONLY public.client_secrets
    ADD CONSTRAINT client_secrets_pkey PRIMARY KEY (tenant_id, client_id, id);
ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (tenant_id, client_id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (tenant_id, user_id, client_id);
ALTER TABLE ONLY public.device_requests
    ADD CONSTRAINT device_requests_pkey PRIMARY KEY (tenant_id, hash);
ALTER TABLE ONLY public.device_requests
    ADD CONSTRAINT device_requests_tenant_id_user_code_key UNIQUE (tenant_id, user_code);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.initial_access_tokens
    ADD CONSTRAINT initial_access_tokens_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.initial_access_tokens
    ADD CONSTRAINT initial_access_tokens_tenant_id_hash_key UNIQUE (tenant_id, hash);
ALTER TABLE ONLY public.logout_notices
    ADD CONSTRAINT logout_notices_pkey PRIMARY KEY (tenant_id, session_id, client_id);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (tenant_id, client_id);
ALTER TABLE ONLY public.named_tokens
    ADD CONSTRAINT named_tokens_pkey PRIMARY KEY (tenant_id, hash);
ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_pkey PRIMARY KEY (tenant_id, user_id);
ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_tenant_id_hash_key UNIQUE (tenant_id, hash);
ALTER TABLE ONLY public.pushed_requests
    ADD CONSTRAINT pushed_requests_pkey PRIMARY KEY (tenant_id, hash);
ALTER TABLE ONLY public.registration_tokens
    ADD CONSTRAINT registration_tokens_pkey PRIMARY KEY (tenant_id, client_id);
ALTER TABLE ONLY public.resource_credentials
    ADD CONSTRAINT resource_credentials_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.resource_identifiers
    ADD CONSTRAINT resource_identifiers_pkey PRIMARY KEY (tenant_id, identifier);
ALTER TABLE ONLY public.resource_servers
    ADD CONSTRAINT resource_servers_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_tenant_id_hash_key UNIQUE (tenant_id, hash);
ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT sightings_pkey PRIMARY KEY (tenant_id, drawer, hash, resource_server_id);
ALTER TABLE ONLY public.sightings_d40000014
    ADD CONSTRAINT sightings_d40000014_pkey PRIMARY KEY (tenant_id, drawer, hash, resource_server_id);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.tenant_keys
    ADD CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.token_targets
    ADD CONSTRAINT token_targets_pkey PRIMARY KEY (tenant_id, resource_server_id, issued_at, drawer, hash);
ALTER TABLE ONLY public.token_targets_d40000014
    ADD CONSTRAINT token_targets_d40000014_pkey PRIMARY KEY (tenant_id, resource_server_id, issued_at, drawer, hash);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (tenant_id, drawer, hash);
ALTER TABLE ONLY public.tokens_d40000014
    ADD CONSTRAINT tokens_d40000014_pkey PRIMARY KEY (tenant_id, drawer, hash);
ALTER TABLE ONLY public.tombstones
    ADD CONSTRAINT tombstones_pkey PRIMARY KEY (tenant_id, kind, name);
ALTER TABLE ONLY public.used_assertions
    ADD CONSTRAINT used_assertions_pkey PRIMARY KEY (tenant_id, client_id, hash);
ALTER TABLE ONLY public.user_names
    ADD CONSTRAINT user_names_pkey PRIMARY KEY (tenant_id, name, user_id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_id_username_key UNIQUE (tenant_id, username);
CREATE INDEX allowances_client ON public.allowances USING btree (tenant_id, client_id);
CREATE INDEX audit_events_action ON public.audit_events USING btree (tenant_id, action, at, id);
CREATE INDEX audit_events_actor ON public.audit_events USING btree (tenant_id, actor, at, id);
CREATE INDEX audit_events_at ON public.audit_events USING btree (tenant_id, at, id);
CREATE INDEX audit_events_object ON public.audit_events USING btree (tenant_id, object, at, id);
CREATE INDEX authorization_codes_expire ON public.authorization_codes USING btree (tenant_id, expires_at);
CREATE INDEX authorization_codes_grant ON public.authorization_codes USING btree (tenant_id, grant_id);
CREATE INDEX authorization_requests_client ON public.authorization_requests USING btree (tenant_id, client_id);
CREATE INDEX authorization_requests_expire ON public.authorization_requests USING btree (tenant_id, expires_at);
CREATE INDEX client_names_client ON public.client_names USING btree (tenant_id, client_id, name);
CREATE INDEX clients_acts_for ON public.clients USING btree (tenant_id, acts_for) WHERE (acts_for IS NOT NULL);
CREATE INDEX consents_client ON public.consents USING btree (tenant_id, client_id);
CREATE INDEX device_requests_client ON public.device_requests USING btree (tenant_id, client_id);
CREATE INDEX device_requests_expire ON public.device_requests USING btree (tenant_id, expires_at);
CREATE INDEX device_requests_grant ON public.device_requests USING btree (tenant_id, grant_id);
CREATE INDEX grants_client ON public.grants USING btree (tenant_id, client_id, created_at, id);
CREATE INDEX grants_created ON public.grants USING btree (tenant_id, created_at, id);
CREATE INDEX grants_session ON public.grants USING btree (tenant_id, session_id, created_at, id) WHERE (session_id IS NOT NULL);
CREATE UNIQUE INDEX grants_standing ON public.grants USING btree (tenant_id, client_id) WHERE ((type = 'client_credentials'::text) AND (user_id IS NULL) AND (revoked_at IS NULL));
CREATE INDEX grants_user ON public.grants USING btree (tenant_id, user_id, created_at, id) WHERE (user_id IS NOT NULL);
CREATE INDEX initial_access_tokens_expire ON public.initial_access_tokens USING btree (tenant_id, expires_at);
CREATE INDEX logout_notices_client ON public.logout_notices USING btree (tenant_id, client_id);
CREATE INDEX logout_notices_due ON public.logout_notices USING btree (tenant_id, due_at);
CREATE INDEX named_tokens_expire ON public.named_tokens USING btree (tenant_id, expires_at);
CREATE INDEX named_tokens_user ON public.named_tokens USING btree (tenant_id, user_id, created_at, hash);
CREATE INDEX pushed_requests_client ON public.pushed_requests USING btree (tenant_id, client_id);
CREATE INDEX pushed_requests_expire ON public.pushed_requests USING btree (tenant_id, expires_at);
CREATE INDEX resource_credentials_owner ON public.resource_credentials USING btree (tenant_id, resource_server_id, created_at, id);
CREATE INDEX resource_identifiers_owner ON public.resource_identifiers USING btree (tenant_id, resource_server_id, "position");
CREATE INDEX resource_servers_created ON public.resource_servers USING btree (tenant_id, created_at, id);
CREATE INDEX sessions_expire ON public.sessions USING btree (tenant_id, expires_at);
CREATE INDEX sessions_user ON public.sessions USING btree (tenant_id, user_id, created_at, id);
CREATE INDEX tenants_deleted ON public.tenants USING btree (id) WHERE (status = 'deleted'::text);
CREATE INDEX tenants_notices ON public.tenants USING btree (notices_due) WHERE (notices_due IS NOT NULL);
CREATE INDEX tokens_client ON ONLY public.tokens USING btree (tenant_id, client_id, issued_at, drawer, hash);
CREATE INDEX tokens_d40000014_tenant_id_client_id_issued_at_drawer_hash_idx ON public.tokens_d40000014 USING btree (tenant_id, client_id, issued_at, drawer, hash);
CREATE INDEX tokens_grant ON ONLY public.tokens USING btree (tenant_id, grant_id, issued_at, drawer, hash);
CREATE INDEX tokens_d40000014_tenant_id_grant_id_issued_at_drawer_hash_idx ON public.tokens_d40000014 USING btree (tenant_id, grant_id, issued_at, drawer, hash);
CREATE INDEX tokens_issued ON ONLY public.tokens USING btree (tenant_id, issued_at, drawer, hash);
CREATE INDEX tokens_d40000014_tenant_id_issued_at_drawer_hash_idx ON public.tokens_d40000014 USING btree (tenant_id, issued_at, drawer, hash);
CREATE INDEX tokens_user ON ONLY public.tokens USING btree (tenant_id, user_id, issued_at, drawer, hash) WHERE (user_id IS NOT NULL);
CREATE INDEX tokens_d40000014_tenant_id_user_id_issued_at_drawer_hash_idx ON public.tokens_d40000014 USING btree (tenant_id, user_id, issued_at, drawer, hash) WHERE (user_id IS NOT NULL);
CREATE INDEX used_assertions_expires ON public.used_assertions USING btree (tenant_id, expires_at);
CREATE INDEX user_names_user ON public.user_names USING btree (tenant_id, user_id, name);
CREATE INDEX users_managing ON public.users USING btree (tenant_id, username_key) WHERE (roles <> '[]'::text);
CREATE UNIQUE INDEX users_username_key ON public.users USING btree (tenant_id, username_key);
ALTER INDEX public.sightings_pkey ATTACH PARTITION public.sightings_d40000014_pkey;
ALTER INDEX public.token_targets_pkey ATTACH PARTITION public.token_targets_d40000014_pkey;
ALTER INDEX public.tokens_pkey ATTACH PARTITION public.tokens_d40000014_pkey;
ALTER INDEX public.tokens_client ATTACH PARTITION public.tokens_d40000014_tenant_id_client_id_issued_at_drawer_hash_idx;
ALTER INDEX public.tokens_grant ATTACH PARTITION public.tokens_d40000014_tenant_id_grant_id_issued_at_drawer_hash_idx;
ALTER INDEX public.tokens_issued ATTACH PARTITION public.tokens_d40000014_tenant_id_issued_at_drawer_hash_idx;
ALTER INDEX public.tokens_user ATTACH PARTITION public.tokens_d40000014_tenant_id_user_id_issued_at_drawer_hash_idx;
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.allowances
    ADD CONSTRAINT allowances_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.authorization_codes
    ADD CONSTRAINT authorization_codes_tenant_id_grant_id_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES public.grants(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.authorization_requests
    ADD CONSTRAINT authorization_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.client_names
    ADD CONSTRAINT client_names_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_secrets
    ADD CONSTRAINT client_secrets_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_requests
    ADD CONSTRAINT device_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_requests
    ADD CONSTRAINT device_requests_tenant_id_grant_id_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES public.grants(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.initial_access_tokens
    ADD CONSTRAINT initial_access_tokens_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.logout_notices
    ADD CONSTRAINT logout_notices_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.named_tokens
    ADD CONSTRAINT named_tokens_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.pushed_requests
    ADD CONSTRAINT pushed_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.registration_tokens
    ADD CONSTRAINT registration_tokens_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES public.clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.resource_credentials
    ADD CONSTRAINT resource_credentials_tenant_id_resource_server_id_fkey FOREIGN KEY (tenant_id, resource_server_id) REFERENCES public.resource_servers(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.resource_identifiers
    ADD CONSTRAINT resource_identifiers_tenant_id_resource_server_id_fkey FOREIGN KEY (tenant_id, resource_server_id) REFERENCES public.resource_servers(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.resource_servers
    ADD CONSTRAINT resource_servers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.tenant_keys
    ADD CONSTRAINT tenant_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.tombstones
    ADD CONSTRAINT tombstones_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.used_assertions
    ADD CONSTRAINT used_assertions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE ONLY public.user_names
    ADD CONSTRAINT user_names_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
ALTER TABLE public.activity ENABLE ROW LEVEL SECURITY;
CREATE POLICY adding ON public.tenants FOR INSERT WITH CHECK ((id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.allowances ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.authorization_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.authorization_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.client_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.client_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.device_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY directory ON public.tenants FOR SELECT USING (true);
CREATE POLICY editing ON public.tenants FOR UPDATE USING ((id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.initial_access_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.logout_notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY lookup ON public.clients FOR SELECT TO jeton_lookup USING (true);
CREATE POLICY lookup ON public.grants FOR SELECT TO jeton_lookup USING (true);
CREATE POLICY lookup ON public.members FOR SELECT TO jeton_lookup USING (true);
CREATE POLICY lookup ON public.tenants FOR SELECT TO jeton_lookup USING (true);
CREATE POLICY lookup ON public.tokens FOR SELECT TO jeton_lookup USING (true);
CREATE POLICY lookup ON public.users FOR SELECT TO jeton_lookup USING (true);
ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.named_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.password_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.pushed_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.registration_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY removing ON public.tenants FOR DELETE USING ((id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.resource_credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.resource_identifiers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.resource_servers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.setup_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sightings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sightings_d40000014 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.signing_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.activity USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.allowances USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.audit_events USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.authorization_codes USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.authorization_requests USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.changes USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.client_names USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.client_secrets USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.clients USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.consents USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.device_requests USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.grants USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.initial_access_tokens USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.logout_notices USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.members USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.named_tokens USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.password_links USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.pushed_requests USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.registration_tokens USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.resource_credentials USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.resource_identifiers USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.resource_servers USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.sessions USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.setup_links USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.sightings USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.signing_keys USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.tenant_keys USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.token_targets USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.tokens USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.tombstones USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.used_assertions USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.user_names USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.users USING ((tenant_id = (NULLIF(current_setting('jeton.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.tenant_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.token_targets ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.token_targets_d40000014 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tokens_d40000014 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tombstones ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.used_assertions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.user_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA public TO jeton_app;
GRANT USAGE ON SCHEMA public TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activity TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.allowances TO jeton_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.audit_events TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.authorization_codes TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.authorization_requests TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.changes TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.client_names TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.client_secrets TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients TO jeton_app;
GRANT SELECT(tenant_id) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT(epoch) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT(client_id) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT(status) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT(allowed) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT(acts_for) ON TABLE public.clients TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.consents TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.device_requests TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.grants TO jeton_app;
GRANT SELECT(tenant_id) ON TABLE public.grants TO jeton_lookup;
GRANT SELECT(revoked_at) ON TABLE public.grants TO jeton_lookup;
GRANT SELECT(id) ON TABLE public.grants TO jeton_lookup;
GRANT SELECT(revoked_by) ON TABLE public.grants TO jeton_lookup;
GRANT SELECT(revoked_reason) ON TABLE public.grants TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.initial_access_tokens TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.logout_notices TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.members TO jeton_app;
GRANT SELECT(tenant_id) ON TABLE public.members TO jeton_lookup;
GRANT SELECT(client_id) ON TABLE public.members TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.named_tokens TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password_links TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pushed_requests TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.registration_tokens TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_credentials TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_identifiers TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_servers TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.setup_links TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sightings TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signing_keys TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_keys TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenants TO jeton_app;
GRANT SELECT(id) ON TABLE public.tenants TO jeton_lookup;
GRANT SELECT(revision) ON TABLE public.tenants TO jeton_lookup;
GRANT SELECT(status) ON TABLE public.tenants TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.token_targets TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tokens TO jeton_app;
GRANT SELECT(tenant_id) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(issued_at) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(not_before) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(expires_at) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(tenant_epoch) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(client_epoch) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(user_epoch) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(revoked_at) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(drawer) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(hash) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(kind) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(format) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(grant_id) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(client_id) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(user_id) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(audience) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(scope) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(confirmation) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(revoked_by) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(revoked_reason) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT(used_at) ON TABLE public.tokens TO jeton_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tombstones TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.used_assertions TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_names TO jeton_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO jeton_app;
GRANT SELECT(tenant_id) ON TABLE public.users TO jeton_lookup;
GRANT SELECT(epoch) ON TABLE public.users TO jeton_lookup;
GRANT SELECT(id) ON TABLE public.users TO jeton_lookup;
GRANT SELECT(username) ON TABLE public.users TO jeton_lookup;
GRANT SELECT(status) ON TABLE public.users TO jeton_lookup;
GRANT SELECT(roles) ON TABLE public.users TO jeton_lookup;
