"""What each instrument of a portfolio did over a period: trades, income, costs, gains and returns, from the ledger's rows.

Over a period with an opening day what is held then enters at its market value of that day, so gains are those of the
period; since the first booking they are gains over cost.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

import numpy as np

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.performance import Performance, performance_of
from portfolios.analytics.returns import Flows, FlowTiming
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book, walk
from portfolios.ledger.rows import (
    ExpenseKind,
    IncomeKind,
    MovementKind,
    RealizedGain,
    known,
)
from portfolios.ledger.valuation import Valuation, value_book
from portfolios.models import Instrument, Portfolio
from portfolios.selectors.books import new_book
from portfolios.selectors.day_values import DayFacts, MarketDays, day_facts_walk
from portfolios.selectors.holdings import MissingRow
from tenancy.clock import holidays_of
from tenancy.models import Tenant

ZERO = Decimal(0)
OUTSIDE = frozenset({MovementKind.TRADE, MovementKind.EXTERNAL_TRANSFER})
"""Movements by which a position trades with others; moves between own accounts and acts of the issuer are none."""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One instrument over (after, until], in the currency asked for. None is what cannot be known.

    `purchases` and `sales` are gross, ≥ 0, transfers from and to outside at their value among them; fees and taxes are
    positive. `total_gain` = closing − opening value − what was put in + income − fees − taxes.
    """

    instrument: Instrument
    opening_value: Decimal | None
    closing_value: Decimal | None
    purchases: Decimal | None
    sales: Decimal | None
    dividends_gross: Decimal | None
    dividends_net: Decimal | None
    income_gross: Decimal | None
    fees: Decimal | None
    taxes: Decimal | None
    realized_gain: Decimal | None
    unrealized_gain: Decimal | None
    total_gain: Decimal | None
    flows: Decimal | None
    figures: Performance


@dataclass(frozen=True, slots=True)
class PositionsReport:
    """The instruments of a portfolio over a period, and the prices and rates that were needed and not known."""

    rows: tuple[PositionRow, ...]
    missing: tuple[MissingRow, ...]


@dataclass(frozen=True, slots=True)
class RealizedRow:
    """One lot, or part of one, that ended in the period; gain = price part + fx part, less costs where they are included."""

    instrument: Instrument
    account_id: int | None
    acquired_on: date
    disposed_on: date
    quantity: Decimal
    cost: Decimal | None
    proceeds: Decimal | None
    gain: Decimal | None
    price_part: Decimal | None
    fx_part: Decimal | None
    costs: Decimal | None
    is_transfer: bool


@dataclass(frozen=True, slots=True)
class _Period:
    """A walked book: its rows are those of the period, `values` one number a day and instrument, the opening day first."""

    book: Book
    days: tuple[date, ...]
    values: Mapping[int, FloatArray]
    opening: Valuation
    closing: Valuation


def positions_of(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    until: date,
    after: date | None = None,
    currency: str | None = None,
    known_at: datetime | None = None,
    cost_method: str | None = None,
    costs: str = "included",
    flow_timing: str | None = None,
    instrument: Instrument | None = None,
) -> PositionsReport:
    """Every instrument held or moved in (after, until], by asset class and name; only `instrument` when one is given.

    Income, fees and taxes count in the returns as for a position: taxes out, fees in, dividends gross as an outflow.
    """
    found = _period(tenant, portfolio, after, until, currency, known_at, cost_method, walked=True)
    instruments = Instrument.objects.in_bulk(_touched(found) if instrument is None else [instrument.pk])
    timing = FlowTiming(flow_timing or portfolio.flow_timing or tenant.flow_timing)
    calendar = BusinessCalendar(holidays_of(tenant.calendar))
    rows = tuple(
        _row(found, each, timing, calendar, with_costs=costs == "included")
        for each in sorted(instruments.values(), key=lambda row: (row.asset_class, row.name, row.pk))
    )
    return PositionsReport(rows, _missing(found, instruments))


def realized_gains_of(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    until: date,
    after: date | None = None,
    currency: str | None = None,
    known_at: datetime | None = None,
    cost_method: str | None = None,
    costs: str = "included",
) -> tuple[RealizedRow, ...]:
    """The lots that ended in (after, until], by day of disposal; their cost is that of acquisition, whatever the period."""
    found = _period(tenant, portfolio, None, until, currency, known_at, cost_method, walked=False)
    rows = [each for each in found.book.realized if after is None or each.disposed_on > after]
    instruments = Instrument.objects.in_bulk({each.instrument for each in rows})
    ordered = sorted(rows, key=lambda each: (each.disposed_on, each.entry, each.acquired_on))
    return tuple(_realized(each, instruments, with_costs=costs == "included") for each in ordered)


