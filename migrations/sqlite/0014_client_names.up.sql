-- What clients are found by: id, name and the later parts of the name, as they are
-- compared.
CREATE TABLE client_names (
  tenant_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX client_names_client ON client_names (tenant_id, client_id, name);

-- Those who were there before, by id and whole name; an edit files the rest.
INSERT INTO client_names (tenant_id, name, client_id)
  SELECT tenant_id, lower(client_id), client_id FROM clients
  UNION SELECT tenant_id, lower(substr(name, 1, 50)), client_id FROM clients;
