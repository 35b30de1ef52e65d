INSERT INTO resource_servers (tenant_id, id, name, status, token_format, signing_alg, access_token_seconds, scopes, release, sees, hides, version, created_at, updated_at)
SELECT TENANT, 'server-' || n, 'Server ' || n, 'active', 'reference', 'ES256', 3600, '[{"name":"read"}]', '{"claims":["client_id"],"subject":"public"}', '[]', '[]', 1, NOW - n, NOW FROM SERIES(20);

INSERT INTO resource_identifiers (tenant_id, identifier, resource_server_id, position)
SELECT TENANT, 'https://server-' || n || '.example', 'server-' || n, 0 FROM SERIES(20);

INSERT INTO clients (tenant_id, client_id, name, status, grant_types, auth_method, allowed, epoch, version, created_at, updated_at)
SELECT TENANT, 'client-' || n, 'Program ' || n, CASE WHEN n % 50 = 49 THEN 'disabled' ELSE 'active' END, '["client_credentials"]', 'client_secret_basic',
  '[{"resource_server":"server-' || (n % 20) || '","scope":["read"]}]', 1, 1, NOW - n * 1000, NOW FROM SERIES(SMALL);

INSERT INTO client_names (tenant_id, name, client_id)
SELECT TENANT, 'client-' || n, 'client-' || n FROM SERIES(SMALL);

INSERT INTO client_names (tenant_id, name, client_id)
SELECT TENANT, 'program ' || n, 'client-' || n FROM SERIES(SMALL);

INSERT INTO allowances (tenant_id, resource_server_id, client_id)
SELECT TENANT, 'server-' || (n % 20), 'client-' || n FROM SERIES(SMALL);

INSERT INTO client_secrets (tenant_id, client_id, id, hash, last4, created_at)
SELECT TENANT, 'client-' || n, 's', LONG, 'abcd', NOW FROM SERIES(SMALL);

INSERT INTO members (tenant_id, version, client_id, roles)
SELECT TENANT, 1, 'client-' || n, '["auditor"]' FROM SERIES(SMALL) WHERE n % 100 = 0;

INSERT INTO initial_access_tokens (tenant_id, created_at, expires_at, uses_left, id, hash, name, allowed)
SELECT TENANT, NOW - n, NOW + 3600000, 1, 'initial-' || n, LONG, 'Initial ' || n, '[]' FROM SERIES(SMALL) WHERE n % 10 = 0;

INSERT INTO used_assertions (tenant_id, client_id, hash, expires_at)
SELECT TENANT, 'client-' || (n % 100), HASH, NOW - 1000000 + n * 10000 FROM SERIES(SMALL * 4);

INSERT INTO users (tenant_id, id, username, username_key, name, status, roles, epoch, created_at, updated_at)
SELECT TENANT, 'user-' || n, 'user-' || n, 'user-' || n, 'Person ' || n, CASE WHEN n % 50 = 49 THEN 'disabled' ELSE 'active' END,
  CASE WHEN n % 100 = 0 THEN '["auditor"]' ELSE '[]' END, 1, NOW, NOW FROM SERIES(SMALL);

INSERT INTO user_names (tenant_id, name, user_id)
SELECT TENANT, 'user-' || n, 'user-' || n FROM SERIES(SMALL);

INSERT INTO user_names (tenant_id, name, user_id)
SELECT TENANT, 'person ' || n, 'user-' || n FROM SERIES(SMALL);

INSERT INTO grants (tenant_id, id, client_id, user_id, type, created_at)
SELECT TENANT, 'grant-' || n, 'client-' || (n % SMALL), 'user-' || (n % SMALL), 'authorization_code', NOW - n FROM SERIES(SMALL * 4);

INSERT INTO named_tokens (tenant_id, hash, drawer, user_id, name, last4, created_at, expires_at)
SELECT TENANT, HASH, 1, 'user-' || (n % SMALL), 'name', 'abcd', NOW - n, NOW + n FROM SERIES(SMALL * 4);

INSERT INTO sessions (tenant_id, id, user_id, hash, user_epoch, created_at, authenticated_at, seen_at, expires_at, user_agent, address)
SELECT TENANT, 'session-' || n, 'user-' || (n % SMALL), LONG, 1, NOW - n, NOW, NOW, NOW + n, '', '' FROM SERIES(SMALL * 4);

INSERT INTO audit_events (tenant_id, id, at, actor, action, object)
SELECT TENANT, 'event-' || n, NOW - n, 'user:' || (n % 100), 'client.edited-' || (n % 10), 'client:' || (n % 1000) FROM SERIES(SMALL * 4);

INSERT INTO tokens (tenant_id, drawer, hash, kind, format, grant_id, client_id, user_id, audience, scope,
  issued_at, not_before, expires_at, tenant_epoch, client_epoch, user_epoch, revoked_at, revoked_by, revoked_reason)
SELECT TENANT, d.column2, HASH,
  CASE WHEN PERSONAL THEN 'personal_access_token' WHEN n % 5 = 4 THEN 'refresh_token' ELSE 'access_token' END, 'reference',
  'grant-' || (n % (SMALL * 4)), CASE WHEN PERSONAL THEN 'personal-access-token' ELSE 'client-' || (n % SMALL) END,
  CASE WHEN n % 2 = 1 THEN 'user-' || (n % SMALL) END, '[{"rs":"server-' || (n % 20) || '","aud":"https://server-' || (n % 20) || '.example","scope":["read"]}]', 'read',
  NOW - n * 100, CASE WHEN n % 1000 = 5 THEN NOW + 1800000 ELSE NOW - n * 100 END, CASE WHEN n % 10 = 3 THEN NOW - 1 ELSE NOW + 3600000 END, 1, 1, 1,
  CASE WHEN n % 10 = 6 THEN NOW - 500 END, CASE WHEN n % 10 = 6 THEN 'user:user-0' END, CASE WHEN n % 10 = 6 THEN 'leaked' END
FROM SERIES(TOKENS) JOIN (VALUES DRAWERS) AS d ON d.column1 = n % OFDRAWERS ORDER BY 2, 3;

INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash)
SELECT tenant_id, SERVER, issued_at, drawer, hash FROM tokens WHERE tenant_id = TENANT ORDER BY 2, 3, 4, 5;

INSERT INTO sightings (tenant_id, drawer, hash, resource_server_id, first_at, last_at, times)
SELECT tenant_id, drawer, hash, SERVER, issued_at, NOW - issued_at % 7200000, 1 + issued_at % 5000 FROM tokens WHERE tenant_id = TENANT;

INSERT INTO activity (tenant_id, granularity, at, resource_server_id, active, inactive, refused)
SELECT TENANT, 'minute', NOW - (n / 5) * 60000, 'server-' || (n % 5), 1, 1, 0 FROM SERIES(SMALL * 4);
