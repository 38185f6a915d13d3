"""A process refuses to serve as a role that row-level security does not hold."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import env
from config.startup import database_role_require
from tests.conftest import connected_as


def test_the_application_role_may_serve(db: None) -> None:
    database_role_require()


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_the_tables_may_not() -> None:
    owner = env.database(env.text("DATABASE_OWNER_URL"))
    with (
        connected_as(owner["USER"], owner["PASSWORD"]),
        pytest.raises(ImproperlyConfigured, match=r"bypasses row-level security|owns tables"),
    ):
        database_role_require()


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ((True, False, False), "is a superuser"),
        ((False, True, False), "bypasses row-level security"),
        ((False, False, True), "owns tables"),
    ],
)
def test_each_finding_is_named(
    monkeypatch: pytest.MonkeyPatch, db: None, findings: tuple[bool, ...], reason: str
) -> None:
    columns = ", ".join(str(found).lower() for found in findings)
    monkeypatch.setattr("config.startup.ROLE_FINDINGS", f"SELECT 'somebody', {columns}")
    with pytest.raises(ImproperlyConfigured, match=f"somebody, which {reason}"):
        database_role_require()


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_web_process_of_the_owner_does_not_come_up(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "LIMPID_DATABASE_ROLE": "owner",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "ImproperlyConfigured: Limpid does not run as the database role" in done.stderr


def test_a_worker_of_the_owner_does_not_come_up() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--pool", "solo"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "LIMPID_DATABASE_ROLE": "owner",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Limpid does not run as the database role" in done.stderr
