"""Where the embedded services listen, as the URLs that the settings understand.

Sockets only: neither service opens a TCP port.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "limpid"
OWNER_ROLE = "limpid_owner"
APP_ROLE = "limpid_app"
VALKEY_SOCKET = "valkey.sock"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """URLs of the running services, and which of them this call had to start."""

    home: Path
    socket_directory: Path
    database_app_url: str
    database_owner_url: str
    redis_url: str
    started: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """The variables that make another process use these services."""
        return {
            "DATABASE_URL": self.database_app_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }

    def missing_from(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The variables that ``environ`` lacks: both database addresses or neither, as they belong together."""
        missing = {} if environ.get("REDIS_URL") else {"REDIS_URL": self.redis_url}
        if not (environ.get("DATABASE_URL") or environ.get("DATABASE_OWNER_URL")):
            missing |= {"DATABASE_URL": self.database_app_url, "DATABASE_OWNER_URL": self.database_owner_url}
        return missing


def database_url(*, role: str, password: str, socket_directory: Path, database: str = DATABASE) -> str:
    """Return ``postgres://role:password@/database?host=/socket/directory``, percent-encoded."""
    return (
        f"postgres://{quote(role, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}"
        f"?host={quote(str(socket_directory), safe='/')}"
    )
