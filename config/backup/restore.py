"""Restore a backup into an empty database and an empty media directory: all of it, or nothing."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.backup.errors import BackupError
from config.backup.libpq import client, query, run
from config.backup.manifest import DUMP, FILES, Manifest, Owner

# Extensions' own members do not count: an empty database may already have its extensions.
USER_OBJECTS = """
    SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1 LIMIT 3
"""


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


def _refuse_to_overwrite(database_url: str, media: Path) -> None:
    found = [name for (name,) in query(database_url, USER_OBJECTS)]
    if found:
        raise BackupError(f"The database is not empty ({', '.join(found)} …); nothing was restored.")
    if media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty; nothing was restored.")


def _require_roles(database_url: str, roles: Sequence[str]) -> None:
    known = {name for (name,) in query(database_url, "SELECT rolname FROM pg_roles")}
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
        run(client("psql"), [*options, *steps], database_url)


def _scripts(dump: Path, roles: Sequence[str], workspace: Path) -> list[Path]:
    """Write the dump as SQL: all but the rights on other roles' objects, then those as each of the roles."""
    entries = run(client("pg_restore"), ["--list", str(dump)]).splitlines()
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
        run(client("pg_restore"), [*options, str(dump)])
        scripts.append(script)
    return scripts


def _is_right_of(entry: str, role: str) -> bool:
    """Say whether a line of ``pg_restore --list``, ``4; 0 0 ACL public FUNCTION f() owner``, is a role's rights."""
    return entry.split(" ")[3:4] == ["ACL"] and entry.endswith(f" {role}")


def _lent_schemas(database_url: str, owners: Sequence[Owner]) -> list[tuple[str, str]]:
    """Return schema and role, quoted, where creating must be lent; a schema of the dump brings its rights."""
    existing = "SELECT quote_ident(%s), quote_ident(%s) WHERE to_regnamespace(quote_ident(%s)) IS NOT NULL"
    found = [query(database_url, existing, o.schema, o.role, o.schema) for o in owners if not o.may_create]
    return [(schema, role) for rows in found for schema, role in rows]
