"""Web, worker and beat as children of one process in the foreground; Ctrl-C or SIGTERM ends what was started, and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from tenancy.models import Queue

GRACE_SECONDS = 15
QUEUES = ",".join(Queue.values)


def commands(port: int, schedule_file: str) -> dict[str, list[str]]:
    """The three processes of the demonstration."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config.celery"]
    return {
        "web": [
            *python, "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
            "--worker-class", "gthread", "--log-level", "warning",
        ],
        "worker": [*celery, "worker", "-Q", QUEUES, "-c", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule", schedule_file, "--pidfile", ""],
    }  # fmt: skip


class Children:
    """The started processes, each in a session of its own so that Ctrl-C reaches only this one."""

    def __init__(self, logs: Path) -> None:
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.logs = logs
        self.ending = False

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one; what it says goes into a file of its name, so that the address stays on the screen."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603
                command, env=os.environ.copy(), start_new_session=True, stdout=log, stderr=log
            )

    def end(self, *_: int | FrameType | None) -> None:
        """Ask all to end; those that have not ended in time are killed with their own children."""
        self.ending = True
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()

    def wait(self, *, ready: Callable[[], None]) -> int:
        """Run until told to end or until one dies; returns the exit code for the command."""
        ready()
        while not self.ending:
            for name, process in self.processes.items():
                code = process.poll()
                if code is not None:
                    sys.stderr.write(f"The {name} process ended with {code}; see {self.logs / name}.log\n")
                    self.end()
                    return self._reap() or 1
            time.sleep(0.2)
        return self._reap()

    def _reap(self) -> int:
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return 0


def port_is_free(port: int) -> bool:
    """Whether the web process will be able to listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(*, port: int, home: Path, ready: Callable[[], None]) -> int:
    """Start everything, call `ready`, and stay until SIGINT or SIGTERM. Logs and beat's file lie in the home."""
    logs = home / "log"
    logs.mkdir(exist_ok=True)
    children = Children(logs)
    signal.signal(signal.SIGINT, children.end)
    signal.signal(signal.SIGTERM, children.end)
    for name, command in commands(port, str(home / "beat-schedule")).items():
        children.start(name, command)
    return children.wait(ready=ready)
