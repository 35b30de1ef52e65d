DROP TABLE client_names;
