"""The demonstration's three years, lived day by day: the custodian's file of the day is imported, then the nights run until
the next one comes in.

Both firms live at the same time, each in a process of its own. What is done stays done: a broken-off run goes on where it
stopped, because files and nights are recognised.
"""

import json
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from config.demo.books import Book, books, daily_files, opening_file
from config.demo.cast import FIRMS, PASSWORD, Firm
from config.demo.market import FIRST_DAY, LAST_DAY, instruments_csv, prices_csv, rates_csv
from config.demo.seed import (
    Founded,
    actor_of,
    clients_open,
    firm_found,
    firm_known,
    households_form,
    integrator_open,
    portal_open,
    portfolios_open,
)
from config.management.commands.night import jobs_do, jobs_work_off, run_night
from config.schedule import night_stretch
from portfolios.models import ImportBatch, ImportKind, ImportState
from portfolios.services.imports import import_confirm, import_stage
from portfolios.tasks import commit_enqueue, parse_enqueue
from reporting.models import StatementVersion, VersionState
from reporting.services.statements import RENDER, statement_release
from tenancy.clock import is_business_day, next_business_day
from tenancy.models import Job, JobState, Tenant
from tenancy.request import serving
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.jobs import carriers_paused

ONE_DAY: Final = timedelta(days=1)
SAID_EVERY: Final = 5.0
"""Seconds between two lines that say how far it is."""

DATA = (
    "Invented people; prices of US shares and funds (adjusted closes, from a package that marks them as for tests and examples, "
    "not for commercial use), the S&P 500 and the ECB's reference rates. The business date stands at {day}."
)


class ImportRefused(RuntimeError):
    """A file of the demonstration has errors: the demonstration itself is wrong."""


def demo_is_complete() -> bool:
    """Whether both firms have lived to the last day."""
    found = Tenant.objects.filter(
        code__in=[firm.code for firm in FIRMS], is_demo=True, business_date_pinned=LAST_DAY
    )
    return found.count() == len(FIRMS) and (_home() / "demo.json").exists()


def _home() -> Path:
    return Path(settings.HOME)


def demo_live(*, say: Callable[[str], None], home: Path) -> None:
    """Found both firms and live their three years, two processes at once; writes demo.json at the end."""
    started = time.monotonic()
    say("Founding two firms and living three years of nights; this is done once.")
    context = multiprocessing.get_context("fork")
    connection.close()
    processes = [context.Process(target=_live, args=(firm,)) for firm in FIRMS]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        for process in processes:
            process.start()
        while any(process.is_alive() for process in processes):
            time.sleep(SAID_EVERY)
            say(f"  {time.monotonic() - started:4.0f} s  {_progress()}")
    finally:
        for process in processes:
            if process.is_alive():
                process.terminate()
                process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("The demonstration could not be set up; see the messages above.")
    _write_facts(home)


def _progress() -> str:
    rows = Tenant.objects.filter(is_demo=True).order_by("pk").values_list("code", "business_date_pinned")
    text = ", ".join(f"{code} {day}" for code, day in rows)
    connection.close()
    return text or "preparing"


def _live(firm: Firm) -> None:
    """One firm's life, in a process of its own. What a power cut took of its last moments would be lived again.

    Ctrl-C reaches every process of a terminal; the parent ends this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    with carriers_paused():
        founded = firm_known(firm) or _found(firm)
        _days(firm, founded)
        _release(founded)
        _finish(founded.tenant)


def _found(firm: Firm) -> Founded:
    """Master data, people, clients and portfolios in one transaction: a firm is founded or it is not."""
    with transaction.atomic():
        founded = firm_found(firm)
        with serving(surface="command"):
            _import(founded, ImportKind.INSTRUMENTS, "instruments.csv", instruments_csv())
            with tenant_scope(founded.tenant.pk):
                clients = clients_open(firm, founded)
                households_form(firm, founded, clients)
                portfolios_open(firm, founded, clients)
                portal_open(firm, founded, clients)
                integrator_open(firm, founded)
    return founded


def _days(firm: Firm, founded: Founded) -> None:
    """Every business day from the first to the last: import what came in, then the night."""
    tenant = founded.tenant
    firm_books: list[Book] = books(firm)
    opening = opening_file(firm_books)
    files = daily_files(firm_books)
    with serving(surface="command"):
        _import(founded, ImportKind.PRICES, "prices.csv", prices_csv())
        _import(founded, ImportKind.FX_RATES, "rates.csv", rates_csv())
        _import(founded, ImportKind.OPENING_POSITIONS, "opening.csv", opening)
    for since, until in stretches(tenant, list(files)):
        _pin(tenant, since)
        for came_in in [known for known in sorted(files) if known <= since]:
            content = files.pop(came_in)
            with serving(surface="command"):
                _import(founded, ImportKind.TRANSACTIONS, f"transactions-{came_in}.csv", content)
        _pin(tenant, until)
        run_night(tenant, until, since=since, leave=[RENDER])


def stretches(tenant: Tenant, arrivals: Collection[date]) -> Iterator[tuple[date, date]]:
    """The business days from the first to the last, cut where a file comes in and where a month ends: first and last of each.

    What comes in on a day off is there on the next business day.
    """
    day = FIRST_DAY
    while not is_business_day(day, calendar=tenant.calendar):
        day += ONE_DAY
    while day <= LAST_DAY:
        until = night_stretch(tenant, day, LAST_DAY)
        later = [each for each in arrivals if day < each <= until]
        if later:
            until = min(later) - ONE_DAY
            while not is_business_day(until, calendar=tenant.calendar):
                until -= ONE_DAY
        yield day, until
        day = next_business_day(until, calendar=tenant.calendar)


def _pin(tenant: Tenant, day: date) -> None:
    """Let the firm's business date be `day`."""
    Tenant.objects.filter(pk=tenant.pk).update(business_date_pinned=day)
    tenant.business_date_pinned = day


