DROP TABLE sightings, activity;
