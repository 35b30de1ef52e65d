-- When a refresh token was used first, and how often.
ALTER TABLE tokens
  ADD COLUMN used_at bigint,
  ADD COLUMN uses    integer NOT NULL DEFAULT 0;
GRANT SELECT (used_at) ON tokens TO jeton_lookup;
