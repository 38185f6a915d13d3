"""Twenty kills at random moments, of worker, Valkey and PostgreSQL: the nights and the month's end come out the same."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config import embedded
from tests.accept import night_world

pytestmark = pytest.mark.kills

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("LIMPID_KILLS", "20"))
VICTIMS = ("worker", "valkey", "postgres")
NIGHTS_LIMIT = 20 * 60


class Home:
    """A home of its own with its services, worker and beat."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = {
            **{
                key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "REDIS_"))
            },
            "LIMPID_HOME": str(path),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
        }
        self.worker: subprocess.Popen[bytes] | None = None
        self.beat: subprocess.Popen[bytes] | None = None
        self.log = (path.parent / f"{path.name}.log").open("ab")

    def run(
        self, *arguments: str, timeout: float = 300, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a Python program in the home to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=check,
        )

    def build(self) -> None:
        """Schema, fonts of the papers, and firm."""
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "build_fonts", "--verbosity", "0")
        self.run("-m", "tests.accept.night_world", "build")

    def digest(self) -> dict[str, Any]:
        """The firm summed up."""
        found: dict[str, Any] = json.loads(self.run("-m", "tests.accept.night_world", "digest").stdout)
        return found

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A Celery process in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def start_worker(self) -> None:
        self.worker = self.start("worker", "--concurrency", "2", "--loglevel", "error")

    def kill_worker(self) -> None:
        """Parent and children at once, as when a machine goes down."""
        assert self.worker is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.start_worker()

    def kill_service(self, name: str) -> None:
        """The postmaster or Valkey, and start it again."""
        found = getattr(embedded.status(self.path), name)
        assert found is not None
        os.kill(found, signal.SIGKILL)
        while getattr(embedded.status(self.path), name) == found:
            time.sleep(0.01)
        embedded.ensure(self.path)

    def close(self) -> None:
        for process in (self.worker, self.beat):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        embedded.stop(self.path)
        self.log.close()


@contextmanager
def living(path: Path) -> Iterator[Home]:
    """A built home with a worker and a beat."""
    home = Home(path)
    embedded.ensure(path)
    try:
        home.build()
        home.start_worker()
        home.beat = home.start("beat", "--loglevel", "error")
        yield home
    finally:
        home.close()


def nights_through_workers(home: Home) -> None:
    """Ask for every night in order and wait for it, from the beginning again whenever the asking itself was hit."""
    deadline = time.monotonic() + NIGHTS_LIMIT
    first, last = str(night_world.FIRST_NIGHT), str(night_world.LAST_NIGHT)
    arguments = ("--from", first, "--to", last, "--pin", "--by-workers")
    while True:
        left = deadline - time.monotonic()
        assert left > 0, "the nights did not end in time"
        done = home.run("manage.py", "night", night_world.FIRM, *arguments, timeout=left, check=False)
        if done.returncode == 0:
            return
        assert "failed jobs" not in done.stderr, done.stderr[-2000:]
        time.sleep(0.5)


def everything_done(home: Home) -> dict[str, Any]:
    """Mails and statements follow the nights: wait until no job is left, then sum up."""
    deadline = time.monotonic() + NIGHTS_LIMIT
    script = (
        "import django; django.setup();"
        "from tenancy.models import Job, Tenant; from tenancy.scope import tenant_scope;"
        f"tenant = Tenant.objects.get(code='{night_world.FIRM}');"
        "scope = tenant_scope(tenant.pk); scope.__enter__();"
        "print(Job.objects.filter(state='queued').count())"
    )
    while time.monotonic() < deadline:
        if home.run("-c", script).stdout.strip() == "0":
            return home.digest()
        time.sleep(2)
    raise AssertionError("jobs are left over")


def kill_at_random(home: Home, chance: random.Random, done: threading.Event, kills: list[str]) -> None:
    """Kill one of the three after the other, at random moments, until there were enough and the nights are over."""
    while not done.is_set() and len(kills) < KILLS + 5:
        done.wait(chance.uniform(0.3, 4.0))
        if done.is_set():
            return
        victim = VICTIMS[len(kills) % 3] if len(kills) < 6 else chance.choice(VICTIMS)
        if victim == "worker":
            home.kill_worker()
        else:
            home.kill_service(victim)
        kills.append(victim)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same firm and nights with nobody killed."""
    with living(tmp_path_factory.mktemp("calm") / "home") as home:
        nights_through_workers(home)
        return everything_done(home)


def test_nights_under_kills_come_out_as_if_nothing_had_happened(
    undisturbed: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("LIMPID_SEED", str(random.SystemRandom().randrange(2**32))))
    chance, kills, done = random.Random(seed), list[str](), threading.Event()  # noqa: S311
    with living(tmp_path / "home") as home:
        killer = threading.Thread(target=kill_at_random, args=(home, chance, done, kills))
        killer.start()
        try:
            started = time.monotonic()
            nights_through_workers(home)
            seconds = time.monotonic() - started
        finally:
            done.set()
            killer.join()
        disturbed = everything_done(home)
    counts = {name: count for name, (count, _) in undisturbed.items()}
    with capsys.disabled():
        print(
            f"\nseed {seed}: {len(kills)} kills -9 in {seconds:.0f} s of nights "
            f"({', '.join(f'{kills.count(victim)} {victim}' for victim in VICTIMS)}); {counts}"
        )
    assert disturbed == undisturbed
    assert counts["alerts"] > 20
    assert counts["mails"] > 5
    assert counts["statements"] > 10
    assert len(kills) >= KILLS
