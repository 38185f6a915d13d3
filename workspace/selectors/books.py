"""A person's book: every portfolio in sight with where it stands and what is out of bounds, and the sum of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet, Sum

from clients.names import plain
from compliance.selectors.alerts import alert_counts
from portfolios.adapters import rates_on
from portfolios.models import Portfolio, Valuation
from portfolios.selectors.standings import Standing, standings_of
from tenancy.models import Tenant
from tenancy.permissions import Actor, visible

BY_NAME: Final = ("name", "id")


@dataclass(frozen=True, slots=True)
class BookLine:
    """One portfolio of a list; `standing` is None before its first valuation."""

    portfolio: Portfolio
    standing: Standing | None
    alerts: int


@dataclass(frozen=True, slots=True)
class BookTotals:
    """The visible open portfolios together, in the firm's currency.

    `value` adds what is known; `unknown` is how many portfolios are not in it, for want of a valuation or a rate. `flows` is
    what came in less what went out since `flows_from`, at the rates of the day; None when a rate is missing.
    """

    currency: str
    portfolios: int
    clients: int
    value: Decimal
    unknown: int
    flows: Decimal | None
    flows_from: date


def portfolio_rows(*, actor: Actor, text: str = "") -> QuerySet[Portfolio]:
    """The visible portfolios with their clients, narrowed by name or reference of either. Unordered."""
    rows = visible(actor, Portfolio).select_related("client")
    if text := text.strip():
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(reference__icontains=text)
            | Q(client__name__icontains=text)
            | Q(client__reference__icontains=text)
            | Q(client__search__contains=plain(text))
        )
    return rows


def book_lines(*, actor: Actor, portfolios: Sequence[Portfolio], as_of: date) -> list[BookLine]:
    """Where each of these portfolios stands, in their order. Three queries, whatever their number."""
    ids = [each.pk for each in portfolios]
    standings = standings_of(portfolio_ids=ids, as_of=as_of)
    alerts = alert_counts(actor=actor, portfolio_ids=ids)
    return [BookLine(each, standings.get(each.pk), alerts.get(each.pk, 0)) for each in portfolios]


def book_totals(*, lines: Sequence[BookLine], tenant: Tenant, as_of: date) -> BookTotals:
    """The sum of a book. Two queries."""
    base = tenant.base_currency
    currencies = {base, *(each.portfolio.currency for each in lines)}
    rates = rates_on(tenant, currencies, [as_of])
    value, unknown = Decimal(0), 0
    for line in lines:
        worth = line.standing.market_value if line.standing else None
        rate = rates.rate(line.portfolio.currency, base, as_of).value
        if worth is None or rate is None:
            unknown += 1
        else:
            value += worth * rate
    first = date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1)
    flows = Decimal(0)
    known = True
    for currency, amount in _flows([each.portfolio.pk for each in lines], first, as_of):
        rate = rates.rate(currency, base, as_of).value
        known = known and rate is not None
        flows += amount * (rate or 0)
    return BookTotals(
        currency=base,
        portfolios=len(lines),
        clients=len({each.portfolio.client_id for each in lines}),
        value=value,
        unknown=unknown,
        flows=flows if known else None,
        flows_from=first,
    )


def _flows(ids: Collection[int], first: date, until: date) -> list[tuple[str, Decimal]]:
    rows = Valuation.objects.filter(portfolio_id__in=ids, on__gte=first, on__lte=until)
    sums = rows.values_list("portfolio__currency").annotate(i=Sum("inflow"), o=Sum("outflow")).order_by()
    return [(currency, inflow - outflow) for currency, inflow, outflow in sums]