def _realized(row: RealizedGain, instruments: Mapping[int, Instrument], *, with_costs: bool) -> RealizedRow:
    costs = row.base_expenses + row.base_sale_expenses
    return RealizedRow(
        instrument=instruments[row.instrument],
        account_id=row.account,
        acquired_on=row.acquired_on,
        disposed_on=row.disposed_on,
        quantity=row.quantity,
        cost=known(row.base_cost + row.base_expenses if with_costs else row.base_cost),
        proceeds=known(row.base_proceeds - row.base_sale_expenses if with_costs else row.base_proceeds),
        gain=known(row.gain_after_costs if with_costs else row.gain),
        price_part=known(row.price_part),
        fx_part=known(row.fx_part),
        costs=known(costs),
        is_transfer=row.is_transfer,
    )


def _period(
    tenant: Tenant,
    portfolio: Portfolio,
    after: date | None,
    until: date,
    currency: str | None,
    known_at: datetime | None,
    cost_method: str | None,
    *,
    walked: bool,
) -> _Period:
    """The book of (after, until] with its rows; where `walked`, with the value of every position on every day."""
    entries = entries_of([portfolio.pk], until=until, known_at=known_at)[portfolio.pk]
    terms = terms_of(instruments_in(entries))
    first = min((entry.effective_on for entry in entries), default=until)
    prices = prices_of(tenant, terms, until=until, known_at=known_at)
    currencies = currencies_in([portfolio], entries, terms) | {currency or portfolio.currency}
    rates = rates_of(tenant, currencies, until=until, known_at=known_at)
    method = CostMethod(cost_method) if cost_method else None
    book = new_book(portfolio, terms, prices=prices, rates=rates, currency=currency, cost_method=method)
    opened = after if after is not None else min(first, until) - timedelta(days=1)
    for _day in walk(book, entries, [opened]):
        pass
    opening = value_book(book, opened, prices, rates)
    if after is not None:
        book = book.opened_at_market(prices, opened)
    days = tuple(opened + timedelta(days=n) for n in range((until - opened).days + 1))
    if walked:
        market = MarketDays(terms, prices, rates)
        facts = list(day_facts_walk(portfolio.pk, book, entries, days, market))
        values = _values({day: n for n, day in enumerate(days)}, facts)
    else:
        values = {}
        for _day in walk(book, entries, [until]):
            pass
    return _Period(book, days, values, opening, value_book(book, until, prices, rates))


def _values(places: Mapping[date, int], facts: Iterable[DayFacts]) -> dict[int, FloatArray]:
    """By instrument its value on each day: 0 where nothing is held, NaN where it cannot be known."""
    values: dict[int, FloatArray] = defaultdict(lambda: np.zeros(len(places)))
    for day in facts:
        for each in day.positions:
            values[each.instrument][places[day.on]] = np.nan if each.value is None else float(each.value)
    return values


def _missing(found: _Period, instruments: Mapping[int, Instrument]) -> tuple[MissingRow, ...]:
    """What is missing for these instruments or for a rate, each once."""
    named = {
        (each.instrument, each.base or "", each.quote or ""): None
        for each in (*found.opening.missing, *found.closing.missing, *found.book.missing)
        if each.instrument is None or each.instrument in instruments
    }
    return tuple(
        MissingRow("missing", instruments.get(instrument or 0), base, quote, None)
        for instrument, base, quote in named
    )


def _touched(found: _Period) -> set[int]:
    moved = {row.instrument for row in found.book.unit_movements}
    held = {each.holding.instrument for each in found.opening.holdings if each.holding.quantity}
    earned = {row.instrument for row in found.book.income} | {row.instrument for row in found.book.expenses}
    return moved | held | {each for each in earned if each is not None}


