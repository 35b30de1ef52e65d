-- What a revision changed, if that is parts alone; a revision that is not here
-- changed the whole, or is long past: a tenant's last thousand are kept.
CREATE TABLE changes (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  revision  INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  id        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, revision, kind, id)
) STRICT, WITHOUT ROWID;
