"""Values and flows by day: the stored valuations, or the same figures walked anew in another currency or state of knowledge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.choices import FigureState
from portfolios.models import Portfolio, Valuation
from portfolios.selectors.books import new_book
from portfolios.selectors.day_values import DayFacts, MarketDays, day_facts_walk
from portfolios.selectors.holdings import BookAsOf, book_as_of
from tenancy.models import Tenant

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One calendar day. `value` and `cash` are None when incomplete; flows are of the day and ≥ 0."""

    on: date
    value: Decimal | None
    cash: Decimal | None
    inflow: Decimal
    outflow: Decimal
    management_fees: Decimal
    state: FigureState


def day_points(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    first: date,
    last: date,
    currency: str | None = None,
    known_at: datetime | None = None,
) -> list[DayPoint]:
    """Every calendar day from `first` to `last`, in order; empty when `last` is before `first`.

    Stored valuations serve where they are asked for as they are and still follow from the ledger; other days, another
    currency or an earlier state of knowledge are walked from the ledger.
    """
    if last < first:
        return []
    stored = _stored(portfolio, first, last) if _is_plain(portfolio, currency, known_at) else {}
    if len(stored) == (last - first).days + 1:
        return [stored[day] for day in sorted(stored)]
    walked, _book = _walked(tenant, portfolio, first, last, currency, known_at)
    return [stored.get(point.on, point) for point in walked]


def day_points_and_book(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    first: date,
    last: date,
    currency: str | None = None,
    known_at: datetime | None = None,
) -> tuple[list[DayPoint], BookAsOf]:
    """The same days, and the book at the close of `last`; the ledger is folded once, whether days are stored or walked."""
    stored = {}
    if _is_plain(portfolio, currency, known_at):
        stored = _stored(portfolio, first, last)
    if last < first or len(stored) == (last - first).days + 1:
        found = book_as_of(
            tenant=tenant, portfolio=portfolio, as_of=last, currency=currency, known_at=known_at
        )
        return [stored[day] for day in sorted(stored)], found
    walked, found = _walked(tenant, portfolio, first, last, currency, known_at)
    return [stored.get(point.on, point) for point in walked], found


def _is_plain(portfolio: Portfolio, currency: str | None, known_at: datetime | None) -> bool:
    """Whether stored valuations answer: in the portfolio's own currency, as known now."""
    return known_at is None and (currency is None or currency == portfolio.currency)


def _stored(portfolio: Portfolio, first: date, last: date) -> dict[date, DayPoint]:
    rows = Valuation.objects.filter(portfolio=portfolio, on__gte=first, on__lte=last)
    if portfolio.stale_from is not None:
        rows = rows.filter(on__lt=portfolio.stale_from)
    fields = ("on", "market_value", "cash", "inflow", "outflow", "management_fees", "state")
    return {
        on: DayPoint(on, value, cash, inflow, outflow, fees, FigureState(state))
        for on, value, cash, inflow, outflow, fees, state in rows.values_list(*fields)
    }


def _walked(
    tenant: Tenant,
    portfolio: Portfolio,
    first: date,
    last: date,
    currency: str | None,
    known_at: datetime | None,
) -> tuple[list[DayPoint], BookAsOf]:
    entries = entries_of([portfolio.pk], until=last, known_at=known_at)[portfolio.pk]
    terms = terms_of(instruments_in(entries))
    since = min((entry.effective_on for entry in entries), default=first)
    prices = prices_of(tenant, terms, since=min(since, first), until=last, known_at=known_at)
    currencies = currencies_in([portfolio], entries, terms) | {currency or portfolio.currency}
    rates = rates_of(tenant, currencies, since=min(since, first), until=last, known_at=known_at)
    book = new_book(portfolio, terms, prices=prices, rates=rates, currency=currency)
    market = MarketDays(terms, prices, rates)
    if since < first:
        for _facts in day_facts_walk(portfolio.pk, book, entries, [first - timedelta(days=1)], market):
            pass
    points = [
        point_of(facts) for facts in day_facts_walk(portfolio.pk, book, entries, _days(first, last), market)
    ]
    return points, BookAsOf(book=book, prices=prices, rates=rates, terms=terms)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def point_of(facts: DayFacts) -> DayPoint:
    """A day of the ledger in the form of a stored one."""
    return DayPoint(
        facts.on,
        facts.market_value,
        facts.cash,
        facts.inflow,
        facts.outflow,
        facts.management_fees,
        facts.state,
    )


def first_booking_on(*, portfolio: Portfolio, known_at: datetime | None = None) -> date | None:
    """The day of the portfolio's first booking; None when it has none."""
    rows = portfolio.transactions.all()
    if known_at is not None:
        rows = rows.filter(created_at__lte=known_at)
    found: date | None = rows.order_by("trade_date").values_list("trade_date", flat=True).first()
    return found
