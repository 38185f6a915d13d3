-- The three roles of Limpid and its database; one statement a line, run once by a superuser in template1, so that
-- every database made later (tests, a restore) has the same owner of its schema. Passwords are set separately.
-- Used by the embedded PostgreSQL and by docker-compose.yml.

-- Migrations and backups. BYPASSRLS: under a forced policy a new foreign key could not be validated.
CREATE ROLE limpid_owner LOGIN NOSUPERUSER BYPASSRLS CREATEDB;
-- The running application: owns nothing, and row-level security holds it.
CREATE ROLE limpid_app LOGIN NOSUPERUSER NOBYPASSRLS;
-- Owns the few functions that may look across firms; nobody signs in as it.
CREATE ROLE limpid_search NOLOGIN NOSUPERUSER BYPASSRLS;
GRANT limpid_search TO limpid_owner WITH INHERIT FALSE, SET TRUE;
ALTER SCHEMA public OWNER TO limpid_owner;
CREATE DATABASE limpid OWNER limpid_owner;
