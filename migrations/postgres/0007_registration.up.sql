ALTER TABLE clients ADD COLUMN registration text NOT NULL DEFAULT '{}';

-- Assertions by which clients have proved themselves: none does so twice. There
-- is no foreign key, so that what was used stays used when its client is removed
-- and registered again.
CREATE TABLE used_assertions (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  expires_at bigint NOT NULL,
  client_id  text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  PRIMARY KEY (tenant_id, client_id, hash)
);
CREATE INDEX used_assertions_expires ON used_assertions (tenant_id, expires_at);
CALL jeton_fence('used_assertions');
