"""Where the embedded services listen, as the URLs that the settings understand.

Sockets only: neither service opens a TCP port.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "limpid"
OWNER_ROLE = "limpid_owner"
APP_ROLE = "limpid_app"
SEARCH_ROLE = "limpid_search"
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

    @property
    def celery_url(self) -> str:
        """Broker and result URL (Redis database 0)."""
        return celery_url(self.redis_url)

    @property
    def cache_url(self) -> str:
        """Django cache URL (Redis database 1, so that clearing the cache never drops a queue)."""
        return cache_url(self.redis_url)

    def environment(self) -> dict[str, str]:
        """The variables that make another process use these services."""
        return {
            "DATABASE_URL": self.database_app_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }


def database_url(*, role: str, password: str, socket_directory: Path, database: str = DATABASE) -> str:
    """Return ``postgres://role:password@/database?host=/socket/directory``, percent-encoded."""
    return (
        f"postgres://{quote(role, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}"
        f"?host={quote(str(socket_directory), safe='/')}"
    )


def celery_url(redis_url: str) -> str:
    """Return the form Celery wants, on database 0 of a socket; a ``redis://`` URL is returned as it is."""
    path = _socket_path(redis_url)
    return redis_url if path is None else f"redis+socket://{path}?virtual_host=0"


def cache_url(redis_url: str) -> str:
    """Return the form redis-py wants, on database 1 of a socket; a ``redis://`` URL is returned as it is."""
    path = _socket_path(redis_url)
    return redis_url if path is None else f"unix://{path}?db=1"


def _socket_path(redis_url: str) -> str | None:
    scheme, _, rest = redis_url.partition("://")
    return rest.partition("?")[0] if scheme in {"unix", "redis+socket"} else None
