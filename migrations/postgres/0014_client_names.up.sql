-- What clients are found by: id, name and the later parts of the name, as they are
-- compared.
CREATE TABLE client_names (
  tenant_id uuid NOT NULL,
  name      text COLLATE "C" NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, name, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX client_names_client ON client_names (tenant_id, client_id, name);

-- Those who were there before, by id and whole name; an edit files the rest. The
-- owner of the tables is held to the policies too, and has named no tenant; nothing
-- else sees this, for it is one transaction.
ALTER TABLE clients NO FORCE ROW LEVEL SECURITY;
INSERT INTO client_names (tenant_id, name, client_id)
  SELECT tenant_id, lower(client_id), client_id FROM clients
  UNION SELECT tenant_id, lower(left(name, 50)), client_id FROM clients;
ALTER TABLE clients FORCE ROW LEVEL SECURITY;
CALL jeton_fence('client_names');
