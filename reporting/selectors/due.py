"""Which statements are owed: periods that have ended, by the cadence of the mandate in force at their end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portfolios.choices import Cadence
from portfolios.models import Mandate, Portfolio
from reporting.models import Statement, StatementKind
from tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class DueStatement:
    """A statement owed for (after, until]."""

    portfolio: Portfolio
    kind: StatementKind
    after: date
    until: date


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def period_before(as_of: date, cadence: Cadence) -> tuple[date, date]:
    """The latest whole month or quarter that has ended on or before `as_of`, as (after, until]."""
    until = as_of if as_of == month_end(as_of) else as_of.replace(day=1) - timedelta(days=1)
    months = 1
    if cadence == Cadence.QUARTERLY:
        months = 3
        while until.month % 3:
            until = until.replace(day=1) - timedelta(days=1)
    after = until
    for _month in range(months):
        after = after.replace(day=1) - timedelta(days=1)
    return after, until


def periods_due(*, tenant: Tenant, portfolios: Iterable[Portfolio], as_of: date) -> Iterator[DueStatement]:
    """What is owed on `as_of` and not yet prepared; nothing for periods before the firm began its statements here."""
    alive = list(portfolios)
    cadences = _cadences(alive, as_of)
    done = set(
        Statement.objects.filter(portfolio__in=alive, versions__isnull=False).values_list(
            "portfolio_id", "kind", "period_to"
        )
    )
    for portfolio in alive:
        cadence = cadences.get(portfolio.pk)
        if cadence is None:
            continue
        after, until = period_before(as_of, cadence)
        kind = StatementKind(cadence.value)
        begun = tenant.statements_from is None or until > tenant.statements_from
        if begun and portfolio.opened_on <= until and (portfolio.pk, kind, until) not in done:
            yield DueStatement(portfolio=portfolio, kind=kind, after=after, until=until)


def _cadences(portfolios: list[Portfolio], as_of: date) -> dict[int, Cadence]:
    """The cadence of the mandate in force on `as_of`; leveraged mandates report monthly (2017/565 Art 60(3))."""
    mandates = Mandate.objects.filter(portfolio__in=portfolios, effective_from__lte=as_of)
    found: dict[int, Cadence] = {}
    for mandate in mandates.order_by("effective_from", "version"):
        found[mandate.portfolio_id] = Cadence.MONTHLY if mandate.has_leverage else Cadence(mandate.cadence)
    return found
