#!/bin/bash
# Run once by PostgreSQL's image after roles.sql: passwords for the logins, the database, its grants.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U postgres \
  -v app="$APP_PASSWORD" -v migrate="$MIGRATE_PASSWORD" -v dispatch="$DISPATCH_PASSWORD" \
  -v ops="$OPS_PASSWORD" <<'SQL'
ALTER ROLE proactivox_app PASSWORD :'app';
ALTER ROLE proactivox_migrate PASSWORD :'migrate';
ALTER ROLE proactivox_dispatch PASSWORD :'dispatch';
ALTER ROLE proactivox_ops PASSWORD :'ops';
CREATE DATABASE proactivox OWNER proactivox_owner TEMPLATE template0 ENCODING 'UTF8';
SQL
psql -v ON_ERROR_STOP=1 -U postgres -d proactivox -f /proactivox/database.sql
