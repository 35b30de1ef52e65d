-- The drawers that take tokens. One that is on its way out takes none.
CREATE TABLE drawers (
  drawer   INTEGER PRIMARY KEY,
  dropping INTEGER NOT NULL DEFAULT 0
) STRICT;

-- No foreign keys: a token stays explainable after its client is gone, and the
-- hottest insert takes no lock on shared rows.
CREATE TABLE tokens (
  tenant_id      TEXT NOT NULL,
  issued_at      INTEGER NOT NULL,
  not_before     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  tenant_epoch   INTEGER NOT NULL,
  client_epoch   INTEGER NOT NULL,
  user_epoch     INTEGER NOT NULL,
  revoked_at     INTEGER,
  drawer         INTEGER NOT NULL,
  hash           BLOB NOT NULL,
  kind           TEXT NOT NULL,
  format         TEXT NOT NULL,
  grant_id       TEXT NOT NULL,
  client_id      TEXT NOT NULL,
  user_id        TEXT,
  audience       TEXT NOT NULL,
  scope          TEXT NOT NULL,
  confirmation   TEXT,
  revoked_by     TEXT,
  revoked_reason TEXT,
  PRIMARY KEY (tenant_id, drawer, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_issued ON tokens (tenant_id, issued_at, drawer, hash);
CREATE INDEX tokens_client ON tokens (tenant_id, client_id, issued_at, drawer, hash);
CREATE INDEX tokens_user ON tokens (tenant_id, user_id, issued_at, drawer, hash) WHERE user_id IS NOT NULL;
CREATE INDEX tokens_grant ON tokens (tenant_id, grant_id, issued_at, drawer, hash);

-- Finds tokens by the resource servers they were issued for. Its key is its
-- only index, and it goes with the drawer.
CREATE TABLE token_targets (
  tenant_id          TEXT NOT NULL,
  issued_at          INTEGER NOT NULL,
  drawer             INTEGER NOT NULL,
  resource_server_id TEXT NOT NULL,
  hash               BLOB NOT NULL,
  PRIMARY KEY (tenant_id, resource_server_id, issued_at, drawer, hash)
) STRICT, WITHOUT ROWID;

-- A token whose drawer is not open is an error. A foreign key would say the
-- same, but removing a drawer would then search every token for its number.
CREATE TRIGGER tokens_drawer BEFORE INSERT ON tokens
WHEN NOT EXISTS (SELECT 1 FROM drawers WHERE drawer = NEW.drawer AND NOT dropping)
BEGIN
  SELECT RAISE(ABORT, 'the drawer is not open');
END;
