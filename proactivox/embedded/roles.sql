-- The five roles of a cluster that serves Proactivox; run once by an administrator, again without harm.
-- A real deployment adds what its logins need: ALTER ROLE proactivox_app PASSWORD '...';
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'proactivox_owner', 'proactivox_migrate', 'proactivox_app', 'proactivox_dispatch', 'proactivox_ops'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I', role_name);
    END IF;
  END LOOP;
END $$;

-- Owns schemas, tables and functions; nobody logs in as it.
ALTER ROLE proactivox_owner NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
-- Migrates: becomes the owner as soon as it has logged in.
ALTER ROLE proactivox_migrate LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
GRANT proactivox_owner TO proactivox_migrate;
ALTER ROLE proactivox_migrate SET role = 'proactivox_owner';
-- Web and workers: owns nothing, cannot step around row security.
ALTER ROLE proactivox_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
ALTER ROLE proactivox_app SET statement_timeout = '30s';
ALTER ROLE proactivox_app SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE proactivox_app SET lock_timeout = '5s';
-- Rings jobs across workspaces; sees only what migrations grant to it.
ALTER ROLE proactivox_dispatch LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
ALTER ROLE proactivox_dispatch SET statement_timeout = '30s';
ALTER ROLE proactivox_dispatch SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE proactivox_dispatch SET lock_timeout = '5s';
-- Backups and break-glass; never in the environment of the web or a worker.
ALTER ROLE proactivox_ops LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
