"""PostgreSQL and Valkey from wheels, for the demo and the tests; never for production.

``ensure`` finds or starts both for one home directory and returns their URLs. They are daemons: they outlive
the process that started them and end with ``stop``. Every call holds the home's lock, so that any number of
processes that start at once share one pair of servers. Data survives kill -9 of anything.

Run ``python -m config.embedded --help`` for the command line.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from config.embedded.account import service_account
from config.embedded.endpoints import (
    APP_ROLE,
    OWNER_ROLE,
    VALKEY_SOCKET,
    Endpoints,
    database_url,
)
from config.embedded.errors import EmbeddedError
from config.embedded.home import (
    RECORD,
    ROOT_LINK,
    Place,
    Record,
    check_socket_directory,
    create_record,
    default_home,
    locked,
    prepare_root,
    read_record,
    service_root,
    with_new_socket_directory,
)
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "EmbeddedError",
    "Endpoints",
    "Status",
    "default_home",
    "ensure",
    "reset",
    "status",
    "stop",
]

# What the application writes into its home, beside the services' own directories.
APPLICATION_FILES = ("media", "demo.json", "outbox")


@dataclass(frozen=True, slots=True)
class Status:
    """Process ids of the running services (None: does not run)."""

    postgres: int | None
    valkey: int | None


def ensure(home: Path, *, durable: bool = True) -> Endpoints:
    """Find or start PostgreSQL and Valkey of ``home`` and return where they listen.

    ``durable=False`` trades safety against a power cut for speed (tests); it applies to a server that is
    started now. Raises EmbeddedError with what to do when a service cannot be had.
    """
    home = home.absolute()
    account = service_account()
    with locked(home, account=account):
        record = read_record(home)
        if record is None:
            record = _new_record(home)
        place = _place(home, record)
        if not place.socket_directory.exists():
            _stop_services(place)
            record = with_new_socket_directory(home, record, account=account)
            place = _place(home, record)
        check_socket_directory(place.socket_directory, account=account)
        return _endpoints(place, record, started=_start_services(place, record, durable=durable))


def stop(home: Path, *, only: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Stop the services of ``home`` (or only those named) and return the names of those that ran."""
    home = home.absolute()
    if not home.is_dir():
        return ()
    with locked(home, account=service_account()):
        record = read_record(home)
        return () if record is None else _stop_services(_place(home, record), only=only)


def status(home: Path) -> Status:
    """Return which services of ``home`` run; starts nothing."""
    home = home.absolute()
    record = read_record(home) if home.is_dir() else None
    if record is None:
        return Status(postgres=None, valkey=None)
    place = _place(home, record)
    return Status(postgres=Postgres(place).process(), valkey=Valkey(place).process())


def reset(home: Path) -> None:
    """Stop the services of ``home`` and delete their data and the application's files; nothing else in it."""
    home = home.absolute()
    if not home.is_dir():
        return
    with locked(home, account=service_account()):
        record = read_record(home)
        if record is not None:
            place = _place(home, record)
            _stop_services(place)
            for path in (Postgres(place).data, Valkey(place).data, place.socket_directory):
                _delete(path)
            if place.root != home:
                _delete(place.root)
                (home / ROOT_LINK).unlink()
            (home / RECORD).unlink()
        for name in (*APPLICATION_FILES, "log"):
            _delete(home / name)


def _new_record(home: Path) -> Record:
    """Choose places and passwords; a cluster that is there already (a lost record) gets the new passwords."""
    account = service_account()
    prepare_root(home, account=account)
    record = create_record(home, account=account)
    place = _place(home, record)
    _stop_services(place)
    Postgres(place).set_passwords(record)
    return record


def _place(home: Path, record: Record) -> Place:
    return Place(
        home=home,
        root=service_root(home),
        socket_directory=Path(record.socket_directory),
        account=service_account(),
    )


def _start_services(place: Place, record: Record, *, durable: bool) -> tuple[str, ...]:
    postgres, valkey = Postgres(place), Valkey(place)
    for service in (postgres, valkey):
        if not service.socket.exists():
            service.stop()  # it runs, but nobody can reach it any more
    started = {postgres.name: postgres.ensure(record, durable=durable), valkey.name: valkey.ensure()}
    return tuple(name for name, was_started in started.items() if was_started)


def _stop_services(place: Place, *, only: tuple[str, ...] | None = None) -> tuple[str, ...]:
    services: tuple[Valkey | Postgres, ...] = (Valkey(place), Postgres(place))
    wanted = [service for service in services if only is None or service.name in only]
    return tuple(service.name for service in wanted if service.stop())


def _endpoints(place: Place, record: Record, *, started: tuple[str, ...]) -> Endpoints:
    directory = place.socket_directory
    return Endpoints(
        home=place.home,
        socket_directory=directory,
        database_app_url=database_url(
            role=APP_ROLE, password=record.app_password, socket_directory=directory
        ),
        database_owner_url=database_url(
            role=OWNER_ROLE, password=record.owner_password, socket_directory=directory
        ),
        redis_url=f"unix://{directory / VALKEY_SOCKET}",
        started=started,
    )


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
