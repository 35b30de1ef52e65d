DROP TABLE audit_events, signing_keys, setup_links, tenant_keys, tenants;
DROP PROCEDURE jeton_fence(regclass);
-- The roles stay: they belong to the cluster, and another database may use them.
