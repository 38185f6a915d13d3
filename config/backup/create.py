"""Make a backup: dump the database as its owner, then archive the stored files."""

import json
import os
import shutil
import tarfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from config.backup.errors import BackupError
from config.backup.libpq import client, query, run
from config.backup.manifest import DUMP, FILES, MANIFEST, Manifest, Owner, describe

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
        run(client("pg_dump"), arguments, database_url)
        media_files = _archive(media, side / FILES)
        _write_manifest(side, _manifest(side, database_url, created_at=now, media_files=media_files))
        side.rename(target)
    finally:
        shutil.rmtree(side, ignore_errors=True)
    return target


def _manifest(side: Path, database_url: str, *, created_at: datetime, media_files: int) -> Manifest:
    owners = tuple(Owner(*row) for row in query(database_url, FUNCTION_OWNERS))
    return Manifest(
        created_at=created_at.isoformat(timespec="seconds"),
        server_version=query(database_url, "SHOW server_version")[0][0],
        roles=tuple(role for (role,) in query(database_url, ROLES_IN_USE)),
        function_owners=owners,
        media_files=media_files,
        files=(describe(side / DUMP), describe(side / FILES)),
    )


def _write_manifest(side: Path, manifest: Manifest) -> None:
    (side / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")
    for path in side.iterdir():
        path.chmod(0o600)


def _archive(media: Path, target: Path) -> int:
    """Write the stored files into a tar archive (an empty one without any) and return how many there are."""
    paths = sorted(path for path in media.rglob("*") if path.is_file()) if media.is_dir() else []
    with tarfile.open(target, "w") as archive:
        for path in paths:
            archive.add(path, arcname=str(path.relative_to(media)), recursive=False)
    return len(paths)
