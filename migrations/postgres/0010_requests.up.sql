-- Authorization requests that a client has pushed, until a browser comes with
-- them (RFC 9126). What names one in the address is kept as a hash.
CREATE TABLE pushed_requests (
  tenant_id  uuid NOT NULL,
  expires_at bigint NOT NULL,
  client_id  text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  request    text NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX pushed_requests_client ON pushed_requests (tenant_id, client_id);
CREATE INDEX pushed_requests_expire ON pushed_requests (tenant_id, expires_at);
CALL jeton_fence('pushed_requests');

-- What devices ask for while a person decides elsewhere (RFC 8628). Both codes are
-- kept as hashes. One without a grant that was decided was refused; one that was
-- used stays until it expires, so that a second use is known for what it is.
CREATE TABLE device_requests (
  tenant_id   uuid NOT NULL,
  created_at  bigint NOT NULL,
  expires_at  bigint NOT NULL,
  interval_ms bigint NOT NULL,
  polled_at   bigint,
  decided_at  bigint,
  used_at     bigint,
  client_id   text COLLATE "C" NOT NULL,
  grant_id    text COLLATE "C",
  hash        bytea NOT NULL,
  user_code   bytea NOT NULL,
  worth       text NOT NULL,
  epochs      text,
  PRIMARY KEY (tenant_id, hash),
  UNIQUE (tenant_id, user_code),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX device_requests_client ON device_requests (tenant_id, client_id);
CREATE INDEX device_requests_grant ON device_requests (tenant_id, grant_id);
CREATE INDEX device_requests_expire ON device_requests (tenant_id, expires_at);
CALL jeton_fence('device_requests');
