"""A database of the measurements' own: a copy of the migrated template, used as the application, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection

from config.settings.test import DATABASE_APP, HOME
from tests.template_database import template_ensure

NAME = "limpid_bench"


@contextmanager
def bench_database() -> Iterator[None]:
    """Point Django at a fresh database for the block."""
    owner_url = os.environ["DATABASE_OWNER_URL"]
    template = template_ensure(owner_url, HOME)
    _as_owner(owner_url, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
    _as_owner(owner_url, f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
    chosen = connection.settings_dict
    before = {key: chosen[key] for key in ("NAME", "USER", "PASSWORD")}
    connection.close()
    chosen.update(NAME=NAME, USER=DATABASE_APP["USER"], PASSWORD=DATABASE_APP["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        chosen.update(before)
        _as_owner(owner_url, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def _as_owner(owner_url: str, statement: str) -> None:
    owner = psycopg2.connect(owner_url)
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(statement)
    owner.close()
