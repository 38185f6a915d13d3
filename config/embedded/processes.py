"""Processes of the machine: start one detached, recognise it again later, end it.

A process id alone proves nothing: ids are used again. A server is recognised by its program and by the
directory it works in, and never signalled otherwise.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.embedded.account import Account
from config.embedded.errors import EmbeddedError

PROC = Path("/proc")
POLL_SECONDS = 0.01

# Nothing of the caller's environment (PGDATA, PGPORT, LD_PRELOAD …) reaches a service.
CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

# The shell is gone at once, so the service belongs to init and its caller gets no zombie.
_DETACH = '"$@" </dev/null >&2 & echo $!'


def spawn(command: Sequence[str], *, log: Path, account: Account) -> int:
    """Start ``command`` as a daemon of ``account``, append its output to ``log``, and return its id."""
    with log.open("ab") as stream:
        shell = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", _DETACH, "sh", *command],
            check=True,
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            **account.popen_arguments(),
        )
    return int(shell.stdout)


def is_alive(pid: int) -> bool:
    """Say whether ``pid`` runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _process_state(pid) != "Z"


def is_server(pid: int, *, program: str, directory: Path) -> bool:
    """Say whether ``pid`` is a living ``program`` that works in ``directory``.

    Another user's process, a zombie and a re-used process id are not.
    """
    if pid <= 0 or not is_alive(pid):
        return False
    if PROC.joinpath("self").exists():
        return _is_server_by_proc(pid, program, directory)
    return _is_server_by_tools(pid, program, directory)


def servers_in(directory: Path, *, program: str) -> Iterator[int]:
    """Yield every living ``program`` that works in ``directory``: also orphaned children of a killed server.

    Empty where there is no /proc (macOS).
    """
    if PROC.joinpath("self").exists():
        pids = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
        yield from (pid for pid in pids if _is_server_by_proc(pid, program, directory))


def terminate(
    pid: int, *, program: str, directory: Path, signals: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each signal in turn to a recognised server and wait the given seconds for its end."""
    for number, seconds in signals:
        if not is_server(pid, program=program, directory=directory):
            return
        os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    if is_server(pid, program=program, directory=directory):
        raise EmbeddedError(f"{program} (process {pid}, {directory}) does not stop.")


def run_as(command: Sequence[str], *, account: Account, stdin: str = "", seconds: float = 120) -> str:
    """Run a program of the services to its end and return what it printed (both streams).

    Raises EmbeddedError with that text when it fails.
    """
    done = subprocess.run(  # noqa: S603
        list(command),
        check=False,
        cwd="/",
        env=CLEAN_ENVIRONMENT,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        **account.popen_arguments(),
    )
    if done.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name} failed ({done.returncode}):\n{done.stdout.strip()}")
    return done.stdout


def _process_state(pid: int) -> str:
    try:
        return PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "" if sys.platform == "linux" else _tool_output(["ps", "-o", "stat=", "-p", str(pid)])[:1]


def _is_server_by_proc(pid: int, program: str, directory: Path) -> bool:
    entry = PROC / str(pid)
    try:
        name = Path(os.readlink(entry / "exe").removesuffix(" (deleted)")).name
        return name == program and (entry / "cwd").samefile(directory)
    except OSError:
        return False


def _is_server_by_tools(pid: int, program: str, directory: Path) -> bool:
    name = Path(_tool_output(["ps", "-o", "comm=", "-p", str(pid)]).strip()).name
    fields = _tool_output(["lsof", "-a", "-p", str(pid), "-d", "cwd", "-Fn"]).splitlines()
    return name == program and f"n{directory.resolve()}" in fields


def _tool_output(command: list[str]) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=10).stdout  # noqa: S603
