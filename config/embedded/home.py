"""What the services keep in ``LIMPID_HOME``: the lock, the record of their places and passwords, the logs.

The record (``services.json``, mode 0600) lets every later process find the same servers.
"""

import fcntl
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from config.embedded.account import Account
from config.embedded.errors import EmbeddedError
from config.embedded.reach import ROOT_PLACE, can_enter

CHECKOUT = Path(__file__).resolve().parents[2]
HOME_VARIABLE = "LIMPID_HOME"
RECORD = "services.json"
LOCK = "services.lock"
ROOT_LINK = "services"

# Socket addresses end at 107 bytes, so the sockets live here and not in a home whose path may be long.
SOCKET_PARENT = Path("/tmp")  # noqa: S108
SOCKET_PREFIX = "limpid-"
LOG_LIMIT_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """Where one home's services listen, and the passwords of the two roles that may sign in."""

    socket_directory: str
    owner_password: str
    app_password: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a stored record; raises ValueError when it is damaged."""
        try:
            return cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Place:
    """The directories of one home's services and the account that owns them."""

    home: Path
    root: Path
    socket_directory: Path
    account: Account

    def log(self, name: str) -> Path:
        """Return the log file of a service, moved aside when it has grown past eight megabytes."""
        directory = self.home / "log"
        directory.mkdir(exist_ok=True)
        path = directory / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        path.touch(mode=0o600)
        return path


def default_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return ``LIMPID_HOME``, or ``.limpid`` in the checkout; absolute."""
    named = environ.get(HOME_VARIABLE)
    return Path(named).expanduser().absolute() if named else CHECKOUT / ".limpid"


@contextmanager
def locked(home: Path, *, account: Account) -> Iterator[None]:
    """Hold the one lock of this home's services; creates the home.

    A home created by root can be traversed by the account of the services; any other is private.
    """
    if not home.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711 if account.is_dropped else 0o700)
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_record(home: Path) -> Record | None:
    """Return the stored record, or None before the first start.

    Raises EmbeddedError when others may read or write it, when it is not ours, or when it is damaged.
    """
    path = home / RECORD
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise EmbeddedError(f"{path} holds passwords: it must be a file of yours with mode 0600.")
    try:
        return Record.parse(path.read_text())
    except ValueError as error:
        raise EmbeddedError(f"{path} cannot be read ({error}); delete it and start again.") from error


def create_record(home: Path, *, account: Account) -> Record:
    """Choose the sockets' place and the passwords of a home's services, and store them."""
    record = Record(
        socket_directory=str(_socket_directory(account)),
        owner_password=secrets.token_urlsafe(24),
        app_password=secrets.token_urlsafe(24),
    )
    write_record(home, record)
    return record


def with_new_socket_directory(home: Path, record: Record, *, account: Account) -> Record:
    """Replace a socket directory that has disappeared (a reboot empties /tmp)."""
    changed = replace(record, socket_directory=str(_socket_directory(account)))
    write_record(home, changed)
    return changed


def write_record(home: Path, record: Record) -> None:
    """Store the record in one step, readable by its owner only."""
    descriptor, name = tempfile.mkstemp(dir=home, prefix=f".{RECORD}.")
    with os.fdopen(descriptor, "w") as stream:
        json.dump(asdict(record), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(home / RECORD)


def check_socket_directory(path: Path, *, account: Account) -> None:
    """Refuse a socket directory that is not a private directory of the service account."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedError(f"{path} is not a directory; remove it and start again.")
    if found.st_uid != account.uid:
        raise EmbeddedError(f"{path} belongs to user {found.st_uid}, not to {account.uid}; it is not used.")
    mode = stat.S_IMODE(found.st_mode)
    if mode != 0o700:
        raise EmbeddedError(f"{path} has mode {mode:04o}; it must be private: chmod 0700 {path}")


def make_private(path: Path, *, account: Account) -> Path:
    """Create ``path`` as a 0700 directory of the service account, if it is not there."""
    if not path.is_dir():
        path.mkdir(mode=0o700)
        account.own(path)
    return path


def service_root(home: Path) -> Path:
    """Return the directory that holds the services' data: the home, or where its link ``services`` leads."""
    link = home / ROOT_LINK
    return link.readlink() if link.is_symlink() else home


def prepare_root(home: Path, *, account: Account) -> None:
    """Make a place the service account can reach, once: when it cannot enter the home, outside and linked."""
    if (home / ROOT_LINK).is_symlink() or can_enter(home, account=account):
        return
    ROOT_PLACE.mkdir(mode=0o711, parents=True, exist_ok=True)
    ROOT_PLACE.chmod(0o711)
    root = ROOT_PLACE / secrets.token_hex(8)
    root.mkdir()
    root.chmod(0o711)
    (home / ROOT_LINK).symlink_to(root)


def _socket_directory(account: Account) -> Path:
    path = Path(tempfile.mkdtemp(dir=SOCKET_PARENT, prefix=SOCKET_PREFIX))
    account.own(path)
    return path


def tail(log: Path, offset: int) -> str:
    """Return what a log says after ``offset`` bytes: its last four thousand characters."""
    with log.open("rb") as stream:
        stream.seek(offset)
        return stream.read()[-4000:].decode(errors="replace").strip()
