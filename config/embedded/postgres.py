"""The embedded PostgreSQL: create the cluster, start it, recognise it, stop it.

The cluster has no TCP port and no superuser that can sign in: the roles are made in single-user mode before
the cluster gets its name, and only the owner and the application role are admitted, by password.
"""

import shutil
import signal
import socket
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import binaries
from config.embedded.endpoints import APP_ROLE, OWNER_ROLE
from config.embedded.errors import EmbeddedError
from config.embedded.home import Place, Record, tail
from config.embedded.processes import (
    POLL_SECONDS,
    is_alive,
    is_server,
    run_as,
    servers_in,
    spawn,
    terminate,
)
from config.embedded.reach import reachable_binaries

NAME = "postgres"
ROLES_FILE = Path(__file__).with_name("roles.sql")
PROGRAM = "postgres"
PORT = 5432
START_SECONDS = 120.0
SIDE_PREFIX = "postgres-new-"
ORPHAN_PATIENCE_SECONDS = 5.0
# Above every possible process id: a lock file that names it is stale to PostgreSQL.
NO_PROCESS = 2**31 - 2
PID_LINE, STATUS_LINE = 0, 7
TLS_QUESTION = struct.pack("!ii", 8, 80877103)
SHARED_MEMORY_IN_USE = "shared memory block"

ADMISSION = f"local all {OWNER_ROLE},{APP_ROLE} scram-sha-256\n"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# A test's data need not survive a power cut; it still survives the death of every process.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """The PostgreSQL of one home; every method expects the home's lock to be held."""

    place: Place

    @property
    def name(self) -> str:
        """The word for it on the command line and in the logs."""
        return NAME

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place.root / "postgres"

    @property
    def socket(self) -> Path:
        """The socket file."""
        return self.place.socket_directory / f".s.PGSQL.{PORT}"

    def process(self) -> int | None:
        """Return the process id of the running postmaster of this data directory, or None."""
        pid = self._recorded_pid()
        return pid if pid and is_server(pid, program=PROGRAM, directory=self.data) else None

    def ensure(self, record: Record, *, durable: bool) -> bool:
        """Create and start what is missing; return whether it had to be started."""
        programs = self._programs()
        if not (self.data / "PG_VERSION").exists():
            self._create(programs, record, durable=durable)
        if self.process() is not None and self._wait_until_ready(None):
            return False
        self._check_version(programs)
        self._start(programs, durable=durable)
        return True

    def set_passwords(self, record: Record) -> None:
        """Give the two roles the passwords of ``record``; the server must be stopped."""
        if (self.data / "PG_VERSION").exists():
            self._single_user(self._programs(), self.data, _password_statements(record))

    def stop(self) -> bool:
        """End the server (fast shutdown, then immediate); return whether it ran."""
        pid = self.process()
        if pid is None:
            return False
        terminate(
            pid,
            program=PROGRAM,
            directory=self.data,
            signals=[(signal.SIGINT, 60), (signal.SIGQUIT, 20), (signal.SIGKILL, 5)],
        )
        return True

    def _programs(self) -> Path:
        directory = binaries.postgres_directory()
        return reachable_binaries(directory, program=PROGRAM, account=self.place.account)

    def _create(self, programs: Path, record: Record, *, durable: bool) -> None:
        """Make the whole cluster in a side directory; only a complete one gets its name."""
        for abandoned in self.place.root.glob(f"{SIDE_PREFIX}*"):
            shutil.rmtree(abandoned)
        side = Path(tempfile.mkdtemp(dir=self.place.root, prefix=SIDE_PREFIX))
        try:
            self.place.account.own(side)
            run_as(_initdb(programs, side, durable=durable), account=self.place.account)
            (side / "pg_hba.conf").write_text(ADMISSION)
            self._single_user(programs, side, [*_role_statements(), *_password_statements(record)])
            if self.data.exists():
                raise EmbeddedError(
                    f"{self.data} is there but is no database cluster; move it away and start again."
                )
            side.rename(self.data)
        finally:
            shutil.rmtree(side, ignore_errors=True)

    def _single_user(self, programs: Path, data: Path, statements: list[str]) -> None:
        """Run statements as the superuser without a server; each must be one line."""
        printed = run_as(
            [str(programs / PROGRAM), "--single", "-D", str(data), "-c", "log_statement=none", "template1"],
            account=self.place.account,
            stdin="".join(f"{statement}\n" for statement in statements),
        )
        if any(level in printed for level in ("ERROR:", "FATAL:", "PANIC:")):
            raise EmbeddedError(f"PostgreSQL could not make the roles of Limpid:\n{printed}")

    def _check_version(self, programs: Path) -> None:
        """Refuse a cluster of another major version, and say how to carry it over."""
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = binaries.major_version(programs)
        if made_by != str(ours):
            raise EmbeddedError(version_recipe(data=self.data, made_by=made_by, ours=ours))

    def _start(self, programs: Path, *, durable: bool) -> None:
        log = self.place.log(self.name)
        command = self._command(programs, durable=durable)
        deadline = time.monotonic() + START_SECONDS
        orphans_end = time.monotonic() + ORPHAN_PATIENCE_SECONDS
        while True:
            self._clear_leftovers()
            offset = log.stat().st_size
            pid = spawn(command, log=log, account=self.place.account)
            if self._wait_until_ready(pid):
                return
            said = tail(log, offset)
            if SHARED_MEMORY_IN_USE not in said or time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL did not start; the end of {log}:\n{said}")
            if time.monotonic() > orphans_end:
                self._end_orphans()
            time.sleep(0.1)

    def _command(self, programs: Path, *, durable: bool) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.place.socket_directory)}
        if not durable:
            settings |= FAST_SETTINGS
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(programs / PROGRAM), "-D", str(self.data), "-p", str(PORT), *options]

    def _clear_leftovers(self) -> None:
        """Make a killed server's lock files harmless; called when no server of this directory runs.

        PostgreSQL takes the file for valid while any process has that id: another program, or the zombie of a
        server just killed. The id is replaced by an impossible one; the file stays, and with it PostgreSQL's
        check that no orphaned child is still attached to the shared memory. The socket's own lock file has no
        such use.
        """
        lines = self._lock_lines()
        if lines:
            (self.data / "postmaster.pid").write_text("\n".join([str(NO_PROCESS), *lines[1:], ""]))
        for name in (self.socket.name, f"{self.socket.name}.lock"):
            (self.place.socket_directory / name).unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """End children that outlived their killed postmaster and keep its shared memory."""
        for pid in servers_in(self.data, program=PROGRAM):
            terminate(
                pid,
                program=PROGRAM,
                directory=self.data,
                signals=[(signal.SIGTERM, 2), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)],
            )

    def _wait_until_ready(self, pid: int | None) -> bool:
        """Wait until the server answers; False when it has ended.

        ``pid`` is the process just started; None looks for the recorded one. Only an answer counts: a server
        that was killed an instant ago still looks alive.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._status() == "ready" and self._answers():
                return True
            if not is_alive(pid) if pid is not None else self.process() is None:
                return False
            time.sleep(POLL_SECONDS)
        raise EmbeddedError(f"PostgreSQL in {self.data} is not ready after {START_SECONDS:.0f} seconds.")

    def _answers(self) -> bool:
        """Ask over the socket whether TLS is offered: every PostgreSQL answers that, before any sign-in."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(TLS_QUESTION)
                return client.recv(1) in {b"N", b"S"}
            except OSError:
                return False

    def _lock_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _recorded_pid(self) -> int | None:
        lines = self._lock_lines()
        return int(lines[PID_LINE]) if lines and lines[PID_LINE].strip().isdigit() else None

    def _status(self) -> str:
        lines = self._lock_lines()
        return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else ""


