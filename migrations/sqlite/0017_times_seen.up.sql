-- How many times a resource server was told. Of what was seen before this was
-- counted, once is all that is known.
ALTER TABLE sightings ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
