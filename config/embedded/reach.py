"""What an unprivileged account can reach when the caller is root and the checkout is closed to others.

Nothing is opened for it: what it needs is kept, or copied, where it may go.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from config.embedded.account import Account
from config.embedded.binaries import installation

# Where root keeps what an unprivileged account must reach when the checkout is closed to it (/root, for example).
ROOT_PLACE = Path("/var/lib/limpid")


def can_enter(path: Path, *, account: Account) -> bool:
    """Say whether the account may traverse ``path`` and every directory above it."""
    if not account.is_dropped:
        return True
    probe = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'test -x "$1/."', "sh", str(path)],
        check=False,
        cwd="/",
        **account.popen_arguments(),
    )
    return probe.returncode == 0


def reachable_binaries(directory: Path, *, program: str, account: Account) -> Path:
    """Return ``directory``, the place of ``program``, or its place in a copy the service account may execute.

    The copy has all the installation needs to run, and is made once for each version. Only root ever needs it.
    """
    if can_enter(directory, account=account):
        return directory
    base, parts = installation(directory)
    made = (directory / program).stat()
    copy = ROOT_PLACE / "binaries" / f"{program}-{made.st_size:x}-{made.st_mtime_ns:x}"
    if not copy.is_dir():
        _copy_in_one_step(base, parts, copy)
    return copy / directory.relative_to(base)


def _copy_in_one_step(base: Path, parts: tuple[str, ...], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    side = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copy-"))
    try:
        for part in parts:
            shutil.copytree(base / part, side / part, symlinks=True)
            (side / part).chmod(0o755)
        side.chmod(0o755)
        side.rename(target)
    except OSError:
        if not target.is_dir():  # another home's start was first: its copy is the same
            raise
    finally:
        shutil.rmtree(side, ignore_errors=True)
