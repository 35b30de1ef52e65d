DROP TABLE resource_credentials;
DROP TABLE resource_identifiers;
DROP TABLE resource_servers;
