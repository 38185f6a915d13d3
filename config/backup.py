"""Backup and restore: the database as its owner, and the stored files, with a manifest and SHA-256.

A backup is a directory with ``database.dump`` (pg_dump, custom format), ``media.tar`` and ``manifest.json``.
It holds every firm's data and is written with mode 0600. Roles, passwords and SECRET_KEY are not in it. The
database is dumped before the files are read: stored files are never overwritten, so every file the dump names
is archived.

Run ``python -m config.backup create`` or ``… restore --from DIRECTORY``; no Django.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg2

from config.embedded import EmbeddedError, default_home
from config.embedded.binaries import client_program

FORMAT = 1
DUMP, FILES, MANIFEST = "database.dump", "media.tar", "manifest.json"
BLOCK_BYTES = 1024 * 1024

# libpq's variables: the password must not stand on a command line, where every user could read it.
CONNECTION_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}

# Extensions' own members do not count: an empty database may already have its extensions.
USER_OBJECTS = """
    SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1 LIMIT 3
"""
ROLES_IN_USE = """
    SELECT DISTINCT r.rolname FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
     WHERE s.refclassid = 'pg_authid'::regclass
       AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY 1
"""
# A function may only be given to a role that may create in its schema.
FUNCTION_OWNERS = """
    SELECT DISTINCT n.nspname, r.rolname, has_schema_privilege(r.rolname, n.nspname, 'CREATE')
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND r.rolname <> current_user
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     ORDER BY 1, 2
"""


class BackupError(Exception):
    """A backup cannot be made or restored; nothing was changed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a backup: its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Owner:
    """A role that owns functions of a schema, and whether it may create more there."""

    schema: str
    role: str
    may_create: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and what its restoration needs."""

    created_at: str
    server_version: str
    roles: tuple[str, ...]
    function_owners: tuple[Owner, ...]
    media_files: int
    files: tuple[StoredFile, ...]
    format: int = FORMAT

    @classmethod
    def read(cls, directory: Path) -> "Manifest":
        """Read the manifest of a backup; raises BackupError when it is missing or not understood."""
        try:
            fields: dict[str, Any] = json.loads((directory / MANIFEST).read_text())
            if fields["format"] != FORMAT:
                raise BackupError(f"{directory} has format {fields['format']}; this program reads {FORMAT}.")
            fields["roles"] = tuple(fields["roles"])
            fields["function_owners"] = tuple(Owner(**owner) for owner in fields["function_owners"])
            fields["files"] = tuple(StoredFile(**stored) for stored in fields["files"])
            return cls(**fields)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupError(f"{directory} is no backup of Limpid: {error}") from error

    def check(self, directory: Path) -> None:
        """Compare every file with its size and SHA-256; raises BackupError for the first that differs."""
        if {stored.name for stored in self.files} != {DUMP, FILES}:
            raise BackupError(f"The manifest of {directory} does not name {DUMP} and {FILES}.")
        for stored in self.files:
            path = directory / stored.name
            if not path.is_file() or _describe(path) != stored:
                raise BackupError(f"{path} is missing or damaged: it is not the file the manifest describes.")


def backup_create(*, database_url: str, media: Path, to: Path) -> Path:
    """Write a backup into a new directory below ``to`` and return it; nothing half-written gets its name.

    ``database_url`` must be the owner's: the application role is refused by the row-level policies.
    """
    now = datetime.now(UTC)
    target = to / f"limpid-{now:%Y%m%dT%H%M%SZ}"
    side = to / f".{target.name}-{os.getpid()}"
    if target.exists():
        raise BackupError(f"{target} is there already.")
    side.mkdir(parents=True, mode=0o700)
    try:
        arguments = ["--format=custom", "--no-password", f"--file={side / DUMP}"]
        _run(_program("pg_dump"), arguments, database_url)
        media_files = _archive(media, side / FILES)
        _write_manifest(side, _manifest(side, database_url, created_at=now, media_files=media_files))
        side.rename(target)
    finally:
        shutil.rmtree(side, ignore_errors=True)
    return target


def backup_restore(*, database_url: str, media: Path, source: Path) -> Manifest:
    """Restore a backup into an empty database and an empty media directory, and return its manifest.

    Everything is checked first. The database is restored in one transaction, the files by one rename.
    Raises BackupError when a file is damaged, a role is missing, or anything would be overwritten.
    """
    manifest = Manifest.read(source)
    manifest.check(source)
    _refuse_to_overwrite(database_url, media)
    _require_roles(database_url, manifest.roles)
    side = media.with_name(f".{media.name}-{os.getpid()}")
    try:
        side.mkdir(parents=True, mode=0o700)
        with tarfile.open(source / FILES) as archive:
            archive.extractall(side, filter="data")
        _restore_database(database_url, source / DUMP, manifest.function_owners)
        if media.is_dir():
            media.rmdir()
        side.rename(media)
    finally:
        shutil.rmtree(side, ignore_errors=True)
    return manifest


def _manifest(side: Path, database_url: str, *, created_at: datetime, media_files: int) -> Manifest:
    owners = tuple(Owner(*row) for row in _query(database_url, FUNCTION_OWNERS))
    return Manifest(
        created_at=created_at.isoformat(timespec="seconds"),
        server_version=_query(database_url, "SHOW server_version")[0][0],
        roles=tuple(role for (role,) in _query(database_url, ROLES_IN_USE)),
        function_owners=owners,
        media_files=media_files,
        files=(_describe(side / DUMP), _describe(side / FILES)),
    )


def _write_manifest(side: Path, manifest: Manifest) -> None:
    (side / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")
    for path in side.iterdir():
        path.chmod(0o600)


def _describe(path: Path) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return StoredFile(name=path.name, size=size, sha256=digest.hexdigest())


def _archive(media: Path, target: Path) -> int:
    """Write the stored files into a tar archive (an empty one without any) and return how many there are."""
    paths = sorted(path for path in media.rglob("*") if path.is_file()) if media.is_dir() else []
    with tarfile.open(target, "w") as archive:
        for path in paths:
            archive.add(path, arcname=str(path.relative_to(media)), recursive=False)
    return len(paths)


def _refuse_to_overwrite(database_url: str, media: Path) -> None:
    found = [name for (name,) in _query(database_url, USER_OBJECTS)]
    if found:
        raise BackupError(f"The database is not empty ({', '.join(found)} …); nothing was restored.")
    if media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty; nothing was restored.")


def _require_roles(database_url: str, roles: Sequence[str]) -> None:
    known = {name for (name,) in _query(database_url, "SELECT rolname FROM pg_roles")}
    missing = [role for role in roles if role not in known]
    if missing:
        raise BackupError(
            f"The server lacks the roles {', '.join(missing)}: create them first (docs/deploy.md)."
        )


def _restore_database(database_url: str, dump: Path, owners: Sequence[Owner]) -> None:
    """Restore the dump in one transaction.

    Functions of another role need two things the owner of the database lacks: that role must be allowed to create
    in the schema while it is given them, and only that role can say who may call them.
    """
    roles = sorted({owner.role for owner in owners})
    lent = _lent_schemas(database_url, owners)
    with tempfile.TemporaryDirectory(prefix="limpid-restore-") as workspace:
        steps = [f"--command=GRANT CREATE ON SCHEMA {schema} TO {role}" for schema, role in lent]
        steps += [f"--file={script}" for script in _scripts(dump, roles, Path(workspace))]
        steps += ["--command=RESET ROLE"]
        steps += [f"--command=REVOKE CREATE ON SCHEMA {schema} FROM {role}" for schema, role in lent]
        options = ["--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run(_program("psql"), [*options, *steps], database_url)


def _scripts(dump: Path, roles: Sequence[str], workspace: Path) -> list[Path]:
    """Write the dump as SQL: all but the rights on other roles' objects, then those as each of the roles."""
    entries = _run(_program("pg_restore"), ["--list", str(dump)]).splitlines()
    own = [entry for entry in entries if not any(_is_right_of(entry, role) for role in roles)]
    parts = [
        ("", own),
        *((role, [entry for entry in entries if _is_right_of(entry, role)]) for role in roles),
    ]
    scripts = []
    for number, (role, chosen) in enumerate(parts):
        listing, script = workspace / f"{number}.list", workspace / f"{number}.sql"
        listing.write_text("\n".join(chosen) + "\n")
        options = [f"--use-list={listing}", f"--file={script}", *([f"--role={role}"] if role else [])]
        _run(_program("pg_restore"), [*options, str(dump)])
        scripts.append(script)
    return scripts


