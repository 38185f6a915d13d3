"""Command line: ``python -m config.backup create`` and ``… restore --from DIRECTORY``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from config.backup import BackupError, backup_create, backup_restore, media_root
from config.backup.manifest import MANIFEST, describe


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
    return f"{target}\nmanifest SHA-256 {describe(target / MANIFEST).sha256}"


def _restore(url: str, source: Path) -> str:
    manifest = backup_restore(database_url=url, media=media_root(), source=source)
    return f"restored the backup of {manifest.created_at} with {manifest.media_files} stored files"


if __name__ == "__main__":
    sys.exit(main())
