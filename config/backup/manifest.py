"""What a backup says about itself: where it came from, what it needs, and the hash of every file."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.backup.errors import BackupError

FORMAT = 1
DUMP, FILES, MANIFEST = "database.dump", "media.tar", "manifest.json"
BLOCK_BYTES = 1024 * 1024


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
            if not path.is_file() or describe(path) != stored:
                raise BackupError(f"{path} is missing or damaged: it is not the file the manifest describes.")


def describe(path: Path) -> StoredFile:
    """Return the name, size and SHA-256 of a file, read block by block."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return StoredFile(name=path.name, size=size, sha256=digest.hexdigest())
