-- What a new database needs before its first migration; run in it by an administrator, after
-- roles.sql and CREATE DATABASE proactivox OWNER proactivox_owner; again without harm.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO proactivox_migrate, proactivox_dispatch, proactivox_ops', current_database());
  -- TEMPORARY: rows are copied into a temporary table and merged from there, because COPY is
  -- refused on a table with row security.
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO proactivox_app', current_database());
END $$;

CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION proactivox_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO proactivox_owner;
GRANT USAGE ON SCHEMA public, app TO proactivox_app, proactivox_dispatch, proactivox_ops;

-- Not TRUNCATE: it steps over row security.
ALTER DEFAULT PRIVILEGES FOR ROLE proactivox_owner IN SCHEMA public, app
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO proactivox_app, proactivox_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE proactivox_owner IN SCHEMA public, app
  GRANT USAGE, SELECT ON SEQUENCES TO proactivox_app, proactivox_ops;
