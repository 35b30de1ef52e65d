-- The directory. Every commit of a change writes its revision.
CREATE TABLE tenants (
  id         TEXT PRIMARY KEY,
  revision   INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  slug       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'deleted')),
  settings   TEXT NOT NULL,
  -- The drawers in which a deleted tenant had tokens; they hold on to the slug.
  held       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tenants_deleted ON tenants (id) WHERE status = 'deleted';

-- The key under which tokens and machine secrets are hashed, wrapped.
CREATE TABLE tenant_keys (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  hash_key  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The one link by which the first operator gets in, as the hash of its secret.
CREATE TABLE setup_links (
  tenant_id  TEXT PRIMARY KEY REFERENCES tenants (id),
  hash       BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_keys (
  tenant_id      TEXT NOT NULL REFERENCES tenants (id),
  id             TEXT NOT NULL,
  alg            TEXT NOT NULL,
  private        BLOB NOT NULL,
  published_at   INTEGER,
  signs_from     INTEGER,
  signs_until    INTEGER,
  verifies_until INTEGER,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_events (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  at        INTEGER NOT NULL,
  id        TEXT NOT NULL,
  actor     TEXT NOT NULL,
  action    TEXT NOT NULL,
  object    TEXT NOT NULL,
  before    TEXT,
  after     TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_events_at ON audit_events (tenant_id, at, id);
CREATE INDEX audit_events_actor ON audit_events (tenant_id, actor, at, id);
CREATE INDEX audit_events_action ON audit_events (tenant_id, action, at, id);
CREATE INDEX audit_events_object ON audit_events (tenant_id, object, at, id);

-- What was audited stays as it was.
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'an audit event is not edited');
END;
