"""The user the services run as: the caller, or an unprivileged account when the caller is root.

PostgreSQL refuses to run as root, and Valkey has no need to.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.embedded.errors import EmbeddedError

ACCOUNT_VARIABLE = "LIMPID_SERVICE_USER"
DEFAULT_ACCOUNT = "nobody"


class PopenAccount(TypedDict, total=False):
    """The arguments of ``subprocess`` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group id; ``is_dropped`` when it is not the caller's own."""

    uid: int
    gid: int
    is_dropped: bool

    def popen_arguments(self) -> PopenAccount:
        """Return what ``subprocess`` needs to run as this account: nothing when it is the caller's own."""
        if not self.is_dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give ``path`` to this account; nothing when it is the caller's own."""
        if self.is_dropped:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def service_account() -> Account:
    """Return the caller, or for root the account named by ``LIMPID_SERVICE_USER`` (default: nobody)."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), is_dropped=False)
    name = os.environ.get(ACCOUNT_VARIABLE) or DEFAULT_ACCOUNT
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise EmbeddedError(
            f"There is no user {name!r}; set {ACCOUNT_VARIABLE} to an unprivileged one."
        ) from None
    if entry.pw_uid == 0:
        raise EmbeddedError(f"{ACCOUNT_VARIABLE}={name} is root; name an unprivileged user.")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, is_dropped=True)
