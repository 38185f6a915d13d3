"""A cell of a bridge opened: the summands of a column of the whole or of one row.

The values at both ends are cells too, made of what was held. What a summand rests on is found by `bridge_sources`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from portfolios.ledger.bridge import COLUMNS, ROW_COLUMNS, BridgeRow
from portfolios.ledger.bridge_items import Column, Item, RowKey
from portfolios.ledger.bridge_measures import Measure, measure_of
from portfolios.ledger.fx import Rate
from portfolios.ledger.valuation import Valuation
from portfolios.selectors.bridges import BridgePart, BridgeReport


class Ends(StrEnum):
    """The cells that are values of a day."""

    OPENING = "opening_value"
    CLOSING = "closing_value"


class ValueKind(StrEnum):
    """What a value of a day is made of."""

    HELD = "held"
    ACCRUED = "accrued"
    CASH = "cash"
    DUE = "due"


WHOLE_CELLS: Final = (Ends.OPENING, *COLUMNS, Ends.CLOSING)
ROW_CELLS: Final = (Ends.OPENING, *ROW_COLUMNS, Ends.CLOSING)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One summand of a cell, not yet resolved: `entry` and `measure` as in the ledger."""

    part: BridgePart | None
    column: str
    kind: str
    key: RowKey | None
    entry: int | None
    on: date
    amount: Decimal
    measure: Measure | None


def cell_rows(report: BridgeReport, column: str, row: BridgeRow | None = None) -> list[CellRow]:
    """The summands of a cell in the order in which the ledger sums them; of the whole, or of `row`.

    Raises KeyError for a column that the whole (or a row) does not have. An opening value that was reported is what is
    known now less the corrections since.
    """
    if column not in (WHOLE_CELLS if row is None else ROW_CELLS):
        raise KeyError(column)
    if column in Ends:
        return list(_value_rows(report, Ends(column), row))
    if row is not None:
        part = part_of_row(report, row)
        items = [each for each in part.bridge.items if each.row == row.key]
        return [_summand(part, each) for each in items if each.column == column]
    of_item = {id(each): part for part in report.parts for each in part.bridge.items}
    items = [each for each in report.bridge.items if each.column == column]
    return [_summand(of_item.get(id(each)) or _part_of_entry(report, each), each) for each in items]


def cell_amount(report: BridgeReport, column: str, row: BridgeRow | None = None) -> Decimal | None:
    """What stands in the cell."""
    whole = report.bridge if row is None else row
    if column in Ends:
        return whole.opening_value if column == Ends.OPENING else whole.closing_value
    return whole.columns[Column(column)]


def part_of_row(report: BridgeReport, row: BridgeRow) -> BridgePart:
    """The portfolio a row belongs to."""
    return next(part for part in report.parts if any(each is row for each in part.bridge.rows))


def row_id(report: BridgeReport, row: BridgeRow) -> str:
    """The row's name in addresses: portfolio, instrument, account and currency, "-" for what it has not."""
    instrument = report.instruments.get(row.key.instrument or 0)
    account = report.accounts.get(row.key.account or 0)
    portfolio = part_of_row(report, row).portfolio
    parts = (portfolio.public_id, instrument and instrument.public_id, account and account.public_id)
    return ".".join([*(str(each or "-") for each in parts), row.key.currency or "-"])


def row_named(report: BridgeReport, name: str) -> BridgeRow | None:
    """The row of this id; None when the bridge has none."""
    return next((row for row in report.bridge.rows if row_id(report, row) == name), None)


def _summand(part: BridgePart | None, item: Item) -> CellRow:
    measure = measure_of(item.basis, item.amount)
    return CellRow(part, item.column, item.kind, item.row, item.entry, item.on, item.amount, measure)


def _part_of_entry(report: BridgeReport, item: Item) -> BridgePart | None:
    """The portfolio of an item that was made for the household: of the booking it names."""
    return next((part for part in report.parts if item.entry in part.entries), None)


def _value_rows(report: BridgeReport, end: Ends, row: BridgeRow | None) -> Iterator[CellRow]:
    """What was held at one end, and what was corrected since where the opening value was reported."""
    parts = report.parts if row is None else (part_of_row(report, row),)
    for part in parts:
        valuation = part.opening if end is Ends.OPENING else part.closing
        for each in _held(part, end, valuation):
            if row is None or each.key == row.key:
                yield each
        for item in part.bridge.items if row is None and end is Ends.OPENING else ():
            if item.column is Column.CORRECTIONS:
                yield CellRow(part, end, item.kind, None, item.entry, item.on, -item.amount, None)


def _held(part: BridgePart, end: Ends, valuation: Valuation) -> Iterator[CellRow]:
    """In the order in which a valuation adds them up."""

    def row(kind: ValueKind, key: RowKey, measure: Measure, entry: int | None = None) -> CellRow:
        amount = Decimal("NaN") if measure.base_value is None else measure.base_value
        return CellRow(part, end, kind, key, entry, valuation.on, amount, measure)

    for each in valuation.holdings:
        held, rate = each.holding, each.rate.value
        local = None if each.market_value is None or not rate else each.market_value / rate
        worth = Measure(
            held.instrument, None, held.quantity, None, None, None, None, local, each.market_value, rate
        )
        yield row(ValueKind.HELD, RowKey(held.instrument, held.account), worth)
    for cash in valuation.balances:
        key = RowKey(None, cash.balance.account, cash.balance.currency)
        yield row(
            ValueKind.CASH, key, _money(key.currency, cash.balance.balance, cash.market_value, cash.rate)
        )
    for due in valuation.receivables:
        income = due.receivable
        worth = _money(income.currency, income.amount, due.market_value, due.rate)
        yield row(ValueKind.DUE, RowKey(income.instrument, income.account), worth, income.entry)
    for each in valuation.holdings:
        if each.accrued_interest:
            key = RowKey(each.holding.instrument, each.holding.account)
            worth = _money(each.rate.base, each.accrued_interest, each.accrued_value, each.rate)
            yield row(ValueKind.ACCRUED, key, worth)


def _money(currency: str | None, amount: Decimal, base_amount: Decimal | None, rate: Rate) -> Measure:
    return Measure(None, currency, None, None, None, None, None, amount, base_amount, rate.value)
