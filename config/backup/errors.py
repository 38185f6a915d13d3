"""The one error of backup and restore."""


class BackupError(Exception):
    """A backup cannot be made or restored; nothing was changed."""
