-- The oldest schema version whose binaries may serve this database, in one row.
-- Whatever only adds leaves it as it is; what takes away raises it, in the same
-- transaction. No role of the application sees it: it is read before there is one.
CREATE TABLE schema_floor (oldest INTEGER NOT NULL) STRICT;
INSERT INTO schema_floor (oldest) VALUES (18);
