"""What the portal shows a client of their own: where their portfolios stand, day by day, and who looked at their data.

Everything comes from stored valuations, so it is as of the last night; what is unknown stays None.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from clients.models import Client
from portfolios.adapters import rates_of
from portfolios.choices import FigureState
from portfolios.models import Portfolio, Transaction, Valuation
from reporting.models import StatementVersion
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, visible

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    """From the close of `since` to the last valuation: gain without what was paid in or out, and the linked return."""

    since: date
    gain: Decimal | None
    paid_in: Decimal
    paid_out: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one portfolio stands; without a valuation `on`, `value` and both changes are None."""

    portfolio: Portfolio
    on: date | None
    value: Decimal | None
    state: FigureState
    year: Change | None
    statement: Change | None


@dataclass(frozen=True, slots=True)
class Wealth:
    """Everything a person may see, in one currency. None when a value or a rate is not known; `gain` of the year likewise."""

    currency: str
    total: Decimal | None
    gain: Decimal | None
    since: date | None
    is_converted: bool


@dataclass(frozen=True, slots=True)
class MoneyDay:
    """One day of the picture: the value, and what had been put in by then less what had been taken out."""

    on: date
    value: Decimal | None
    put_in: Decimal


def own_portfolios(*, actor: Actor) -> list[Portfolio]:
    """The portfolios a client may see, open ones first, by reference."""
    rows = visible(actor, Portfolio).select_related("client").order_by("reference")
    return sorted(rows, key=lambda portfolio: portfolio.closed_on is not None)


def standings_for(*, actor: Actor, portfolios: Sequence[Portfolio], as_of: date) -> list[Standing]:
    """Where each portfolio stood at the close of `as_of`, with its changes since last year and since the last statement."""
    ids = [portfolio.pk for portfolio in portfolios]
    latest = _last_valuations(ids, as_of)
    years = _last_valuations(ids, date(as_of.year - 1, 12, 31))
    reported = _last_statements(actor, ids, as_of)
    return [
        _standing(each, latest.get(each.pk), years.get(each.pk), reported.get(each.pk)) for each in portfolios
    ]


def _last_valuations(ids: Collection[int], as_of: date) -> dict[int, Valuation]:
    rows = Valuation.objects.filter(portfolio_id__in=ids, on__lte=as_of)
    return {row.portfolio_id: row for row in rows.order_by("portfolio_id", "-on").distinct("portfolio_id")}


def _last_statements(actor: Actor, ids: Collection[int], as_of: date) -> dict[int, date]:
    versions = visible(actor, StatementVersion).filter(
        statement__portfolio__in=ids, statement__period_to__lte=as_of
    )
    rows = versions.order_by("statement__period_to").values_list(
        "statement__portfolio_id", "statement__period_to"
    )
    return dict(rows)


def _standing(
    portfolio: Portfolio, last: Valuation | None, year: Valuation | None, reported: date | None
) -> Standing:
    if last is None:
        return Standing(portfolio, None, None, FigureState.INCOMPLETE, None, None)
    since_year = year or Valuation.objects.filter(portfolio=portfolio).order_by("on").first()
    since_statement = None
    if reported is not None:
        since_statement = Valuation.objects.filter(portfolio=portfolio, on=reported).first()
    return Standing(
        portfolio=portfolio,
        on=last.on,
        value=last.market_value,
        state=FigureState(last.state),
        year=_change(since_year, last, is_first=year is None),
        statement=_change(since_statement, last),
    )


def _change(before: Valuation | None, last: Valuation, *, is_first: bool = False) -> Change | None:
    """`is_first`: `before` is the first day there is, which itself began with nothing."""
    if before is None or before.on > last.on or (before.on == last.on and not is_first):
        return None
    days = Valuation.objects.filter(portfolio=last.portfolio_id, on__lte=last.on)
    days = days.filter(on__gte=before.on) if is_first else days.filter(on__gt=before.on)
    flows = days.aggregate(paid_in=Sum("inflow"), paid_out=Sum("outflow"))
    paid_in, paid_out = flows["paid_in"] or ZERO, flows["paid_out"] or ZERO
    opening = ZERO if is_first else before.market_value
    gain = None
    if opening is not None and last.market_value is not None:
        gain = last.market_value - opening - paid_in + paid_out
    unit = Decimal(1) if is_first else before.unit_value
    known = last.market_value is not None and last.unit_value is not None and bool(unit)
    rate = last.unit_value / unit - 1 if known and unit and last.unit_value is not None else None
    return Change(before.on, gain, paid_in, paid_out, rate)


def wealth_of(*, tenant: Tenant, standings: Sequence[Standing], as_of: date) -> Wealth:
    """All standings together: in their own currency where they share one, else in the firm's at the rates of `as_of`."""
    open_ones = [each for each in standings if each.portfolio.closed_on is None]
    currencies = {each.portfolio.currency for each in open_ones}
    if len(currencies) == 1:
        (currency,) = currencies
        total = _sum([each.value for each in open_ones])
        gain = _sum([each.year.gain if each.year else None for each in open_ones])
        since = max((each.year.since for each in open_ones if each.year), default=None)
        return Wealth(currency, total, gain, since, is_converted=False)
    rates = rates_of(tenant, currencies | {tenant.base_currency}, since=as_of, until=as_of)
    values = []
    for each in open_ones:
        rate = rates.rate(each.portfolio.currency, tenant.base_currency, as_of).value
        values.append(None if each.value is None or rate is None else each.value * rate)
    return Wealth(tenant.base_currency, _sum(values), None, None, is_converted=bool(open_ones))


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """None when nothing is there to add or one of them is not known."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if values and len(known) == len(values) else None


def money_days(*, portfolio: Portfolio, until: date) -> list[MoneyDay]:
    """Value and money put in for every valued day up to `until`, oldest first."""
    put_in, days = ZERO, []
    rows = Valuation.objects.filter(portfolio=portfolio, on__lte=until).order_by("on")
    for on, value, inflow, outflow in rows.values_list("on", "market_value", "inflow", "outflow"):
        put_in += inflow - outflow
        days.append(MoneyDay(on, value, put_in))
    return days


def own_transactions(*, actor: Actor, portfolio: Portfolio | None = None) -> QuerySet[Transaction]:
    """The bookings a client may see, the latest first; of one portfolio or of all."""
    rows = visible(actor, Transaction).select_related("portfolio", "instrument", "cash_account")
    if portfolio is not None:
        rows = rows.filter(portfolio=portfolio)
    return rows.order_by("-trade_date", "-id")


def looks_at_own_data(*, actor: Actor, include_own: bool) -> QuerySet[AccessEvent]:
    """Every look at data of the clients this person may see, the latest first; their own looks only when asked for."""
    ids = list(visible(actor, Client).values_list("pk", flat=True))
    rows = AccessEvent.objects.filter(client_ids__overlap=ids).select_related("user").order_by("-id")
    return rows if include_own else rows.exclude(user_id=actor.user_id or 0)