def _import(founded: Founded, kind: ImportKind, name: str, content: str) -> None:
    """Upload, parse, confirm and post a file as operations would; one that is in already is passed over."""
    tenant, operations = founded.tenant, actor_of(founded, Role.OPERATIONS)
    with tenant_scope(tenant.pk):
        if ImportBatch.objects.filter(document__name=name, kind=kind, state=ImportState.COMMITTED).exists():
            return
        batch = import_stage(actor=operations, kind=kind, name=name, content=content.encode())
        parse_enqueue(batch)
    _finish(tenant)
    with tenant_scope(tenant.pk):
        batch.refresh_from_db()
        if batch.state != ImportState.PARSED:
            first = [f"{error.line} {error.field} {error.code}" for error in batch.errors.all()[:5]]
            raise ImportRefused(f"{name}: {batch.state} {first}")
        import_confirm(actor=operations, batch=batch)
        commit_enqueue(batch, actor=operations)
    _finish(tenant)
    with tenant_scope(tenant.pk):
        batch.refresh_from_db()
        if batch.state != ImportState.COMMITTED:
            raise ImportRefused(f"{name}: {batch.state}")


def _finish(tenant: Tenant) -> None:
    while jobs_work_off(tenant, leave=[RENDER]):
        pass


def _release(founded: Founded) -> None:
    """Compliance releases the statements of the client whose login is printed, whose papers are made now.

    The papers of the others are left to the workers, and wait in the queue for release as they would.
    """
    compliance, tenant = actor_of(founded, Role.COMPLIANCE), founded.tenant
    with tenant_scope(tenant.pk):
        prepared = _theirs(founded).filter(state=VersionState.PREPARED).values_list("public_id", flat=True)
        wanted = [str(each) for each in prepared]
        papers = Job.objects.filter(kind=RENDER, state=JobState.QUEUED, arguments__version__in=wanted)
        ids = list(papers.order_by("id").values_list("pk", flat=True))
    jobs_do(tenant, ids)
    with serving(surface="command"), tenant_scope(tenant.pk):
        ready = _theirs(founded).filter(state=VersionState.RENDERED)
        for version in ready.select_related("statement__portfolio").order_by("id"):
            statement_release(actor=compliance, version=version)


def _theirs(founded: Founded) -> QuerySet[StatementVersion]:
    return StatementVersion.objects.filter(statement__portfolio__client__email=founded.portal[0])


def _write_facts(home: Path) -> None:
    """Logins and tokens for people and for checks from outside."""
    facts = {
        "address": "",
        "password": PASSWORD,
        "data": DATA.format(day=LAST_DAY),
        "firms": [_facts(firm) for firm in FIRMS],
    }
    partial = home / ".demo.json"
    partial.write_text(json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8")
    partial.replace(home / "demo.json")


def _facts(firm: Firm) -> dict[str, object]:
    founded = firm_known(firm)
    assert founded is not None
    logins: dict[str, str] = {}
    for person in firm.staff:
        logins.setdefault(person.role.value, person.email)
    return {
        "code": firm.code,
        "name": firm.legal_name,
        "business_date": LAST_DAY.isoformat(),
        "logins": {**logins, "client": founded.portal[0]},
        "integrator_token": founded.secret,
    }
