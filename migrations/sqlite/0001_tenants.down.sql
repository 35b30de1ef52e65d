DROP TABLE audit_events;
DROP TABLE signing_keys;
DROP TABLE setup_links;
DROP TABLE tenant_keys;
DROP TABLE tenants;
