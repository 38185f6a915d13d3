"""A file of transactions: upload to preview, confirm to readable holdings and lots, and the memory both take.

Each size runs in a process of its own (`python -m bench.imports LINES` prints one line of JSON), so that its greatest memory
is that of the size.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bench.results import Result, timed

LINES, PORTFOLIOS, INSTRUMENTS = 1_000_000, 1_000, 50
_STATUS = Path("/proc/self/status")
FIRST_DAY, DAYS = date(2020, 1, 1), 1_000


def measure(full: bool) -> list[Result]:
    """Two sizes, the larger ten times the smaller: what memory does between them is in the names."""
    lines = LINES if full else LINES // 10
    smaller, larger = (_in_a_process(size) for size in (lines // 10, lines))
    memory = (
        f"memory {smaller['memory']:.0f} → {larger['memory']:.0f} MB from {lines // 10:,} to {lines:,} rows"
    )
    return [
        _result("upload to preview", larger, "preview", lines),
        _result(f"confirm to readable holdings and lots; {memory}", larger, "commit", lines),
    ]


def _result(name: str, figures: dict[str, Any], part: str, lines: int) -> Result:
    seconds = figures[part]
    title = f"import, {name} ({figures[part + '_cpu']:.1f} s of our processor)"
    return Result(title, seconds, lines, seconds, figures["equal"])


def _in_a_process(lines: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.imports", str(lines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run(lines: int) -> dict[str, Any]:
    """Import a file of so many lines into a fresh firm. `equal`: all posted, and a rebuild changes no projection."""
    from bench.database import bench_database
    from bench.firms import firm_make, transactions_file
    from config.collector import collector_relax
    from portfolios.models import Transaction
    from portfolios.services.imports import import_commit, import_confirm, import_parse, import_stage

    collector_relax()  # as workers do
    with bench_database():
        firm = firm_make("bench", portfolios=PORTFOLIOS, instruments=INSTRUMENTS)
        actor = firm.operations
        file = transactions_file(
            lines, portfolios=PORTFOLIOS, instruments=INSTRUMENTS, first_day=FIRST_DAY, days=DAYS
        )
        content = "".join(file).encode()

        def upload(content: bytes = content) -> Any:
            with firm.scope():
                return import_stage(actor=actor, kind="transactions", name="bench.csv", content=content)

        def preview() -> Any:
            with firm.scope():
                return import_parse(actor=actor, batch=batch)

        def commit() -> Any:
            with firm.scope():
                confirmed = import_confirm(actor=actor, batch=batch)
            with firm.scope():
                return import_commit(actor=actor, batch=confirmed)

        uploaded, batch = timed(upload)
        upload.__defaults__ = ()
        del content
        memory_forget()
        previewed, batch = timed(preview)
        committed, batch = timed(commit)
        memory = memory_peak()
        with firm.scope():
            said = _projections()
            _rebuild(firm.portfolios)
            equal = batch.posted_count == lines == Transaction.objects.count() and said == _projections()
        return {
            "preview": uploaded.clock + previewed.clock,
            "preview_cpu": uploaded.processor + previewed.processor,
            "commit": committed.clock,
            "commit_cpu": committed.processor,
            "memory": memory,
            "equal": equal,
        }


def memory_forget() -> None:
    """Let the peak begin at what is in memory now (Linux; elsewhere it stays that of the whole process)."""
    if _STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


def memory_peak() -> float:
    """The greatest memory of this process since then, in MB."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(each for each in _STATUS.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _projections() -> list[str]:
    """A hash of what each table of projections says."""
    from django.db import connection

    hashes = []
    with connection.cursor() as cursor:
        for table in ("holding", "taxlot", "cashbalance"):
            cursor.execute(
                f"SELECT to_jsonb(t) - 'id' FROM portfolios_{table} t ORDER BY (to_jsonb(t) - 'id')::text"
            )
            hashes.append(hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest())
    return hashes


def _rebuild(portfolios: list[Any]) -> None:
    """Throw the projections of every tenth portfolio away and make them again from the ledger."""
    from portfolios.models import CashBalance, Holding, TaxLot
    from portfolios.services.holdings import holdings_rebuild
    from tenancy.clock import business_date

    some = portfolios[::10]
    for model in (Holding, TaxLot, CashBalance):
        model._default_manager.filter(portfolio__in=some).delete()
    for each in some:
        holdings_rebuild(portfolio=each, as_of=business_date(each.tenant))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    print(json.dumps(run(int(sys.argv[1]))))