def _is_right_of(entry: str, role: str) -> bool:
    """Say whether a line of ``pg_restore --list``, ``4; 0 0 ACL public FUNCTION f() owner``, is a role's rights."""
    return entry.split(" ")[3:4] == ["ACL"] and entry.endswith(f" {role}")


def _lent_schemas(database_url: str, owners: Sequence[Owner]) -> list[tuple[str, str]]:
    """Return schema and role, quoted, where creating must be lent; a schema of the dump brings its rights."""
    existing = "SELECT quote_ident(%s), quote_ident(%s) WHERE to_regnamespace(quote_ident(%s)) IS NOT NULL"
    found = [_query(database_url, existing, o.schema, o.role, o.schema) for o in owners if not o.may_create]
    return [(schema, role) for rows in found for schema, role in rows]


def _query(database_url: str, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
    try:
        connection = psycopg2.connect(database_url)
    except psycopg2.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {error}") from error
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _program(name: str) -> Path:
    try:
        return client_program(name)
    except EmbeddedError as error:
        raise BackupError(str(error)) from error


def _name(database_url: str) -> str:
    return unquote(urlsplit(database_url).path.removeprefix("/"))


def _run(program: Path, arguments: Sequence[str], database_url: str = "") -> str:
    """Run a client program, on a database if one is given, and return what it printed."""
    environment = dict(os.environ) | (connection_environment(database_url) if database_url else {})
    done = subprocess.run(  # noqa: S603
        [str(program), *arguments], check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode != 0:
        raise BackupError(f"{program.name} failed:\n{done.stderr.strip()}")
    return done.stdout


def connection_environment(database_url: str) -> dict[str, str]:
    """Return libpq's variables for a ``postgres://`` URL; raises BackupError for an unknown parameter."""
    parts = urlsplit(database_url)
    parameters = dict(parse_qsl(parts.query))
    unknown = sorted(parameters.keys() - CONNECTION_VARIABLES.keys())
    if parts.scheme not in {"postgres", "postgresql"} or unknown:
        raise BackupError(
            f"Not a database URL that pg_dump can be given ({', '.join(unknown) or parts.scheme})."
        )
    named = {
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGHOST": unquote(parts.hostname or ""),
        "PGPORT": str(parts.port or ""),
        "PGDATABASE": _name(database_url),
        **{CONNECTION_VARIABLES[key]: value for key, value in parameters.items()},
    }
    return {name: value for name, value in named.items() if value}


def media_root(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings keep stored files: ``MEDIA_ROOT``, or ``media`` in the home."""
    named = environ.get("MEDIA_ROOT")
    return Path(named).expanduser().absolute() if named else default_home(environ) / "media"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m config.backup", description="Back up or restore one Limpid."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="dump DATABASE_OWNER_URL and the stored files")
    create.add_argument("--to", type=Path, default=Path("backups"), help="default: backups")
    restore = actions.add_parser("restore", help="restore into an empty database and media directory")
    restore.add_argument("--from", dest="source", type=Path, required=True)
    options = parser.parse_args(arguments)
    url = os.environ.get("DATABASE_OWNER_URL")
    try:
        if not url:
            raise BackupError("DATABASE_OWNER_URL is not set.")
        said = _create(url, options.to) if options.action == "create" else _restore(url, options.source)
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _create(url: str, to: Path) -> str:
    target = backup_create(database_url=url, media=media_root(), to=to)
    return f"{target}\nmanifest SHA-256 {_describe(target / MANIFEST).sha256}"


def _restore(url: str, source: Path) -> str:
    manifest = backup_restore(database_url=url, media=media_root(), source=source)
    return f"restored the backup of {manifest.created_at} with {manifest.media_files} stored files"


if __name__ == "__main__":
    sys.exit(main())
