-- How often was asked about tokens, added up in steps. The resource server is
-- 'client' for clients that ask about their own, and empty for callers that were
-- refused. No foreign key: figures outlive the resource server.
CREATE TABLE activity (
  tenant_id          TEXT NOT NULL REFERENCES tenants (id),
  at                 INTEGER NOT NULL,
  active             INTEGER NOT NULL,
  inactive           INTEGER NOT NULL,
  refused            INTEGER NOT NULL,
  granularity        TEXT NOT NULL,
  resource_server_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, granularity, at, resource_server_id)
) STRICT, WITHOUT ROWID;

-- When a resource server was told that a token is active, first and last. It goes
-- with the token's drawer.
CREATE TABLE sightings (
  tenant_id          TEXT NOT NULL,
  first_at           INTEGER NOT NULL,
  last_at            INTEGER NOT NULL,
  drawer             INTEGER NOT NULL,
  hash               BLOB NOT NULL,
  resource_server_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, drawer, hash, resource_server_id)
) STRICT, WITHOUT ROWID;

-- A drawer that is on its way out takes nothing any more, so that there is an end
-- to removing it.
CREATE TRIGGER sightings_drawer BEFORE INSERT ON sightings
WHEN NOT EXISTS (SELECT 1 FROM drawers WHERE drawer = NEW.drawer AND NOT dropping)
BEGIN
  SELECT RAISE(IGNORE);
END;
