ALTER TABLE sightings DROP COLUMN times;
