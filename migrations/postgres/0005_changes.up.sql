-- What a revision changed, if that is parts alone; a revision that is not here
-- changed the whole, or is long past: a tenant's last thousand are kept.
CREATE TABLE changes (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  revision  bigint NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  id        text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, revision, kind, id)
);
CALL jeton_fence('changes');
