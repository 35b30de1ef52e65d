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
CREATE TABLE public.schema_floor (
    oldest integer NOT NULL
);
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
INSERT INTO public.activity VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795770000000, 1, 2, 0, 'hour', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36');
INSERT INTO public.activity VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795770000000, 1, 2, 0, 'hour', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c');
INSERT INTO public.activity VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771260000, 1, 2, 0, 'minute', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36');
INSERT INTO public.activity VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771260000, 1, 2, 0, 'minute', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c');
INSERT INTO public.allowances VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', 'shop');
INSERT INTO public.allowances VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', 'shop');
INSERT INTO public.allowances VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', 'gone');
INSERT INTO public.allowances VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', 'gone');
INSERT INTO public.audit_events VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', 1795771316389, '01a21c4f-b945-7619-b88e-77026cab610b', 'system:first start', 'tenant.created', 'tenant:system', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9ca-7051-9ae1-564228251e0a', 'system:apply', 'tenant.created', 'tenant:acme', NULL, '{"access_token_seconds":2838240000,"name":"acme","refresh_idle_seconds":2838240000,"refresh_seconds":2838240000,"secret_overlap_seconds":86400,"session_idle_seconds":2838240000,"session_seconds":2838240000,"signing_key_days":90}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9de-7526-97ba-1a99c5662369', 'system:apply', 'resource-server.created', 'resource-server:01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', NULL, '{"credential orders-api":"new secret","identifiers":["https://orders.example"],"name":"https://orders.example","release":{"claims":["client_id","sub","username"],"subject":"public"},"status":"active","token_format":"reference","token_signing_alg":"ES256"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9df-736c-b15b-0e0e8ee1e732', 'system:apply', 'resource-server.created', 'resource-server:01a21c4f-b9d4-7bbe-bab6-18e51142a57c', NULL, '{"credential ledger-api":"new secret","identifiers":["https://ledger.example"],"name":"https://ledger.example","release":{"claims":["client_id","sub","username"],"subject":"public"},"status":"active","token_format":"jwt","token_signing_alg":"ES256"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9e1-7b6f-a54a-5bd1b71bfd6a', 'system:apply', 'client.created', 'client:app', NULL, '{"application_type":"web","consent":"trusted","grant_types":["authorization_code","refresh_token"],"id_token_signed_response_alg":"RS256","name":"app","pkce":"optional","redirect_uris":["https://app.example/back"],"secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9e3-7b7d-9db9-03537d327e5d', 'system:apply', 'client.created', 'client:shop', NULL, '{"allowed":[{"resource_server":"https://ledger.example"},{"resource_server":"https://orders.example"}],"application_type":"web","consent":"ask","grant_types":["client_credentials"],"id_token_signed_response_alg":"RS256","name":"shop","pkce":"required","secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9e5-74db-8fca-77ade0dfd6ae', 'system:apply', 'client.created', 'client:gone', NULL, '{"allowed":[{"resource_server":"https://ledger.example"},{"resource_server":"https://orders.example"}],"application_type":"web","consent":"ask","grant_types":["client_credentials"],"id_token_signed_response_alg":"RS256","name":"gone","pkce":"required","secrets":"1 new","status":"active","subject_type":"public","token_endpoint_auth_method":"client_secret_basic"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, '01a21c4f-b9e6-7ae4-aec7-cc1eee717b52', 'system:apply', 'user.created', 'user:01a21c4f-b9dc-7014-8f2e-a7893ef005c2', NULL, '{"name":"alice","password":"a new one","status":"active","username":"alice"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', 1795771318142, '01a21c4f-bf81-74f8-88d9-99eea1e3cd57', 'system:first start', 'setup_link.offered', 'tenant:system', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318180, '01a21c4f-bfa9-73bd-bae7-8fed15fab2d3', 'client:shop', 'token.revoked', 'token:2hppW-jdrPhlWgUcNW_mEp0Tro7w', NULL, '{"client":"shop","kind":"access_token","reason":"revoked by its client"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318195, '01a21c4f-bfb4-74a8-94fe-1fdd624ccf09', 'client:shop', 'token.revoked', 'token:2hppW-D3a5Py3FW1OaFXQNCplnkA', NULL, '{"client":"shop","kind":"access_token","reason":"revoked by its client"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318199, '01a21c4f-bfd6-718b-ab63-af4c051ac3bc', 'operator:token', 'client.revoked', 'client:gone', NULL, '{"tokens":2}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318238, '01a21c4f-c01b-756a-b774-1390809baa1d', 'user:01a21c4f-b9dc-7014-8f2e-a7893ef005c2', 'user.signed_in', 'user:01a21c4f-b9dc-7014-8f2e-a7893ef005c2', NULL, '{"address":"127.0.0.1","client":"app","session":"01a21c4f-c01b-7508-83e1-e7743c8bb136"}');
INSERT INTO public.audit_events VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318302, '01a21c4f-c022-77c7-931f-dc72c64234c5', 'user:01a21c4f-b9dc-7014-8f2e-a7893ef005c2', 'grant.given', 'grant:01a21c4f-c022-77a3-9312-63d5af53162b', NULL, '{"client":"app","user":"01a21c4f-b9dc-7014-8f2e-a7893ef005c2","worth":[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]}');
INSERT INTO public.authorization_codes VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771378302, 1795771318310, '01a21c4f-c022-77a3-9312-63d5af53162b', '\x513ad51e12b0f40329e7d1d3b40e1b31a654ed51e148447c5e5ab765e76616eb', '{"client":"app","redirect_uri":"https://app.example/back","redirect_named":true,"response_mode":"query","worth":[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}],"max_age":-1,"epochs":{"Tenant":1,"Client":1,"User":1}}');
INSERT INTO public.changes VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 3, 'token', '2hppW-jdrPhlWgUcNW_mEp0Tro7w');
INSERT INTO public.changes VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 4, 'token', '2hppW-D3a5Py3FW1OaFXQNCplnkA');
INSERT INTO public.changes VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 5, 'client', 'gone');
INSERT INTO public.client_names VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'app', 'app');
INSERT INTO public.client_names VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'shop', 'shop');
INSERT INTO public.client_names VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'gone', 'gone');
INSERT INTO public.client_secrets VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, NULL, 'app', '01a21c4f-b9d4-7c0b-a03b-02037c8e9b31', '\xd7a73f5ca48ce1a02d02db3dde936a313253ea3c48a2c01092833150165bd3af', '21c2');
INSERT INTO public.client_secrets VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, NULL, 'shop', '01a21c4f-b9d4-7cbb-9663-3a01e3047727', '\x00ef31db1401f839cbeaab19a2a9fcd53b9c195c8d98a67cb7768178a098cac8', '5f69');
INSERT INTO public.client_secrets VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, NULL, 'gone', '01a21c4f-b9d4-7d2b-ba6a-286721bd41e4', '\x6a02b8fe4f307b40d3e0473215edb983fdda778dbfaf57d52ddbac2fbba15b49', 'e1b0');
INSERT INTO public.clients VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1, 1795771316558, 1795771316558, 'app', 'app', 'active', '["authorization_code","refresh_token"]', 'client_secret_basic', '[]', '{"redirect_uris":["https://app.example/back"],"pkce":"optional","consent":"trusted"}', NULL, NULL);
INSERT INTO public.clients VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1, 1795771316558, 1795771316558, 'shop', 'shop', 'active', '["client_credentials"]', 'client_secret_basic', '[{"resource_server":"01a21c4f-b9d4-7b2a-a822-f296a2ce0e36","scope":null},{"resource_server":"01a21c4f-b9d4-7bbe-bab6-18e51142a57c","scope":null}]', '{}', NULL, NULL);
INSERT INTO public.clients VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 2, 1, 1795771316558, 1795771316558, 'gone', 'gone', 'active', '["client_credentials"]', 'client_secret_basic', '[{"resource_server":"01a21c4f-b9d4-7b2a-a822-f296a2ce0e36","scope":null},{"resource_server":"01a21c4f-b9d4-7bbe-bab6-18e51142a57c","scope":null}]', '{}', NULL, NULL);
INSERT INTO public.grants VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318167, NULL, '01a21c4f-bf97-7e06-afa0-ab4a38a6516a', 'shop', NULL, 'client_credentials', NULL, NULL, '[]', NULL, NULL, false, false, false);
INSERT INTO public.grants VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318191, NULL, '01a21c4f-bfaf-7112-a098-e8d14dbfb4a8', 'gone', NULL, 'client_credentials', NULL, NULL, '[]', NULL, NULL, false, false, false);
INSERT INTO public.grants VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318302, NULL, '01a21c4f-c022-77a3-9312-63d5af53162b', 'app', '01a21c4f-b9dc-7014-8f2e-a7893ef005c2', 'authorization_code', NULL, NULL, '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', '01a21c4f-c01b-7508-83e1-e7743c8bb136', 1795771318238, false, true, false);
INSERT INTO public.resource_credentials VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, NULL, 'orders-api', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', '\x2279d50dfee2cb82e6d966cde7a96de37a7909378e0cfa4cf00c37f185874d18', '633b');
INSERT INTO public.resource_credentials VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771316558, NULL, 'ledger-api', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', '\x54f3983c93de217084bb219c3e503e07b7aa8164eff941d8fd4fb2236bbf17b2', '8e05');
INSERT INTO public.resource_identifiers VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'https://orders.example', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', 0);
INSERT INTO public.resource_identifiers VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'https://ledger.example', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', 0);
INSERT INTO public.resource_servers VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1795771316558, 1795771316558, 0, '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', 'https://orders.example', 'active', 'reference', 'ES256', '[]', '{"claims":["sub","username","client_id"],"subject":"public"}', '[]', '[]', false, '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}');
INSERT INTO public.resource_servers VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1795771316558, 1795771316558, 0, '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', 'https://ledger.example', 'active', 'jwt', 'ES256', '[]', '{"claims":["sub","username","client_id"],"subject":"public"}', '[]', '[]', false, '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}');
INSERT INTO public.schema_floor VALUES (18);
INSERT INTO public.schema_migrations VALUES (19, false);
INSERT INTO public.sessions VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1795771318238, 1795771318238, 1795771318238, 4634011318238, '01a21c4f-c01b-7508-83e1-e7743c8bb136', '01a21c4f-b9dc-7014-8f2e-a7893ef005c2', '\x5f484b00da05e1567b85a8f29264c2a9854da80021ac15a1881b959b8112119f', 'Go-http-client/1.1', '127.0.0.1');
INSERT INTO public.setup_links VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', '\xe799b0ef82e5d1d3f390538f4fdf60acff67376dfc42d460c780147975f3092d', 1795771318142, 1795774918142);
INSERT INTO public.sightings_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318322, 1795771318322, 40000014, '\x801a2fb616146a8d6f8d32057f67f042', '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', 1);
INSERT INTO public.sightings_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318320, 1795771318320, 40000014, '\x81f070ade7eacc130d3570eb78566aa7', '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', 1);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', '7tfNgInkPK_NubWn', 'ES256', '\x7deeaf5be58582163f0d1dd3b3d4c3517bcedceb2de8f8b96c7d957d72d8ff3c7464abae37b5c10997b768f8ee8a239399d6e53bea41f71bce724272ff155376857db15d3e26f9f742a4ac25d4171a241e415d3007272b67bb784037b4b01c76d6553251458b7790ce435e00193f580205fd18074369f74ac459a2f0688e216b4091a5433d01d3f8487816d4c00f2132f0bef26e2443e87ba672fde70e3b7c6240ab90eb2253', 1795771316389, 1795771316389, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', 'i8UZPJT-lSaq4cj8', 'RS256', '\xaa6d70846c324bd677e4e2d416ee2c372b37bf390eb0cbf223674b6acbb7414fff384d6a0ae9e0cc75c427f08a1ac9a3d88621f00c5fa425a695c1c1e56de4a20127bc08617c6b0a207fdedff891a5d473d90b2801897edc0591d80c0972c03e9a4dda1e21a50635cb8321f2bb878ebd60b68229239e18eeb9550cd57f62b4b939cd7ba0cc0d19a6cb89a78c14271618057d328d672ea83ee6024c73fa641a6e81191563d2847143c73defdf448125fd5946b4fc121a930ac7333f62c2f76f7439462a6d2a6df7767f1c3ee9b67981c7e68b82c144b5685b8e0ec3ea33aeeaa8476932e18ef4b00c9e0c794d3a89d720904eac4589d28f824587fe84ba0ea034b592894aaa0858ec611060ace9e060d1c2a618262d39c712d96acc93cff34692c40f7ec13dcc2f340678b51a1921940201527a05a5204c13018bbac6c95c56560c7cb71ed15233992cd00dbf76106f12151e3df39bc0f02ad5c7d606c8f6f073118687371760969a1bbe682fe29f1e1528ed950c2ef8deaab78b5e13a2a60e43780b93de58d87260d39114402df107530c71d30f703211f9bb7417f099afc2007bf31858b4fdf357cd89df58711856a2cf248aef0dd85e4fdaf6577fe51de8b5319698dc1df61a308c45a2cf890bb128c794b7b9920e09f02610afa78f20699351530930dcd8f6cb601e1b6ae2c77ed4de11bb69ada101eb108efa68ec7068770be63b2ab37d8da621062808f827c0a7a27e62496a67fc59f37c9cd779189f2ff3038384f136cab0eb40427548b81daac925dcd5ca444218ed4e47263ab73a3453f5fc85571ce7339439ddd8e1741d9a374b4cad6ea0f8d1422c42fddd139f4f3177c9783bc5df2852528353c81509a124ac3f6d16e875d8915cc5ab1a8191593aff4c7fcb91bbea736269391c7459a7680e2db131d062ce73c7767d72da314b30e519c3ef06880d9e11375f9afe627fec7d8afe723614ee944495e130d0e6884256bc10209de321ba7fa9924c844b2b85204e84cfea15cd2030df3b1b16a8b0ec6aa531e1262dac61cee04558dce82a852895d4037706a78846798d60193fadb775736e10f2bcee1ff8d24e2557ad0962b22d18d1a9c19839c03bceeea61b3d5e25961736db2a8e8af1690787ecb38b15b282d04ddf3675d905e1bf7f63d7f5356eb02644b8edc4084bfabe34f9a2e2a505ca7223f669032fa087024119de8828f597744d4b5625024497ec17ca031944c9f6194e4940ef8c6e766e5b408b43cc0639d62aac61bc98b4a0a822d1b207c2e2dfbb4fe4f561bc992d01d82832ad5e44694665c2ef5dc568bd69bc03f9c080271d752a60604bbb348b3d12595b8645d7d50ceb89b16db98e743ad670835ee5e2b40d83d4b7e2057978604a0828d253fa485e0e1feac14cdfc7da422e03a567aa96b4f19dd8d604a3e22569b0c97bab4fa9e3845a5fa0e8fe88a750bb2c9457af9362539c5e88d4beefd2f408e081dd31c6524aace75635f894cf87adcdad1065cfd3febf3ea3ef07d16a0fa1121d06bc6929524068c179db8ceebc7ad2e6ff0c0843630348c3007a916ec77e19c635b8c49b9e6fbee1fd1d79c238bb0a767eebba0f9ed5512dabac9b86e193a59c05ec1a60fdc2dc6cb30616158dc9eb52f4a3474229d2b09de07ddaf8bd5dd10a9db66610e39840c67d6b385a381fb7cef6d0057dbddb283872c73b62d997651d1cc8b5fc8d9945448c1bbc4a880a488b79792b94a7d7df874a5b5e2ab9e7', 1795771316389, 1795771316389, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', 'rUER52gHuTGxfwJ1', 'EdDSA', '\xf967588a6041258fbca42626d16e936d5e6540e3163ced867e46555c4c305fd9affffe574b4f8dd07fdc0f20b1be9f6aac555ef6a0e800909031b4f3c2f5462effde8c552f8675a4afe49ff0', 1795771316389, 1795771316389, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'e6ZunKd7o4lr3lSa', 'ES256', '\x8a3c9ddba6a25a60d3ee35c75190cf845324cba1a35d08b1f7c9da0fb5286e8ee8ca71264ea27b3d2b4cc60ca52f25c5542d340a29ba4cbb29cdb3a84e80b320ea1b8ececbd7efed34013118eb9802bd21faed315be2ef551ea0625e93e7deb94ce71b2c80cdd26966ec6fc0d2bf156237116aabe49cc094f7dad0523c479c1d89274bb0aac5143161736edfd01d88e838d1947a92016bdf5ccecdbc94e143f96fab5bfb0ff8', 1795771316558, 1795771316558, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'BeH-uIHI3SnShg-f', 'RS256', '\x2c485da60dbdf6269d41f0268e1709e05714057727792394f33afaa6747921f8e1511a5bfe5fb8724ee1f7f138d9129106917b26491681d626d885d1c1704e11b0f23e1c35dc46fd3f05a8175d178af8cdac4638d2a2cc87e9319c64f981306612025eae9fc87cc2a4ba1e04e443cd65b0aa5f534369ec72ad06ae8080722b74ab258ea197b0b93fefc8c4526006093fcfd217d8511524a78302017424485b53dbedbc254b1d8a6585a28822c81a117d7dc3fc0f6def03db161e2f15aaa3af0b0617eb71a4b17954f5427666b8d7f3bd7868857ba046b20f8026b63825301afdbe61a132607c0c4692ca8b42764b2c5684f5d940325e2184e88a07d9b0c02efcc0522262cf4926004123d4811e405e0d92da5219f00184b7523ce91cf4b0a61c8e604a3bccf03c285e6f8166f428d3718e9eb2f3055d2563a31de496e7436974320516f263cdc466aa6ebecaab7762da8e3fb877c04bab5b981138e9c3d3f1ef77078eda96fefe8b6430e9deec6405c1a7fdc5e8c839e74c9413dd287e2bd16f0d7c446a153b27aac491d0602cef8ed10d297d9f23b0ff64afa45752f12b81fa74862dc09fbe3159c9a617bc1c933f2bdea78751577381fb4aebd6e681115dd8564f5c7a1a12b82703fedde5899edd40f40cceb8f4c72bc40de764502010a13c29b9afb94bc5bafcf60b92c3cc71664d46074f193dc0df799241b537d27cc7300980833cab1c7a2544903339d1fdc7e80a38da9e6ec6f5ccee700fe003f477c23c7e374a27ab59213fe4f180cf141602b2ccfa4d51043348c660c322ab3ab82a6ff5b209bd9c8e2fea050bb2a63216b8ca9b47ca8ab1b55f8c8058f8e2bb54f78a73558d32a813f42942da8ee362d9e44950b5758d654dbb5dab0404119e835c808020dac6eb4876150efee9feaa3c9525b262413cd97df7d752f24a4737749de9537e81ad7cec3fb0c2e58a1f0a632ae02cd1c6c971b97db329da5ec71ed23cd2d97ea8f20f84c97b1c7c3c3e1c433bd8f15f327f0396dd3b5d78e08f1d1c26e274c9daac41a5ca6ad1f576adbb8a01fb2a8433177cd3633e053522b652f933b7c0652ecb37b6a6bdacc18e863a24aca1387bff3c9b35c6fb00c4a2306801ed343f56adc6314595e461a1cfd0b87cffd01dc2160b199ba20eee960a1c8ea12d7f067d8b43263a26036a3a172c539c144b1c353dd83d452c05808442437bc7299142cd73d2b47befc2828326e768fcc698c1ef8d77c518c89155563a73683ec8129d7a4f7a33b4eac9fd22c0b3b2b784fd2cc088ddad32e9d26f73af2c7a6a6b9739f4f8a978f5678c4a40c042cd1074d2045dc94df8c1acc1b20beaa3abe98110c87196bcbf477aa08333a9959c9a0a60ecaeed994f2b14d80ed5ae742dd9ac07de01448f3c53631a44c9a56967635bbbaf6afc46fa57d7ed566b921317f988b524de050c867537e874f53d5e6571e6aac0cfe7436e8d6727bd5be9f38c63fdbe1d645c85631bbcacd45dab0302bebe68f0ec1f31425bb9d87144319dd97d0e117398dbd1a88f6b452145a89cb5c33b9afd2cea6b95175cfdd1868f3e2ec97a44afd1cd882f73e30b522bb3060d183fcdaed90b92205b822a5795cf5f3a5957ddb7bdece17b480b01247c986aefcdc099362548f652ad685b0c073b77bdf8b40811b53caf0989d3c61157964fd85ce278ae6014efd1f3918cf53a8c27fa1226ee2a97e879b9c20dc15ea524b4ac7c8f01e798598c0e2cbbb5b9ec3898cd', 1795771316558, 1795771316558, NULL, NULL);
INSERT INTO public.signing_keys VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'CAQYcVF6zyhCtzlI', 'EdDSA', '\xbf565fce66990c3d356c58e11891669ee75dd37bae5609a6bdd3a5df4e0fa476f120af222dba6f3e3a07a453cfce318b4a8b54717f33cb4121a59f12bb8923881bf4d6359cd104b9b5c464c8', 1795771316558, 1795771316558, NULL, NULL);
INSERT INTO public.tenant_keys VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', '\x4f9c1c27537c828d1feee32dc591da6a85a50da2bf416e75315c08e4bc7b9113475fe788e900fa206a196b60749b563216c1b60af79e922b9d277698');
INSERT INTO public.tenant_keys VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', '\x28d93c2c50b3ef560ef36ed3ee20b9a63c76f618ea599c70e19a7370ffef1c495de14096e84e41dc03043e457af6336911d8931a4d04876e679bd3fa');
INSERT INTO public.tenants VALUES ('01a21c4f-b8a5-7eba-9426-afbc0c4d2c28', 2, 1, 1, 1795771316389, 1795771316389, 'system', 'system', 'active', '{"access_token_seconds":3600,"signing_key_days":90,"secret_overlap_seconds":86400,"require_pushed_authorization_requests":false}', NULL, NULL, 0);
INSERT INTO public.tenants VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 5, 1, 1, 1795771316558, 1795771316558, 'acme', 'acme', 'active', '{"access_token_seconds":2838240000,"signing_key_days":90,"secret_overlap_seconds":86400,"session_seconds":2838240000,"session_idle_seconds":2838240000,"refresh_seconds":2838240000,"refresh_idle_seconds":2838240000,"require_pushed_authorization_requests":false}', NULL, NULL, 0);
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318167, 40000014, '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', '\x81f070ade7eacc130d3570eb78566aa7');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318178, 40000014, '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', '\x8ddacf8655a051c356fe6129d13ae8ef');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318191, 40000014, '01a21c4f-b9d4-7b2a-a822-f296a2ce0e36', '\x0e070afe7f2787e0ef599ba1141d49f1');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318193, 40000014, '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', '\x801a2fb616146a8d6f8d32057f67f042');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318194, 40000014, '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', '\x0f76b93f2dc55b539a15740d0a996790');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318199, 40000014, '01a21c4f-b9d4-7bbe-bab6-18e51142a57c', '\x4bffec1043059a218c4246f223b36dfe');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318310, 40000014, '00000000-0000-0000-0000-000000000002', '\x47d94f5ebbcb89d1d92837f6fb4bf9db');
INSERT INTO public.token_targets_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318310, 40000014, '00000000-0000-0000-0000-000000000002', '\xf7d55ff4bf6d61593c458bc3ec0e8f74');
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318167, 1795771318000, 4634011318000, 1, 1, 0, NULL, 40000014, '\x81f070ade7eacc130d3570eb78566aa7', 'access_token', 'reference', '01a21c4f-bf97-7e06-afa0-ab4a38a6516a', 'shop', NULL, '[{"rs":"01a21c4f-b9d4-7b2a-a822-f296a2ce0e36","aud":"https://orders.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318178, 1795771318000, 4634011318000, 1, 1, 0, 1795771318180, 40000014, '\x8ddacf8655a051c356fe6129d13ae8ef', 'access_token', 'reference', '01a21c4f-bf97-7e06-afa0-ab4a38a6516a', 'shop', NULL, '[{"rs":"01a21c4f-b9d4-7b2a-a822-f296a2ce0e36","aud":"https://orders.example"}]', '', NULL, 'client:shop', 'revoked by its client', NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318191, 1795771318000, 4634011318000, 1, 1, 0, NULL, 40000014, '\x0e070afe7f2787e0ef599ba1141d49f1', 'access_token', 'reference', '01a21c4f-bfaf-7112-a098-e8d14dbfb4a8', 'gone', NULL, '[{"rs":"01a21c4f-b9d4-7b2a-a822-f296a2ce0e36","aud":"https://orders.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318193, 1795771318000, 4634011318000, 1, 1, 0, NULL, 40000014, '\x801a2fb616146a8d6f8d32057f67f042', 'access_token', 'jwt', '01a21c4f-bf97-7e06-afa0-ab4a38a6516a', 'shop', NULL, '[{"rs":"01a21c4f-b9d4-7bbe-bab6-18e51142a57c","aud":"https://ledger.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318194, 1795771318000, 4634011318000, 1, 1, 0, 1795771318195, 40000014, '\x0f76b93f2dc55b539a15740d0a996790', 'access_token', 'jwt', '01a21c4f-bf97-7e06-afa0-ab4a38a6516a', 'shop', NULL, '[{"rs":"01a21c4f-b9d4-7bbe-bab6-18e51142a57c","aud":"https://ledger.example"}]', '', NULL, 'client:shop', 'revoked by its client', NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318199, 1795771318000, 4634011318000, 1, 1, 0, NULL, 40000014, '\x4bffec1043059a218c4246f223b36dfe', 'access_token', 'jwt', '01a21c4f-bfaf-7112-a098-e8d14dbfb4a8', 'gone', NULL, '[{"rs":"01a21c4f-b9d4-7bbe-bab6-18e51142a57c","aud":"https://ledger.example"}]', '', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318310, 1795771318000, 4634011318000, 1, 1, 1, NULL, 40000014, '\x47d94f5ebbcb89d1d92837f6fb4bf9db', 'access_token', 'reference', '01a21c4f-c022-77a3-9312-63d5af53162b', 'app', '01a21c4f-b9dc-7014-8f2e-a7893ef005c2', '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', 'openid', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.tokens_d40000014 VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1795771318310, 1795771318000, 4634011318000, 1, 1, 1, NULL, 40000014, '\xf7d55ff4bf6d61593c458bc3ec0e8f74', 'refresh_token', 'reference', '01a21c4f-c022-77a3-9312-63d5af53162b', 'app', '01a21c4f-b9dc-7014-8f2e-a7893ef005c2', '[{"rs":"00000000-0000-0000-0000-000000000002","aud":"http://id.example/t/acme/oauth2/userinfo","scope":["openid"]}]', 'openid', NULL, NULL, NULL, NULL, 0);
INSERT INTO public.user_names VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 'alice', '01a21c4f-b9dc-7014-8f2e-a7893ef005c2');
INSERT INTO public.users VALUES ('01a21c4f-b986-7924-bc6b-7e6b9f186310', 1, 1795771316558, '01a21c4f-b9dc-7014-8f2e-a7893ef005c2', 'alice', 'active', 1, 1795771316558, false, 'alice', '', 'alice', '{}', '[]', '$argon2id$v=19$m=19456,t=2,p=1$7hbo5wZ4w819f1FL5CTOqg$haLY4qif+fUHPS660Z5YFut9XCXYw6awINaik4LKsnI');
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
