DROP TABLE resource_credentials, resource_identifiers, resource_servers;
