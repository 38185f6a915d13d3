"""The portfolios of a household seen as one: values added up, moves between them cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.performance import Performance, performance_of
from portfolios.analytics.returns import Flows, FlowTiming
from portfolios.choices import FigureState
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import Flow, without_internal
from portfolios.models import Portfolio
from portfolios.selectors.books import new_book
from portfolios.selectors.day_values import DayFacts, MarketDays, day_facts_walk
from portfolios.selectors.performance import PeriodSums, period_sums
from tenancy.clock import holidays_of
from tenancy.models import Tenant

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class HouseholdPerformance:
    """The period (after, until] of several portfolios together, in `currency`. None is what cannot be known."""

    after: date
    until: date
    opening_value: Decimal | None
    closing_value: Decimal | None
    external_flows: Decimal | None
    sums: tuple[PeriodSums, ...]
    figures: Performance
    incomplete: tuple[Portfolio, ...]

    @property
    def absolute_gain(self) -> Decimal | None:
        """Closing value less opening value less external flows."""
        if self.opening_value is None or self.closing_value is None or self.external_flows is None:
            return None
        return self.closing_value - self.opening_value - self.external_flows

    @property
    def is_complete(self) -> bool:
        """Both values and all flows are known."""
        return self.absolute_gain is not None


@dataclass(frozen=True, slots=True)
class _Walked:
    """The books at the end, and the facts of every day of each."""

    portfolios: tuple[Portfolio, ...]
    books: tuple[Book, ...]
    days: tuple[date, ...]
    facts: tuple[tuple[DayFacts, ...], ...]


def household_performance(
    *,
    tenant: Tenant,
    portfolios: Sequence[Portfolio],
    currency: str,
    until: date,
    after: date | None = None,
    known_at: datetime | None = None,
    flow_timing: str | None = None,
) -> HouseholdPerformance:
    """What the portfolios did together over (after, until]; without `after` since the first booking of any.

    Money and units that moved between them on one day are no flow. There is no benchmark. Five queries and one for each
    kind of price and rate, whatever the number of portfolios.
    """
    walked = _walk(tenant, portfolios, currency, after, until, known_at)
    flows = without_internal([flow for book in walked.books for flow in book.raw_flows])
    within = [flow for flow in flows if walked.days[0] < flow.on <= until]
    put_in = sum((flow.base_amount for flow in within), ZERO)
    values = [
        _sum([facts[place].market_value for facts in walked.facts]) for place in range(len(walked.days))
    ]
    ends = (0, len(walked.days) - 1)
    return HouseholdPerformance(
        after=walked.days[0],
        until=until,
        opening_value=values[0],
        closing_value=values[-1],
        external_flows=None if put_in.is_nan() else put_in,
        sums=tuple(period_sums(book, after=walked.days[0], until=until) for book in walked.books),
        figures=_figures(tenant, walked, values, within, flow_timing),
        incomplete=tuple(
            portfolio
            for portfolio, facts in zip(walked.portfolios, walked.facts, strict=True)
            if any(facts[place].state is FigureState.INCOMPLETE for place in ends)
        ),
    )


def _walk(
    tenant: Tenant,
    portfolios: Sequence[Portfolio],
    currency: str,
    after: date | None,
    until: date,
    known_at: datetime | None,
) -> _Walked:
    by_portfolio = entries_of([each.pk for each in portfolios], until=until, known_at=known_at)
    every = [entry for entries in by_portfolio.values() for entry in entries]
    terms = terms_of(instruments_in(every))
    first = min((entry.effective_on for entry in every), default=until)
    opened = after if after is not None else min(first, until) - timedelta(days=1)
    prices = prices_of(tenant, terms, until=until, known_at=known_at)
    currencies = currencies_in(portfolios, every, terms) | {currency}
    rates = rates_of(tenant, currencies, until=until, known_at=known_at)
    market = MarketDays(terms, prices, rates)
    days = tuple(opened + timedelta(days=n) for n in range((until - opened).days + 1))
    books, facts = [], []
    for portfolio in portfolios:
        book = new_book(portfolio, terms, prices=prices, rates=rates, currency=currency)
        books.append(book)
        facts.append(tuple(day_facts_walk(portfolio.pk, book, by_portfolio[portfolio.pk], days, market)))
    return _Walked(tuple(portfolios), tuple(books), days, tuple(facts))


def _figures(
    tenant: Tenant,
    walked: _Walked,
    values: Sequence[Decimal | None],
    flows: Sequence[Flow],
    flow_timing: str | None,
) -> Performance:
    inflow, outflow, fees = (np.zeros(len(walked.days)) for _ in range(3))
    for flow in flows:
        amount = float(flow.base_amount)
        side = outflow if amount < 0 else inflow
        side[(flow.on - walked.days[0]).days] += abs(amount)
    for facts in walked.facts:
        fees[1:] += [float(each.management_fees) for each in facts[1:]]
    return performance_of(
        dates=walked.days,
        values=np.array([np.nan if value is None else float(value) for value in values]),
        flows=Flows(inflow, outflow),
        calendar=BusinessCalendar(holidays_of(tenant.calendar)),
        fees=fees,
        timing=FlowTiming(flow_timing or tenant.flow_timing),
    )


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None
