#!/bin/sh
# Run once by the postgres image when its volume is empty: the roles of Limpid, its database, and the passwords.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 --file /limpid/roles.sql
# The passwords come from psql's environment and are quoted by psql; they are on no command line.
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 <<'SQL'
\getenv owner_password LIMPID_OWNER_PASSWORD
\getenv app_password LIMPID_APP_PASSWORD
ALTER ROLE limpid_owner PASSWORD :'owner_password';
ALTER ROLE limpid_app PASSWORD :'app_password';
SQL
