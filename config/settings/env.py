"""Typed readers of the environment, and the list of every variable Limpid knows.

A reader raises `ImproperlyConfigured` with the variable's name when the value is missing or of the wrong shape.
"""

import os
import secrets
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KNOWN_VARIABLES: Final[dict[str, str]] = {
    "ALLOWED_HOSTS": "Host names the site answers to, separated by commas.",
    "BASE_URL": "Address of the site as people see it, used in e-mails.",
    "DATABASE_OWNER_URL": "PostgreSQL as the owner of the schema: migrations, backups.",
    "DATABASE_URL": "PostgreSQL as the application role, which owns nothing.",
    "DEFAULT_FROM_EMAIL": "Sender of e-mails.",
    "DJANGO_SETTINGS_MODULE": "config.settings.local or config.settings.production.",
    "EMAIL_URL": "smtp://user:password@host:port/?tls=1",
    "HSTS_SECONDS": "Seconds of Strict-Transport-Security; one year in production.",
    "LIMPID_DATABASE_APP_ROLE": "Name of the application role that migrations grant to.",
    "LIMPID_DATABASE_ROLE": "app or owner: which of the two database addresses this process uses.",
    "LIMPID_DATABASE_SEARCH_ROLE": "Name of the role that owns the cross-policy functions.",
    "LIMPID_DEMO": "1 in the demo only: logins without a second factor. Production refuses it.",
    "LIMPID_HOME": "Folder of the embedded services, media and fonts.",
    "LOG_LEVEL": "INFO by default.",
    "MEDIA_ROOT": "Folder of stored files when the file storage is local.",
    "PORT": "Port of the web process in the demo.",
    "REDIS_URL": "Redis or Valkey: broker, results and cache.",
    "SECRET_KEY": "Django's secret, at least 50 characters in production.",
    "TRUSTED_PROXY": "1 when a proxy in front sets X-Forwarded-Proto.",
}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or `default`; missing without a default is an error."""
    assert name in KNOWN_VARIABLES, name
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"The environment variable {name} is not set: {KNOWN_VARIABLES[name]}")
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else is an error."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"The environment variable {name} is neither yes nor no: {value!r}")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} is no whole number: {value!r}"
        ) from error


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    """An absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


def database(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?host=/socket/directory` as Django's database settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("A database address must begin with postgres://")
    query = parse_qs(parts.query)
    host = query.pop("host", [unquote(parts.hostname or "")])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {key: values[-1] for key, values in query.items()},
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "ATOMIC_REQUESTS": False,
    }


def mailer(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:port/?tls=1` as one of Django's MAILERS, with an explicit timeout."""
    parts = urlsplit(url)
    if parts.scheme != "smtp":
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp://")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or 25,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parse_qs(parts.query).get("tls", ["0"])[-1] == "1",
            "timeout": 10,
        },
    }


def cache_url(url: str) -> str:
    """Django's cache takes unix:// where Celery says redis+socket://.

    A socket without a database number gets number 1: clearing the cache must not drop Celery's queues in number 0.
    """
    address = url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    return f"{address}?db=1" if address.startswith("unix://") and "?" not in address else address


def broker_url(url: str) -> str:
    """Celery takes redis+socket:// where Django's cache says unix://."""
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


def secret_file(path: Path) -> str:
    """A secret of 64 random characters kept in `path` (mode 0600), made at the first call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
