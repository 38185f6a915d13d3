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

from config.embedded import EmbeddedError, default_home, ensure, reset, status, stop
from config.embedded.home import HOME_VARIABLE


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
    variables = ensure(home, durable=not options.fast).environment() | {HOME_VARIABLE: str(home)}
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
    if variables <= os.environ.keys():
        return _foreground(command, dict(os.environ))
    endpoints = ensure(home, durable=not options.fast)
    try:
        return _foreground(command, _environment(endpoints.environment()) | {HOME_VARIABLE: str(home)})
    finally:
        stop(home, only=endpoints.started)


def _environment(embedded: dict[str, str]) -> dict[str, str]:
    """Add the embedded URLs to the environment; a given DATABASE_URL is never joined by another's owner."""
    if "DATABASE_URL" in os.environ:
        embedded = {"REDIS_URL": embedded["REDIS_URL"]}
    return embedded | dict(os.environ)


def _foreground(command: list[str], environment: dict[str, str]) -> int:
    """Run a command to its end; SIGTERM is passed on, Ctrl-C reaches it from the terminal."""
    with subprocess.Popen(command, env=environment) as child:  # noqa: S603

        def forward(number: int, frame: FrameType | None) -> None:
            child.send_signal(number)

        previous = {number: signal.signal(number, forward) for number in (signal.SIGTERM, signal.SIGHUP)}
        previous[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = child.wait()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
