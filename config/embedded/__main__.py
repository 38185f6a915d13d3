"""Command line of the embedded services: start, stop, status, env, run, reset."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from config.embedded import EmbeddedError, default_home, ensure, reset, status, stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    home: Path = options.home.expanduser().absolute()
    commands = {"start": _start, "stop": _stop, "status": _status, "env": _env, "run": _run, "reset": _reset}
    try:
        return commands[options.action](home, options)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    parser.add_argument(
        "--home", type=Path, default=default_home(), help="default: LIMPID_HOME, then .limpid"
    )
    parser.add_argument("--fast", action="store_true", help="a start need not survive a power cut (tests)")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, description in (
        ("start", "find or start both services"),
        ("stop", "stop both services"),
        ("status", "say which services run; the exit code is 0 when both do"),
        ("env", 'start both and print the variables for a shell: eval "$(… env)"'),
        ("reset", "stop both and delete their data and the application's files"),
    ):
        actions.add_parser(name, help=description)
    run = actions.add_parser("run", help="run a command with the services, then stop those it started")
    run.add_argument("command", nargs=argparse.REMAINDER)
    return parser


def _start(home: Path, options: argparse.Namespace) -> int:
    endpoints = ensure(home, durable=not options.fast)
    sys.stdout.write(f"started: {', '.join(endpoints.started) or 'nothing, both were running'}\n")
    return 0


def _stop(home: Path, options: argparse.Namespace) -> int:
    sys.stdout.write(f"stopped: {', '.join(stop(home)) or 'nothing, neither was running'}\n")
    return 0


def _status(home: Path, options: argparse.Namespace) -> int:
    found = status(home)
    for name, pid in (("postgres", found.postgres), ("valkey", found.valkey)):
        sys.stdout.write(f"{name}: {'does not run' if pid is None else f'runs as process {pid}'}\n")
    return 0 if found.postgres and found.valkey else 1


def _env(home: Path, options: argparse.Namespace) -> int:
    variables = ensure(home, durable=not options.fast).environment()
    for name, value in variables.items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    return 0


def _reset(home: Path, options: argparse.Namespace) -> int:
    reset(home)
    sys.stdout.write(f"{home} is empty; the next start begins anew\n")
    return 0


def _run(home: Path, options: argparse.Namespace) -> int:
    """Run the command in the foreground; variables that are already set win over the embedded services."""
    command = (
        [word for word in options.command if word != "--"]
        if options.command[:1] == ["--"]
        else options.command
    )
    if not command:
        sys.stderr.write("run: which command?\n")
        return 2
    variables = {"DATABASE_URL", "REDIS_URL"}
    with _Foreground() as foreground:
        if variables <= os.environ.keys():
            return foreground.run(command, dict(os.environ))
        endpoints = ensure(home, durable=not options.fast)
        try:
            return foreground.run(command, {**os.environ, **endpoints.missing_from(os.environ)})
        finally:
            stop(home, only=endpoints.started)


class _Foreground:
    """Runs one command and outlives it: a signal that asks for the end goes to the command.

    Ctrl-C reaches the command from the terminal, so it is not sent twice. A signal that comes before the
    command has started is kept, and the command does not start.
    """

    FORWARDED = (signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.received = 0
        self.previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "_Foreground":
        # A handler, unlike SIG_IGN, is not inherited by the command.
        for number in (*self.FORWARDED, signal.SIGINT):
            self.previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self.previous.items():
            signal.signal(number, handler)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run the command to its end and return its exit code (128 + n for a signal n, as a shell does)."""
        if early := self._received():
            return 128 + early
        with subprocess.Popen(command, env=environment) as child:  # noqa: S603
            self.child = child
            if meanwhile := self._received():
                child.send_signal(meanwhile)
            code = child.wait()
        return code if code >= 0 else 128 - code

    def _received(self) -> int:
        """Return the signal that has come, or 0; it may come between any two lines."""
        return self.received

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = number
        if self.child is not None and number in self.FORWARDED:
            self.child.send_signal(number)


if __name__ == "__main__":
    sys.exit(main())
