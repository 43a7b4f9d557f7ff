-- Creates the role that metrics-agent connects as: it reads statistics and settings, no table of yours, and takes three
-- connections at most. Safe to run twice: it brings an existing role to the same state, and refuses a superuser's name.
-- With psql, as a superuser or as a role that may create roles and grant pg_monitor:
--
--   psql -d app -f packaging/sql/role.sql
--   psql -d app -v role=watcher -f packaging/sql/role.sql
--
-- The role is called monitor unless -v role= says otherwise. It gets no password here, because that would be in the server's
-- log and in your shell's history: set one with psql's \password, or let pg_hba.conf trust its socket.
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role monitor
\endif

BEGIN;

SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') AS is_new,
       EXISTS (SELECT FROM pg_roles WHERE rolname = :'role' AND rolsuper) AS is_superuser \gset
\if :is_superuser
  DO $$ BEGIN RAISE EXCEPTION 'this role is a superuser; give the agent one of its own'; END $$;
\endif
\if :is_new
  CREATE ROLE :"role";
\endif
ALTER ROLE :"role" LOGIN INHERIT CONNECTION LIMIT 3;
GRANT pg_monitor TO :"role";

-- The agent asks for both itself; this also holds where a pooler drops what it asks for.
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET statement_timeout = '10s';

-- Where not everybody may connect.
SELECT NOT has_database_privilege(:'role', current_database(), 'CONNECT') AS is_locked_out \gset
\if :is_locked_out
  GRANT CONNECT ON DATABASE :"DBNAME" TO :"role";
\endif

-- From 16 on it can have what reserved_connections keeps, so that it still sees a server that is full.
SELECT coalesce(bool_or(pg_has_role(oid, 'USAGE WITH ADMIN OPTION')), false) AS has_reserved
FROM pg_roles WHERE rolname = 'pg_use_reserved_connections' \gset
\if :has_reserved
  GRANT pg_use_reserved_connections TO :"role";
\endif

COMMIT;
