DROP TABLE grants;
DROP TABLE users;
DROP TABLE tombstones;
DROP TABLE members;
DROP TABLE client_secrets;
DROP TABLE allowances;
DROP TABLE clients;
