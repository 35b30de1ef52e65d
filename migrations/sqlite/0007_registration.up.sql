ALTER TABLE clients ADD COLUMN registration TEXT NOT NULL DEFAULT '{}';

-- Assertions by which clients have proved themselves: none does so twice. There
-- is no foreign key, so that what was used stays used when its client is removed
-- and registered again.
CREATE TABLE used_assertions (
  tenant_id  TEXT NOT NULL REFERENCES tenants (id),
  expires_at INTEGER NOT NULL,
  client_id  TEXT NOT NULL,
  hash       BLOB NOT NULL,
  PRIMARY KEY (tenant_id, client_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertions_expires ON used_assertions (tenant_id, expires_at);
