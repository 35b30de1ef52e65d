-- How introspection answers a resource server. Whoever was there before, or comes
-- by an earlier version of the program, is answered as until now.
ALTER TABLE resource_servers ADD COLUMN answers text NOT NULL
  DEFAULT '{"answer_profile":"standard","user_store":"PRIMARY","sees_refresh_tokens":false,"cache_seconds":0}';
