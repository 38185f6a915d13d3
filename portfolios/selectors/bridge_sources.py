"""What the summands of a bridge's cell rest on: their bookings, and every price and rate with who published it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from portfolios.ledger.bridge_items import ItemKind, RowKey
from portfolios.ledger.bridge_measures import Measure
from portfolios.ledger.entries import Entry
from portfolios.ledger.fx import Rate
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.rows import known
from portfolios.models import Account, Instrument, Portfolio, Transaction
from portfolios.selectors.bridge_cells import CellRow, ValueKind
from portfolios.selectors.bridges import BridgeReport
from portfolios.selectors.quotes import rate_sources, same_figure

OF_LOTS: Final = frozenset({ItemKind.HOLDING, ItemKind.DISPOSAL, ItemKind.OWN_TRANSFER})
"""Kinds that lead from what units cost to what they are worth."""
OF_A_DAY: Final = frozenset(
    {
        *ValueKind,
        ItemKind.HOLDING,
        ItemKind.ACCRUAL,
        ItemKind.REVALUATION,
        ItemKind.DEALING_DIFFERENCE,
        ItemKind.RECEIVABLE,
    }
)
"""Kinds whose end is the market of their day, whatever a booking says."""


class Origin(StrEnum):
    """Where a price or a rate comes from: published, dealt in a booking, or the mean of several lots."""

    MARKET = "market"
    BOOKING = "booking"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Cited:
    """A price or rate that an item rests on; `value` is for one unit as held now, and None when it is not known.

    A published one says on which day it was observed, by whom (`source`), and a rate over which currencies (`path`); a dealt
    one of which booking it is. The price of a unit before a split is that of the day, shared out over the new units.
    """

    value: Decimal | None
    on: date
    origin: Origin
    observed_on: date | None = None
    state: LookupState | None = None
    source: str = ""
    path: tuple[str, ...] = ()
    booking: Transaction | None = None


@dataclass(frozen=True, slots=True)
class CellItem:
    """One summand of a cell with everything it rests on; `amount` is in the currency of the bridge, `currency` that of the
    amounts it was measured in.
    """

    portfolio: Portfolio | None
    column: str
    kind: str
    on: date
    amount: Decimal | None
    instrument: Instrument | None
    account: Account | None
    currency: str
    booking: Transaction | None
    opened_by: Transaction | None
    measure: Measure | None
    price_before: Cited | None
    price_after: Cited | None
    rate_before: Cited | None
    rate_after: Cited | None


def cell_items(report: BridgeReport, rows: Sequence[CellRow]) -> list[CellItem]:
    """The summands with their bookings, prices and rates. Two queries at most."""
    ids = {row.entry for row in rows} | {row.measure.opened_by for row in rows if row.measure is not None}
    bookings = Transaction.objects.in_bulk([each for each in ids if each is not None])
    citing = _Citing(report, bookings, {})
    items = [citing.item(row) for row in rows]
    sources = rate_sources(report.rates, citing.rates.values(), known_at=report.known_at)

    def named(cited: Cited | None) -> Cited | None:
        if cited is None or cited.origin is not Origin.MARKET or not cited.path:
            return cited
        return replace(cited, source=sources.get((cited.path[0], cited.path[-1], cited.on), ""))

    return [
        replace(each, rate_before=named(each.rate_before), rate_after=named(each.rate_after))
        for each in items
    ]


@dataclass(frozen=True, slots=True)
class _Citing:
    """Finds what items rest on, and gathers the published rates among it in `rates`."""

    report: BridgeReport
    bookings: Mapping[int, Transaction]
    rates: dict[tuple[str, str, date], Rate]

    def item(self, row: CellRow) -> CellItem:
        """The summand with what it rests on; who published the rates is still to be filled in."""
        key, measure = row.key or RowKey(None, None), row.measure
        opened_by = None if measure is None else measure.opened_by
        currency = self._currency(row)
        return CellItem(
            portfolio=None if row.part is None else row.part.portfolio,
            column=row.column,
            kind=row.kind,
            on=row.on,
            amount=known(row.amount),
            instrument=self.report.instruments.get(key.instrument or 0),
            account=self.report.accounts.get(key.account or 0),
            currency=currency,
            booking=self.bookings.get(row.entry or 0),
            opened_by=self.bookings.get(opened_by or 0),
            measure=measure,
            price_before=self._price_before(row),
            price_after=self._price_after(row),
            rate_before=self._rate_before(row, currency),
            rate_after=self._rate_after(row, currency),
        )

    def _currency(self, row: CellRow) -> str:
        measure = row.measure
        if measure is not None and measure.currency is not None:
            return measure.currency
        if measure is not None and measure.instrument is not None and measure.quantity is not None:
            return self.report.terms[measure.instrument].currency
        entry = self._entry(row, row.entry)
        return self.report.bridge.currency if entry is None else entry.currency

    def _entry(self, row: CellRow, number: int | None) -> Entry | None:
        return None if row.part is None or number is None else row.part.entries.get(number)

    def _opener(self, row: CellRow) -> Entry | None:
        """The booking that brought the units; None where they are the mean of several."""
        is_mean = row.kind == ItemKind.OWN_TRANSFER or self._method(row) is CostMethod.AVERAGE
        return None if is_mean or row.measure is None else self._entry(row, row.measure.opened_by)

    def _method(self, row: CellRow) -> CostMethod | None:
        own = None if row.part is None else CostMethod(row.part.portfolio.cost_method)
        return self.report.cost_method or own

    def _unit_prices(self, row: CellRow) -> tuple[int, Decimal | None, Decimal | None] | None:
        """Instrument, price before and price after; None for what is no unit of anything."""
        measure = row.measure
        if measure is None or measure.instrument is None or not measure.quantity:
            return None
        factor = self.report.terms[measure.instrument].price_factor
        if (
            measure.currency is not None
            and measure.currency != self.report.terms[measure.instrument].currency
        ):
            return None
        return measure.instrument, *measure.unit_prices(factor)

    def _price_before(self, row: CellRow) -> Cited | None:
        found = self._unit_prices(row)
        if found is None or row.kind not in OF_LOTS:
            return None
        instrument, value, _after = found
        opener, start = self._opener(row), self.report.bridge.start
        if opener is None:
            return Cited(value, start, Origin.POOL)
        if opener.effective_on <= start:
            return self._price(opener.instrument or instrument, start, value, None)
        return self._price(instrument, opener.trade_date, value, opener)

    def _price_after(self, row: CellRow) -> Cited | None:
        found = self._unit_prices(row)
        if found is None:
            return None
        instrument, _before, value = found
        booking = None if row.kind in OF_A_DAY else self._entry(row, row.entry)
        return self._price(instrument, row.on, value, booking)

    def _price(self, instrument: int, on: date, value: Decimal | None, dealt: Entry | None) -> Cited:
        """The published price of the day unless a booking dealt at another one."""
        market = self.report.prices.prices.price(instrument, on)
        if dealt is not None and value is not None and not same_figure(value, market.value):
            return Cited(value, on, Origin.BOOKING, booking=self.bookings.get(dealt.id))
        source = self.report.prices.sources.get((instrument, market.observed_on or on), "")
        shown = market.value if value is None or same_figure(value, market.value) else value
        return Cited(shown, on, Origin.MARKET, market.observed_on, market.state, source)

    def _rate_before(self, row: CellRow, currency: str) -> Cited | None:
        measure = row.measure
        if measure is None or (measure.base_cost is None and row.kind not in OF_LOTS):
            return None
        value = measure.rate_before
        if measure.since is not None:
            return self._rate(currency, measure.since, value, None)
        if row.kind == ItemKind.DEALING_DIFFERENCE:
            return self._rate(currency, row.on, value, self._entry(row, row.entry))
        if row.kind not in OF_LOTS:
            return None
        opener, start = self._opener(row), self.report.bridge.start
        if currency == self.report.bridge.currency:
            return None
        if opener is None:
            return Cited(value, start, Origin.POOL)
        if opener.effective_on <= start:
            return self._rate(currency, start, value, None)
        return self._rate(currency, opener.trade_date, value, opener)

    def _rate_after(self, row: CellRow, currency: str) -> Cited | None:
        if row.measure is None:
            return None
        booking = None if row.kind in OF_A_DAY else self._entry(row, row.entry)
        return self._rate(currency, row.on, row.measure.rate_after, booking)

    def _rate(self, currency: str, on: date, value: Decimal | None, dealt: Entry | None) -> Cited | None:
        """The published rate of the day unless a booking dealt at another one; None where none is needed."""
        into = self.report.bridge.currency
        if currency == into:
            return None
        market = self.report.rates.rate(currency, into, on)
        if dealt is not None and value is not None and not same_figure(value, market.value):
            return Cited(value, on, Origin.BOOKING, booking=self.bookings.get(dealt.id))
        self.rates[currency, into, on] = market
        path = market.path or (currency, into)
        return Cited(market.value, on, Origin.MARKET, market.observed_on, market.state, source="", path=path)
