-- Authorization requests that a client has pushed, until a browser comes with
-- them (RFC 9126). What names one in the address is kept as a hash.
CREATE TABLE pushed_requests (
  tenant_id  TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  client_id  TEXT NOT NULL,
  hash       BLOB NOT NULL,
  request    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX pushed_requests_client ON pushed_requests (tenant_id, client_id);
CREATE INDEX pushed_requests_expire ON pushed_requests (tenant_id, expires_at);

-- What devices ask for while a person decides elsewhere (RFC 8628). Both codes are
-- kept as hashes. One without a grant that was decided was refused; one that was
-- used stays until it expires, so that a second use is known for what it is.
CREATE TABLE device_requests (
  tenant_id   TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  interval_ms INTEGER NOT NULL,
  polled_at   INTEGER,
  decided_at  INTEGER,
  used_at     INTEGER,
  client_id   TEXT NOT NULL,
  grant_id    TEXT,
  hash        BLOB NOT NULL,
  user_code   BLOB NOT NULL,
  worth       TEXT NOT NULL,
  epochs      TEXT,
  PRIMARY KEY (tenant_id, hash),
  UNIQUE (tenant_id, user_code),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX device_requests_client ON device_requests (tenant_id, client_id);
CREATE INDEX device_requests_grant ON device_requests (tenant_id, grant_id);
CREATE INDEX device_requests_expire ON device_requests (tenant_id, expires_at);
