-- What people call their personal access tokens. A row goes some time after its
-- token has expired, and the token's own with its drawer.
CREATE TABLE named_tokens (
  tenant_id  uuid NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  drawer     integer NOT NULL,
  user_id    text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  name       text NOT NULL,
  last4      text NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX named_tokens_user ON named_tokens (tenant_id, user_id, created_at, hash);
CREATE INDEX named_tokens_expire ON named_tokens (tenant_id, expires_at);
CALL jeton_fence('named_tokens');

ALTER TABLE resource_servers ADD COLUMN personal boolean NOT NULL DEFAULT false;
