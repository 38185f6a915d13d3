"""The test database is a copy of a migrated template: migrations run once a change of them, not once a worker and run."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "limpid_template_"


def template_ensure(owner_url: str, home: Path) -> str:
    """Name of a database with every migration applied, made when there is none of the present migrations."""
    name = PREFIX + _fingerprint()
    home.mkdir(parents=True, exist_ok=True)
    with (home / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(owner_url, name):
            _make(owner_url, name)
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256()
    files = [
        *ROOT.glob("*/migrations/*.py"),
        ROOT / "tenancy" / "operations.py",
        ROOT / "tenancy" / "rls.py",
        ROOT / "uv.lock",
    ]
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _address(owner_url: str, database: str) -> str:
    parts = urlsplit(owner_url)
    return urlunsplit(parts._replace(path=f"/{database}"))


def _admin(owner_url: str) -> psycopg2.extensions.connection:
    connection = psycopg2.connect(owner_url)
    connection.autocommit = True
    return connection


def _exists(owner_url: str, name: str) -> bool:
    connection = _admin(owner_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    connection.close()
    return bool(found and found[0])


def _make(owner_url: str, name: str) -> None:
    """Migrate under another name first: a template that exists is complete. Older ones are dropped."""
    partial = f"{name}_partial"
    connection = _admin(owner_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        for (old,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{partial}"')
    environment = {
        **os.environ,
        "DATABASE_OWNER_URL": _address(owner_url, partial),
        "LIMPID_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    command = [sys.executable, "-W", "default", "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{partial}" RENAME TO "{name}"')
    connection.close()
