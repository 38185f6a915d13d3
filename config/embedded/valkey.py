"""The embedded Valkey: start it, recognise it, stop it.

It listens on a socket in a private directory and on no port. Its append-only file gets every write before the
answer goes out, so that kill -9 loses nothing; the disk is left to the operating system (``appendfsync no``:
the mode ``everysec`` may hold a write back for two seconds). A power cut may lose the last seconds of the
queue, which the database has in full.
"""

import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import binaries
from config.embedded.endpoints import VALKEY_SOCKET
from config.embedded.errors import EmbeddedError
from config.embedded.home import Place, make_private, tail
from config.embedded.processes import POLL_SECONDS, is_alive, is_server, servers_in, spawn, terminate
from config.embedded.reach import reachable_binaries

NAME = "valkey"
START_SECONDS = 60.0
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "no",
    "save": "",
    "daemonize": "no",
    "databases": "16",
}


@dataclass(frozen=True, slots=True)
class Valkey:
    """The Valkey of one home; every method expects the home's lock to be held."""

    place: Place

    @property
    def name(self) -> str:
        """The word for it on the command line and in the logs."""
        return NAME

    @property
    def data(self) -> Path:
        """The directory of the append-only file; also what the process is recognised by."""
        return self.place.root / "valkey"

    @property
    def socket(self) -> Path:
        """The socket file."""
        return self.place.socket_directory / VALKEY_SOCKET

    def process(self) -> int | None:
        """Return the process id of the running server of this directory, or None."""
        try:
            text = self._pid_file.read_text().strip()
        except FileNotFoundError:
            return None
        pid = int(text) if text.isdigit() else 0
        return pid if is_server(pid, program=self._program, directory=self.data) else None

    def ensure(self) -> bool:
        """Start the server if it does not run; return whether it had to be started."""
        if self.process() is not None and self._wait_until_ready(None):
            return False
        make_private(self.data, account=self.place.account)
        self._end_unrecorded()
        log = self.place.log(self.name)
        offset = log.stat().st_size
        if not self._wait_until_ready(spawn(self._command(), log=log, account=self.place.account)):
            raise EmbeddedError(f"Valkey did not start; the end of {log}:\n{tail(log, offset)}")
        return True

    def stop(self) -> bool:
        """End the server; return whether it ran."""
        pid = self.process()
        if pid is None:
            return False
        signals = [(signal.SIGTERM, 30.0), (signal.SIGKILL, 5.0)]
        terminate(pid, program=self._program, directory=self.data, signals=signals)
        self._pid_file.unlink(missing_ok=True)
        return True

    @property
    def _pid_file(self) -> Path:
        return self.data / "valkey.pid"

    @property
    def _program(self) -> str:
        return binaries.valkey_server().name

    def _command(self) -> list[str]:
        server = binaries.valkey_server()
        directory = reachable_binaries(server.parent, program=server.name, account=self.place.account)
        settings = SETTINGS | {
            "dir": str(self.data),
            "pidfile": str(self._pid_file),
            "unixsocket": str(self.socket),
        }
        return [
            str(directory / server.name),
            *(word for name, value in settings.items() for word in (f"--{name}", value)),
        ]

    def _end_unrecorded(self) -> None:
        """End a rewriting child that outlived its server, or a server whose starter died too early."""
        for pid in servers_in(self.data, program=self._program):
            signals = [(signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)]
            terminate(pid, program=self._program, directory=self.data, signals=signals)

    def _wait_until_ready(self, pid: int | None) -> bool:
        """Wait until the server answers PING; False when it (``pid``, or the recorded one) has ended."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._answers():
                return True
            if not is_alive(pid) if pid is not None else self.process() is None:
                return False
            time.sleep(POLL_SECONDS)
        raise EmbeddedError(f"Valkey in {self.data} does not answer after {START_SECONDS:.0f} seconds.")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False
