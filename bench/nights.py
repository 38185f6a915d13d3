"""The night of a book, PostgreSQL to PostgreSQL: projections brought along, every portfolio valued, every rule judged."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import batched

from bench.database import bench_database
from bench.firms import Firm, firm_make, prices_make, transactions_file
from bench.results import Result, timed
from compliance.services.monitoring import portfolios_monitor
from compliance.services.rule_packs import rule_packs_install
from config.schedule import CHUNK_SIZE
from portfolios.models import Valuation
from portfolios.selectors.books import shelf_clear
from portfolios.services.holdings import holdings_refresh
from portfolios.services.imports import import_now
from portfolios.services.valuations import valuations_run
from tenancy.permissions import system_actor

PORTFOLIOS, TRADES_EACH, INSTRUMENTS = 10_000, 30, 50
BOOKED_ON, DAYS = date(2022, 11, 21), 3


def measure(full: bool) -> list[Result]:
    """The second night: the first values the days since the books were opened. `equal`: every portfolio has its value."""
    portfolios = PORTFOLIOS if full else PORTFOLIOS // 10
    with bench_database():
        made = firm_make("bench", portfolios=portfolios, instruments=INSTRUMENTS)
        with made.scope():
            rule_packs_install(actor=system_actor(made.operations.tenant))
            _post(made, portfolios)
            prices_make(made, first_day=BOOKED_ON, days=DAYS + 2)
        _night(made, BOOKED_ON + timedelta(days=DAYS))
        on = BOOKED_ON + timedelta(days=DAYS + 1)
        shelf_clear()
        spent, parts = timed(lambda: _night(made, on))
        with made.scope():
            equal = Valuation.objects.filter(on=on, market_value__isnull=False).count() == portfolios
    where = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in parts.items())
    name = f"night of {portfolios:,} portfolios without mandates, one process ({where})"
    return [Result(name, spent.clock, portfolios, spent.clock, equal)]


def _post(made: Firm, portfolios: int) -> None:
    file = transactions_file(
        portfolios * TRADES_EACH,
        portfolios=portfolios,
        instruments=INSTRUMENTS,
        first_day=BOOKED_ON,
        days=DAYS,
    )
    content = "".join(file).encode()
    import_now(actor=made.operations, kind="transactions", name="bench.csv", content=content)


def _night(made: Firm, on: date) -> Counter[str]:
    """What the jobs of a night do, chunk by chunk; seconds by part."""
    actor = system_actor(made.operations.tenant)
    seconds: Counter[str] = Counter()
    for chunk in batched([each.pk for each in made.portfolios], CHUNK_SIZE, strict=False):
        ids = list(chunk)
        for name, work in (
            ("projections", lambda ids=ids: holdings_refresh(portfolio_ids=ids, as_of=on)),
            ("values", lambda ids=ids: valuations_run(actor=actor, portfolio_ids=ids, until=on)),
            ("rules", lambda ids=ids: portfolios_monitor(actor=actor, portfolio_ids=ids, as_of=on)),
        ):
            spent, _ = timed(lambda work=work: _as_a_job(made, work))  # type: ignore[misc]
            seconds[name] += spent.clock  # type: ignore[assignment]
    return seconds


def _as_a_job(made: Firm, work: Callable[[], object]) -> None:
    with made.scope():
        work()
