DROP TABLE password_links, user_names;
DROP INDEX users_managing, users_username_key;
ALTER TABLE users
  DROP COLUMN password, DROP COLUMN roles, DROP COLUMN attributes, DROP COLUMN name, DROP COLUMN email,
  DROP COLUMN username_key, DROP COLUMN email_verified, DROP COLUMN updated_at, DROP COLUMN version;