def version_recipe(*, data: Path, made_by: str, ours: int) -> str:
    """Explain how a cluster of another major version is carried over: dump with the old programs, restore."""
    return (
        f"{data} was made by PostgreSQL {made_by}; the installed programs are {ours} and cannot open it.\n"
        f"Carry it over:\n"
        f"  1. {binaries.POSTGRES_VARIABLE}=/path/to/postgresql-{made_by}/bin make backup\n"
        f"  2. {binaries.POSTGRES_VARIABLE}=/path/to/postgresql-{made_by}/bin "
        f"python -m config.embedded stop --home '{data.parent}'\n"
        f"  3. mv '{data}' '{data}.{made_by}'\n"
        f"  4. make restore BACKUP=<the file that step 1 named>"
    )


def _initdb(programs: Path, data: Path, *, durable: bool) -> list[str]:
    return [
        str(programs / "initdb"),
        f"--pgdata={data}",
        "--username=postgres",
        "--auth=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
    ]


def _role_statements() -> list[str]:
    """The statements of ``roles.sql``; they are for template1, so that test databases are the same."""
    lines = (line.strip() for line in ROLES_FILE.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("--")]


def _password_statements(record: Record) -> list[str]:
    """The record's passwords are URL-safe, so they need no quoting."""
    return [
        f"ALTER ROLE {OWNER_ROLE} PASSWORD '{record.owner_password}'",
        f"ALTER ROLE {APP_ROLE} PASSWORD '{record.app_password}'",
    ]
