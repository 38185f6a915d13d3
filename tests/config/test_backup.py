"""A backup comes back whole (data, policies, grants, functions, files), and a restore overwrites nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.db import connection

from config import embedded
from config.backup import BackupError, Manifest, backup_create, backup_restore, media_root
from config.backup.libpq import connection_environment
from config.embedded import Endpoints

CHECKOUT = Path(__file__).resolve().parents[2]

# What makes a restore hard: forced policies, composite keys, an append-only trigger, grants, a lent function.
SCHEMA = """
CREATE TABLE firm (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE client (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES firm,
    name text NOT NULL,
    UNIQUE (tenant_id, id)
);
CREATE TABLE posting (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    client_id bigint NOT NULL,
    amount numeric(20, 4) NOT NULL,
    FOREIGN KEY (tenant_id, client_id) REFERENCES client (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
CREATE POLICY client_rls ON client
    USING (tenant_id = current_setting('app.tenant_id')::bigint)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE posting FORCE ROW LEVEL SECURITY;
CREATE POLICY posting_rls ON posting USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'append only'; END $$;
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE EXTENSION pg_trgm;
CREATE INDEX client_name_search ON client USING gin (name gin_trgm_ops);
GRANT SELECT ON firm TO limpid_app;
GRANT SELECT, INSERT, UPDATE ON client TO limpid_app;
GRANT SELECT, INSERT ON posting TO limpid_app;
CREATE FUNCTION firms_with_clients() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ SELECT DISTINCT tenant_id FROM client $$;
GRANT SELECT (tenant_id) ON client TO limpid_search;
GRANT CREATE ON SCHEMA public TO limpid_search;
REVOKE ALL ON FUNCTION firms_with_clients() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION firms_with_clients() TO limpid_app;
ALTER FUNCTION firms_with_clients() OWNER TO limpid_search;
REVOKE CREATE ON SCHEMA public FROM limpid_search;
INSERT INTO firm (name) VALUES ('Alpha'), ('贝塔');
INSERT INTO client (tenant_id, name) SELECT 1 + n % 2, 'client ' || n FROM generate_series(1, 100) n;
INSERT INTO posting (tenant_id, client_id, amount) SELECT tenant_id, id, id * 1.0001 FROM client;
"""
# Equal are: rights left at their default and the same rights written out; a check before and after it was read
# back (PostgreSQL moves the casts of ARRAY[…]).
CATALOGUE = r"""
SELECT 'policy', polrelid::regclass::text, polname, polcmd::text, pg_get_expr(polqual, polrelid),
       pg_get_expr(polwithcheck, polrelid) FROM pg_policy
UNION ALL SELECT 'table', relname, relrowsecurity::text, relforcerowsecurity::text,
       (SELECT string_agg(a::text, ',' ORDER BY a::text)
          FROM unnest(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) a),
       relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'column', attrelid::regclass::text, attname, attacl::text, NULL, NULL
  FROM pg_attribute WHERE attacl IS NOT NULL
UNION ALL SELECT 'key', conrelid::regclass::text, conname,
       regexp_replace(pg_get_constraintdef(oid), '::(text|character varying)(\[\])?|[()]', '', 'g'), convalidated::text, NULL
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'function', proname, proowner::regrole::text, prosecdef::text,
       (SELECT string_agg(a::text, ',' ORDER BY a::text)
          FROM unnest(coalesce(proacl, acldefault('f', proowner))) a), proconfig::text
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND probin IS NULL
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text, NULL
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'extension', extname, NULL, NULL, NULL, NULL FROM pg_extension
UNION ALL SELECT 'schema', nspname,
       (SELECT string_agg(a::text, ',' ORDER BY a::text)
          FROM unnest(coalesce(nspacl, acldefault('n', nspowner))) a), nspowner::regrole::text, NULL, NULL
  FROM pg_namespace WHERE nspname = 'public'
ORDER BY 1, 2, 3, 4
"""
ROWS = """
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
    SELECT f::text FROM firm f UNION ALL SELECT c::text FROM client c UNION ALL SELECT p::text FROM posting p
) AS all_rows (line)
"""


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """One pair of services for this file; each test makes databases of its own."""
    home = tmp_path_factory.mktemp("backup") / "home"
    yield embedded.ensure(home, durable=False)
    embedded.reset(home)


def sql(url: str, statements: str) -> list[tuple[object, ...]]:
    opened = psycopg2.connect(url)
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            cursor.execute(statements)
            return cursor.fetchall() if cursor.description else []
    finally:
        opened.close()


def database(endpoints: Endpoints, name: str) -> tuple[str, str]:
    """Make an empty database; return its URL as the owner and as the application."""
    sql(endpoints.database_owner_url, f'DROP DATABASE IF EXISTS "{name}"')
    sql(endpoints.database_owner_url, f'CREATE DATABASE "{name}"')
    urls = (endpoints.database_owner_url, endpoints.database_app_url)
    owner, app = (urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for url in urls)
    return owner, app


@pytest.fixture
def filled(endpoints: Endpoints, tmp_path: Path) -> tuple[str, Path]:
    """A database with the schema above and a media directory with three files."""
    owner, _ = database(endpoints, "source")
    sql(owner, SCHEMA)
    media = tmp_path / "media of the firm"
    (media / "statements" / "2022").mkdir(parents=True)
    (media / "statements" / "2022" / "报告.pdf").write_bytes(b"%PDF-1.7 first")
    (media / "statements" / "2022" / "empty").touch()
    (media / "import.csv").write_bytes(os.urandom(3_000_000))
    return owner, media


def make(filled: tuple[str, Path], tmp_path: Path) -> Path:
    owner, media = filled
    return backup_create(database_url=owner, media=media, to=tmp_path / "backups here")


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_everything_comes_back(endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path) -> None:
    source = make(filled, tmp_path)
    owner, app = database(endpoints, "target")
    manifest = backup_restore(database_url=owner, media=tmp_path / "new" / "media", source=source)
    assert sql(owner, CATALOGUE) == sql(filled[0], CATALOGUE)
    assert sql(owner, ROWS) == sql(filled[0], ROWS)
    assert contents(tmp_path / "new" / "media") == contents(filled[1])
    assert manifest.media_files == 3
    assert manifest.roles == ("limpid_app", "limpid_owner", "limpid_search")
    assert not (tmp_path / "new" / "media").stat().st_mode & 0o077

    in_scope = "SELECT set_config('app.tenant_id', '1', false); SELECT count(*) FROM client"
    assert sql(app, in_scope) == [(50,)]
    assert sql(app, "SELECT * FROM firms_with_clients() ORDER BY 1") == [(1,), (2,)]
    with pytest.raises(psycopg2.errors.UndefinedObject):
        sql(app, "SELECT count(*) FROM client")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        sql(app, "SELECT set_config('app.tenant_id', '1', false); DELETE FROM posting")
    with pytest.raises(psycopg2.errors.RaiseException, match="append only"):
        sql(owner, "DELETE FROM posting")
    new = "INSERT INTO client (tenant_id, name) VALUES (1, 'new') RETURNING id"
    assert sql(owner, new) == [(101,)], "the identity goes on where it stood"


def test_schema_of_the_application_comes_back(db: None, tmp_path: Path) -> None:
    """Everything the migrations make: policies, composite keys, triggers, functions, grants."""
    owner_url = os.environ["DATABASE_OWNER_URL"]
    migrated, target = (
        urlunsplit(urlsplit(owner_url)._replace(path=f"/{name}"))
        for name in (connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_restored")
    )
    restored = urlsplit(target).path.removeprefix("/")
    source = backup_create(database_url=migrated, media=tmp_path / "none", to=tmp_path / "backups")
    sql(owner_url, f'CREATE DATABASE "{restored}"')
    try:
        backup_restore(database_url=target, media=tmp_path / "new", source=source)
        assert sql(target, CATALOGUE) == sql(migrated, CATALOGUE)
        assert sql(target, "SELECT count(*) FROM pg_policy") > [(10,)]
        names = "SELECT app, name FROM django_migrations ORDER BY id"
        assert sql(target, names) == sql(migrated, names)
    finally:
        sql(owner_url, f'DROP DATABASE "{restored}"')


def test_backup_is_private_and_described(filled: tuple[str, Path], tmp_path: Path) -> None:
    source = make(filled, tmp_path)
    assert sorted(path.name for path in source.iterdir()) == ["database.dump", "manifest.json", "media.tar"]
    assert {path.stat().st_mode & 0o777 for path in source.iterdir()} == {0o600}
    assert source.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in source.parent.iterdir()] == [source.name]
    Manifest.read(source).check(source)


def test_restore_refuses_a_database_that_is_not_empty(filled: tuple[str, Path], tmp_path: Path) -> None:
    source = make(filled, tmp_path)
    before = sql(filled[0], ROWS)
    with pytest.raises(BackupError, match=r"database is not empty \(public\.client"):
        backup_restore(database_url=filled[0], media=tmp_path / "new", source=source)
    assert sql(filled[0], ROWS) == before
    assert not (tmp_path / "new").exists()


def test_restore_refuses_files_that_are_there(
    endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path
) -> None:
    source = make(filled, tmp_path)
    owner, _ = database(endpoints, "target")
    before = contents(filled[1])
    with pytest.raises(BackupError, match="is not empty; nothing was restored"):
        backup_restore(database_url=owner, media=filled[1], source=source)
    assert contents(filled[1]) == before
    assert sql(owner, "SELECT to_regclass('client')") == [(None,)]


@pytest.mark.parametrize("name", ["database.dump", "media.tar"])
def test_restore_refuses_a_damaged_file(
    endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path, name: str
) -> None:
    source = make(filled, tmp_path)
    damaged = bytearray((source / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (source / name).write_bytes(damaged)
    owner, _ = database(endpoints, "target")
    with pytest.raises(BackupError, match=f"{name} is missing or damaged"):
        backup_restore(database_url=owner, media=tmp_path / "new", source=source)
    assert sql(owner, "SELECT to_regclass('client')") == [(None,)]


def test_restore_refuses_what_is_no_backup(endpoints: Endpoints, tmp_path: Path) -> None:
    owner, _ = database(endpoints, "target")
    with pytest.raises(BackupError, match="is no backup of Limpid"):
        backup_restore(database_url=owner, media=tmp_path / "new", source=tmp_path)


def test_restore_refuses_another_format(filled: tuple[str, Path], tmp_path: Path) -> None:
    source = make(filled, tmp_path)
    manifest = source / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 2}))
    with pytest.raises(BackupError, match="has format 2; this program reads 1"):
        backup_restore(database_url=filled[0], media=tmp_path / "new", source=source)


def test_restore_names_the_roles_the_server_lacks(
    endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path
) -> None:
    source = make(filled, tmp_path)
    manifest = source / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"roles": ["limpid_app", "auditor"]}))
    owner, _ = database(endpoints, "target")
    with pytest.raises(BackupError, match="lacks the roles auditor"):
        backup_restore(database_url=owner, media=tmp_path / "new", source=source)


def test_failed_restore_leaves_nothing(
    endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path
) -> None:
    """A conflict in the middle of the dump: the database, rights and files stay as they were."""
    source = make(filled, tmp_path)
    owner, _ = database(endpoints, "target")
    sql(owner, "CREATE FUNCTION refuse_change() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    before = sql(owner, CATALOGUE)
    with pytest.raises(BackupError, match="psql failed"):
        backup_restore(database_url=owner, media=tmp_path / "new", source=source)
    assert sql(owner, CATALOGUE) == before
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new-*"))


def test_backup_as_the_application_is_refused(
    endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path
) -> None:
    _, media = filled
    app = urlunsplit(urlsplit(endpoints.database_app_url)._replace(path="/source"))
    with pytest.raises(BackupError, match="pg_dump failed"):
        backup_create(database_url=app, media=media, to=tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_backup_without_any_file(endpoints: Endpoints, tmp_path: Path) -> None:
    owner, _ = database(endpoints, "source")
    source = backup_create(database_url=owner, media=tmp_path / "none", to=tmp_path / "backups")
    assert Manifest.read(source).media_files == 0
    target, _ = database(endpoints, "target")
    backup_restore(database_url=target, media=tmp_path / "new", source=source)
    assert contents(tmp_path / "new") == {}


def test_command_line(endpoints: Endpoints, filled: tuple[str, Path], tmp_path: Path) -> None:
    def run(owner: str, media: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "DATABASE_OWNER_URL": owner, "MEDIA_ROOT": str(media)}
        command = [sys.executable, "-m", "config.backup", *arguments]
        return subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60
        )

    created = run(*filled, "create", "--to", str(tmp_path / "b"))
    source = created.stdout.splitlines()[0]
    owner, _ = database(endpoints, "target")
    restored = run(owner, tmp_path / "m", "restore", "--from", source)
    assert (created.returncode, restored.returncode) == (0, 0), created.stderr + restored.stderr
    assert "with 3 stored files" in restored.stdout
    again = run(owner, tmp_path / "m", "restore", "--from", source)
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_passwords_go_to_libpq_and_not_to_a_command_line() -> None:
    url = "postgres://owner:p%40ss@db.example:6543/book?sslmode=verify-full&sslrootcert=%2Fca.pem"
    assert connection_environment(url) == {
        "PGUSER": "owner",
        "PGPASSWORD": "p@ss",
        "PGHOST": "db.example",
        "PGPORT": "6543",
        "PGDATABASE": "book",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/ca.pem",
    }
    with pytest.raises(BackupError, match="options"):
        connection_environment("postgres://owner@db/book?options=-c")


def test_media_root_is_where_the_settings_look() -> None:
    assert media_root({"MEDIA_ROOT": "/srv/media"}) == Path("/srv/media")
    assert media_root({"LIMPID_HOME": "/srv/limpid"}) == Path("/srv/limpid/media")
