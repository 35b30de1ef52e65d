-- The resource server that a client acts for. There is no foreign key: one that is
-- gone is acted for by nobody, and its id is never another's.
ALTER TABLE clients ADD COLUMN acts_for text COLLATE "C";
-- Finds the clients that act for a resource server, when that one goes.
CREATE INDEX clients_acts_for ON clients (tenant_id, acts_for) WHERE acts_for IS NOT NULL;
-- What the deciding read knows of a client.
GRANT SELECT (acts_for) ON clients TO jeton_lookup;
