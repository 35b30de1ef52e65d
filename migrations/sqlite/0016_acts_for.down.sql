DROP INDEX clients_acts_for;
ALTER TABLE clients DROP COLUMN acts_for;
