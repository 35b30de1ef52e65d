DROP TABLE token_targets;
DROP TABLE tokens;
DROP TABLE drawers;
