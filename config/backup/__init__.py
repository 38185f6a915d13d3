"""Backup and restore: the database as its owner, and the stored files, with a manifest and SHA-256.

A backup is a directory with ``database.dump`` (pg_dump, custom format), ``media.tar`` and ``manifest.json``.
It holds every firm's data and is written with mode 0600. Roles, passwords and SECRET_KEY are not in it. The
database is dumped before the files are read: stored files are never overwritten, so every file the dump names
is archived.

Run ``python -m config.backup create`` or ``… restore --from DIRECTORY``; no Django.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from config.backup.create import backup_create
from config.backup.errors import BackupError
from config.backup.manifest import Manifest
from config.backup.restore import backup_restore
from config.embedded import default_home

__all__ = ["BackupError", "Manifest", "backup_create", "backup_restore", "media_root"]


def media_root(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings keep stored files: ``MEDIA_ROOT``, or ``media`` in the home."""
    named = environ.get("MEDIA_ROOT")
    return Path(named).expanduser().absolute() if named else default_home(environ) / "media"
