DROP TABLE sightings;
DROP TABLE activity;
