DROP TABLE grants, users, tombstones, members, client_secrets, allowances, clients;
