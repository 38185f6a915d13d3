"""The database of a backup, as psycopg2 and as PostgreSQL's own client programs reach it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg2

from config.backup.errors import BackupError
from config.embedded import EmbeddedError
from config.embedded.binaries import client_program

# libpq's variables: the password must not stand on a command line, where every user could read it.
CONNECTION_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def query(database_url: str, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
    """Run one statement in a transaction of its own and return its rows."""
    try:
        connection = psycopg2.connect(database_url)
    except psycopg2.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {error}") from error
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def client(name: str) -> Path:
    """Return a client program of PostgreSQL, such as ``pg_dump``."""
    try:
        return client_program(name)
    except EmbeddedError as error:
        raise BackupError(str(error)) from error


def run(program: Path, arguments: Sequence[str], database_url: str = "") -> str:
    """Run a client program, on a database if one is given, and return what it printed."""
    environment = dict(os.environ) | (connection_environment(database_url) if database_url else {})
    done = subprocess.run(  # noqa: S603
        [str(program), *arguments], check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode != 0:
        raise BackupError(f"{program.name} failed:\n{done.stderr.strip()}")
    return done.stdout


def connection_environment(database_url: str) -> dict[str, str]:
    """Return libpq's variables for a ``postgres://`` URL; raises BackupError for an unknown parameter."""
    parts = urlsplit(database_url)
    parameters = dict(parse_qsl(parts.query))
    unknown = sorted(parameters.keys() - CONNECTION_VARIABLES.keys())
    if parts.scheme not in {"postgres", "postgresql"} or unknown:
        raise BackupError(
            f"Not a database URL that pg_dump can be given ({', '.join(unknown) or parts.scheme})."
        )
    named = {
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGHOST": unquote(parts.hostname or ""),
        "PGPORT": str(parts.port or ""),
        "PGDATABASE": unquote(parts.path.removeprefix("/")),
        **{CONNECTION_VARIABLES[key]: value for key, value in parameters.items()},
    }
    return {name: value for name, value in named.items() if value}
