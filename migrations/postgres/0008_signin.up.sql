-- A person who is signed in with one browser. The cookie is kept as a hash.
CREATE TABLE sessions (
  tenant_id        uuid NOT NULL,
  user_epoch       bigint NOT NULL,
  created_at       bigint NOT NULL,
  authenticated_at bigint NOT NULL,
  seen_at          bigint NOT NULL,
  expires_at       bigint NOT NULL,
  id               text COLLATE "C" NOT NULL,
  user_id          text COLLATE "C" NOT NULL,
  hash             bytea NOT NULL,
  user_agent       text NOT NULL,
  address          text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_user ON sessions (tenant_id, user_id, created_at, id);
CREATE INDEX sessions_expire ON sessions (tenant_id, expires_at);
CALL jeton_fence('sessions');

-- What a client asked for at the authorization endpoint, while the person
-- decides. The handle in the address is kept as a hash.
CREATE TABLE authorization_requests (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  client_id  text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  browser    bytea,
  request    text NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX authorization_requests_client ON authorization_requests (tenant_id, client_id);
CREATE INDEX authorization_requests_expire ON authorization_requests (tenant_id, expires_at);
CALL jeton_fence('authorization_requests');

-- Authorization codes, as hashes. A used one stays until it expires, so that a
-- second use is known for what it is.
CREATE TABLE authorization_codes (
  tenant_id  uuid NOT NULL,
  expires_at bigint NOT NULL,
  used_at    bigint,
  grant_id   text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  request    text NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX authorization_codes_grant ON authorization_codes (tenant_id, grant_id);
CREATE INDEX authorization_codes_expire ON authorization_codes (tenant_id, expires_at);
CALL jeton_fence('authorization_codes');

-- What a person lets a client do, remembered so that it is asked for once.
CREATE TABLE consents (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  user_id    text COLLATE "C" NOT NULL,
  client_id  text COLLATE "C" NOT NULL,
  worth      text NOT NULL,
  PRIMARY KEY (tenant_id, user_id, client_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX consents_client ON consents (tenant_id, client_id);
CALL jeton_fence('consents');

-- What a grant is worth, and the session it began in.
ALTER TABLE grants
  ADD COLUMN worth            text NOT NULL DEFAULT '[]',
  ADD COLUMN session_id       text COLLATE "C",
  ADD COLUMN authenticated_at bigint,
  ADD COLUMN offline          boolean NOT NULL DEFAULT false;
CREATE INDEX grants_session ON grants (tenant_id, session_id, created_at, id) WHERE session_id IS NOT NULL;