def _row(
    found: _Period,
    instrument: Instrument,
    timing: FlowTiming,
    calendar: BusinessCalendar,
    *,
    with_costs: bool,
) -> PositionRow:
    book, pk = found.book, instrument.pk
    moves, income = _of(book.unit_movements, pk), _of(book.income, pk)
    paid = [row for row in _of(book.expenses, pk) if not row.paid_externally]
    dividends = [row for row in income if row.kind is IncomeKind.DIVIDEND]
    on_dividends = {row.entry for row in dividends}
    opening, closing = _value_in(found.opening, instrument.pk), _value_in(found.closing, instrument.pk)
    fees = _sum(row.base_amount for row in paid if row.kind is ExpenseKind.FEE)
    taxes = _sum(row.base_amount for row in paid if row.kind is ExpenseKind.TAX)
    earned, put_in = _sum(row.base_amount for row in income), _sum(row.base_gross for row in moves)
    gross = _sum(row.base_amount for row in dividends)
    flows = _flows(found, instrument.pk)
    outside = [row.base_gross for row in moves if row.kind in OUTSIDE]
    return PositionRow(
        instrument=instrument,
        opening_value=known(opening),
        closing_value=known(closing),
        purchases=known(_sum(each for each in outside if each.is_nan() or each > 0)),
        sales=known(-_sum(each for each in outside if each.is_nan() or each < 0)),
        dividends_gross=known(gross),
        dividends_net=known(gross - _sum(row.base_amount for row in paid if row.entry in on_dividends)),
        income_gross=known(earned),
        fees=known(fees),
        taxes=known(taxes),
        realized_gain=known(
            _sum(row.gain_after_costs if with_costs else row.gain for row in _of(book.realized, pk))
        ),
        unrealized_gain=known(_unrealized(found.closing, instrument.pk, with_costs=with_costs)),
        total_gain=known(closing - opening - put_in + earned - fees - taxes),
        flows=known(_sum(amount for _on, amount in flows)),
        figures=_figures(found, instrument.pk, flows, timing, calendar),
    )


class _HasInstrument(Protocol):
    @property
    def instrument(self) -> int | None: ...


def _of[R: _HasInstrument](rows: Sequence[R], instrument: int) -> list[R]:
    return [row for row in rows if row.instrument == instrument]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _value_in(valuation: Valuation, instrument: int) -> Decimal:
    """The value of a position with accrued interest and income receivable; NaN when it cannot be known."""
    unknown = Decimal("NaN")
    total = ZERO
    for each in valuation.holdings:
        if each.holding.instrument == instrument:
            total += unknown if each.market_value is None else each.market_value
            total += unknown if each.accrued_value is None else each.accrued_value
    return total


def _unrealized(valuation: Valuation, instrument: int, *, with_costs: bool) -> Decimal:
    total = ZERO
    for each in valuation.holdings:
        if each.holding.instrument == instrument:
            gain, costs = each.unrealized_gain, each.holding.base_expenses
            if gain is None or (with_costs and costs is None):
                return Decimal("NaN")
            total += gain - (costs or ZERO) if with_costs else gain
    return total


def _flows(found: _Period, instrument: int) -> list[tuple[date, Decimal]]:
    """What a position took in (positive) and gave back (negative), one amount for each booking."""
    book = found.book
    by_entry: dict[tuple[date, int], Decimal] = defaultdict(Decimal)
    for on, entry, amount in _flow_parts(book, lambda row: row == instrument):
        by_entry[on, entry] += amount
    return [(on, amount) for (on, _entry), amount in sorted(by_entry.items(), key=lambda item: item[0])]


def _flow_parts(book: Book, concerns: Callable[[int | None], bool]) -> Iterator[tuple[date, int, Decimal]]:
    for move in book.unit_movements:
        if concerns(move.instrument):
            yield move.on, move.entry, move.base_gross
    for earned in book.income:
        if concerns(earned.instrument):
            yield earned.on, earned.entry, -earned.base_amount
    for paid in book.expenses:
        if concerns(paid.instrument) and paid.kind is ExpenseKind.FEE and not paid.paid_externally:
            yield paid.on, paid.entry, paid.base_amount


def _figures(
    found: _Period,
    instrument: int,
    flows: Sequence[tuple[date, Decimal]],
    timing: FlowTiming,
    calendar: BusinessCalendar,
) -> Performance:
    length = len(found.days)
    inflow, outflow = np.zeros(length), np.zeros(length)
    for on, exact in flows:
        place, amount = (on - found.days[0]).days, float(exact)
        if 0 < place < length:
            side = outflow if amount < 0 else inflow
            side[place] += abs(amount)
    values = found.values.get(instrument)
    return performance_of(
        dates=found.days,
        values=np.zeros(length) if values is None else values,
        flows=Flows(inflow, outflow),
        calendar=calendar,
        timing=timing,
    )
