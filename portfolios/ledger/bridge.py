"""Why did the value change: the value bridge of a period, by column, by row and by entry, with what it
cannot explain.

opening + contributions − withdrawals + income + realised and unrealised price + fx − fees − taxes +
corrections + residual = closing

No column is computed from the others: each is the sum of its own items (`bridge_items`), and the closing
value comes from a valuation that knows nothing of them. Therefore the residual can be wrong, and is worth
showing.

Over sub-periods flows, income, fees, taxes and the sum of price and fx add up; the split between price and
fx does not, because each period measures both from its own opening.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portfolios.ledger.bridge_items import Column, Item, ItemKind, RowKey, flow_items, items_of
from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import Entry, InstrumentTerms
from portfolios.ledger.fx import RateSource
from portfolios.ledger.lookup import LookupState, worst_state
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.money import largest_remainder, round_money
from portfolios.ledger.positions import Book, fold, net_of_reversals, walk
from portfolios.ledger.pricing import PriceSource
from portfolios.ledger.rows import UNKNOWN, Flow, known, without_internal
from portfolios.ledger.valuation import Valuation, value_book

__all__ = [
    "COLUMNS",
    "ROW_COLUMNS",
    "Bridge",
    "BridgeRow",
    "assembled",
    "bridge_between",
    "bridge_period",
    "combined",
    "correction_items",
    "in_minor_units",
    "row_in_minor_units",
]

ZERO = Decimal(0)
ROW_COLUMNS = (
    Column.NET_INVESTED,
    Column.INCOME,
    Column.REALIZED_PRICE,
    Column.UNREALIZED_PRICE,
    Column.REALIZED_FX,
    Column.UNREALIZED_FX,
    Column.CASH_FX,
    Column.ACCRUED_FX,
    Column.FEES,
    Column.TAXES,
)
"""The columns of a row: what came from other rows or from outside stands in place of the portfolio's flows.
"""
COLUMNS = (Column.CONTRIBUTIONS, Column.WITHDRAWALS, *ROW_COLUMNS[1:], Column.CORRECTIONS)
"""The columns of a portfolio."""


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One instrument in one account, or one currency of a cash account. None is what is not known."""

    key: RowKey
    opening_value: Decimal | None
    columns: Mapping[Column, Decimal | None]
    closing_value: Decimal | None
    residual: Decimal | None


@dataclass(frozen=True, slots=True)
class Bridge:
    """The bridge over (start, end] in `currency`, unrounded.

    `opening_value` is the one last reported where there is one; `corrections` then lead to what is known
    now. Every figure of `columns` is the sum of the `items` of that column; None where one of them is
    unknown, and `missing` says which price or rate would be needed.
    """

    start: date
    end: date
    currency: str
    opening_value: Decimal | None
    columns: Mapping[Column, Decimal | None]
    closing_value: Decimal | None
    residual: Decimal | None
    rows: tuple[BridgeRow, ...]
    items: tuple[Item, ...]
    flows: tuple[Flow, ...]
    state: LookupState
    missing: tuple[Missing, ...]


def bridge_period(
    entries: Iterable[Entry],
    terms: Mapping[int, InstrumentTerms],
    *,
    start: date | None,
    end: date,
    currency: str,
    rates: RateSource,
    prices: PriceSource,
    cost_method: CostMethod = CostMethod.FIFO,
    lot_scope: LotScope = LotScope.PORTFOLIO,
    corrections: Sequence[Item] = (),
) -> Bridge:
    """The bridge of one portfolio over (start, end]; no start: since the day before the first booking.

    Entries reach back to the first one. Without any, everything is 0. See `bridge_between` for the rest.
    """
    listed = net_of_reversals(entries)
    first = min((entry.effective_on for entry in listed), default=end)
    opened_on = start if start is not None else min(first, end) - timedelta(days=1)

    def folded(as_of: date) -> Book:
        return fold(
            listed,
            terms,
            as_of=as_of,
            currency=currency,
            rates=rates,
            prices=prices,
            cost_method=cost_method,
            lot_scope=lot_scope,
        )

    return bridge_between(
        folded(opened_on), folded(end), listed, prices=prices, rates=rates, corrections=corrections
    )


def bridge_between(
    opening: Book,
    closing: Book,
    entries: Iterable[Entry],
    *,
    prices: PriceSource,
    rates: RateSource,
    corrections: Sequence[Item] = (),
) -> Bridge:
    """The bridge from one book of a portfolio to a later one, each at the close of its day.

    Holdings of `opening` enter at their market value; `entries` of the days between lead from there to the
    end, where the sum of their effects is held against the value of `closing`. Neither book is changed.
    `corrections` are those of `correction_items`. Raises ValueError when no day lies between the books.
    """
    start, end = opening.as_of, closing.as_of
    if start is None or end is None or start >= end:
        raise ValueError(f"the period from {start} to {end} holds no day")
    value_then = value_book(opening, start, prices, rates)
    value_now = value_book(closing, end, prices, rates)
    book = opening.opened_at_market(prices, start)
    for _ in walk(book, entries, [end]):
        pass
    items = [*items_of(book, value_then, value_book(book, end, prices, rates)), *corrections]
    missing = dict.fromkeys((*value_then.missing, *value_now.missing, *book.missing))
    return assembled(value_then, value_now, items, book.flows, tuple(missing))


def assembled(
    opening: Valuation,
    closing: Valuation,
    items: Sequence[Item],
    flows: Sequence[Flow] = (),
    missing: tuple[Missing, ...] = (),
) -> Bridge:
    """The bridge that these items make between two valuations; what they leave unexplained is its residual."""
    corrected = _sum(each.amount for each in items if each.column is Column.CORRECTIONS)
    reported = _or_unknown(opening.total) - corrected
    columns = _columns(COLUMNS, items)
    state = worst_state([opening.state, closing.state, *([LookupState.MISSING] if missing else [])])
    return Bridge(
        opening.on,
        closing.on,
        closing.currency,
        known(reported),
        _all_known(columns),
        closing.total,
        known(_residual(reported, columns, closing.total)),
        _rows(opening, closing, items),
        tuple(items),
        tuple(flows),
        state,
        missing,
    )


def _rows(opening: Valuation, closing: Valuation, items: Iterable[Item]) -> tuple[BridgeRow, ...]:
    by_row: dict[RowKey, list[Item]] = defaultdict(list)
    for item in items:
        if item.row is not None and item.column in ROW_COLUMNS:
            by_row[item.row].append(item)
    before, after = _values(opening), _values(closing)
    keys = dict.fromkeys([*before, *after, *by_row])
    rows = []
    for key in sorted(keys, key=lambda key: (key.instrument or 0, key.account or 0, key.currency or "")):
        columns = _columns(ROW_COLUMNS, by_row[key])
        first, last = before.get(key, ZERO), after.get(key, ZERO)
        residual = _residual(first, columns, known(last))
        rows.append(BridgeRow(key, known(first), _all_known(columns), known(last), known(residual)))
    return tuple(rows)


def _values(valuation: Valuation) -> dict[RowKey, Decimal]:
    """The value of each row: holdings with accrued interest and income receivable, and cash."""
    values: dict[RowKey, Decimal] = defaultdict(Decimal)
    for each in valuation.holdings:
        key = RowKey(each.holding.instrument, each.holding.account)
        values[key] += _or_unknown(each.market_value) + _or_unknown(each.accrued_value)
    for due in valuation.receivables:
        key = RowKey(due.receivable.instrument, due.receivable.account)
        values[key] += _or_unknown(due.market_value)
    for cash in valuation.balances:
        values[RowKey(None, cash.balance.account, cash.balance.currency)] += _or_unknown(cash.market_value)
    return values


def combined(bridges: Sequence[Bridge]) -> Bridge:
    """The bridge of a household: the sum of its portfolios', with the moves between them cancelled.

    All are over one period and in one currency, else ValueError. At least one is needed.
    """
    if len({(each.start, each.end, each.currency) for each in bridges}) != 1:
        raise ValueError("the bridges to combine are not over one period in one currency")
    flows = without_internal([flow for each in bridges for flow in each.flows])
    items = [item for each in bridges for item in each.items if item.kind is not ItemKind.FLOW]
    items += flow_items(flows)
    columns = _columns(COLUMNS, items)
    opening = _sum(_or_unknown(each.opening_value) for each in bridges)
    closing = known(_sum(_or_unknown(each.closing_value) for each in bridges))
    return Bridge(
        bridges[0].start,
        bridges[0].end,
        bridges[0].currency,
        known(opening),
        _all_known(columns),
        closing,
        known(_residual(opening, columns, closing)),
        tuple(row for each in bridges for row in each.rows),
        tuple(items),
        tuple(flows),
        worst_state(each.state for each in bridges),
        tuple(dict.fromkeys(missing for each in bridges for missing in each.missing)),
    )


def correction_items(
    then: Iterable[Entry],
    now: Iterable[Entry],
    value: Callable[[Sequence[Entry]], Decimal | None],
    *,
    reported: Decimal,
    on: date,
) -> list[Item]:
    """How the value of day `on` came to differ from the one that was `reported`: one item for each entry
    since.

    `then` are the entries known to the report, `now` those known today; `value` values a set of entries at
    the close of `on` with the prices and rates of today. The entries since are added in the order of their
    ids, so that each item is what its entry changed. What prices and rates changed for the old entries
    comes first, with no entry. Empty when nothing changed. A value that is not known makes the items
    unknown.
    """
    known_then = {entry.id: entry for entry in then}
    since = sorted((each for each in now if each.id not in known_then), key=lambda each: each.id)
    seen = list(known_then.values())
    items: list[Item] = []
    last = reported
    for entry in (None, *since):
        if entry is not None:
            seen.append(entry)
        new = _or_unknown(value(seen))
        if new != last:
            number = None if entry is None else entry.id
            items.append(Item(Column.CORRECTIONS, ItemKind.CORRECTION, None, number, on, new - last))
        last = new
    return items


def in_minor_units(bridge: Bridge) -> dict[str, Decimal] | None:
    """The bridge as it is shown, in the minor unit of its currency: it adds up to the last cent.

    Opening and closing value are rounded as they are on every other page; the cents between them go to the
    largest remainders. The residual is shown like a column. None when a figure is not known.
    """
    return _shown(bridge, COLUMNS, bridge.currency)


def row_in_minor_units(row: BridgeRow, currency: str) -> dict[str, Decimal] | None:
    """A row of a bridge in `currency` as it is shown: it adds up by itself, see `in_minor_units`.

    Rows and portfolio are rounded each on their own, so that shown columns may differ by cents from the sum
    of the shown rows.
    """
    return _shown(row, ROW_COLUMNS, currency)


def _shown(whole: Bridge | BridgeRow, names: Sequence[Column], currency: str) -> dict[str, Decimal] | None:
    if whole.opening_value is None or whole.closing_value is None or whole.residual is None:
        return None
    signed = [column.sign * (whole.columns[column] or ZERO) for column in names]
    opening = round_money(whole.opening_value, currency)
    closing = round_money(whole.closing_value, currency)
    shown = largest_remainder([*signed, whole.residual], currency, total=closing - opening)
    figures = {column.value: column.sign * amount for column, amount in zip(names, shown[:-1], strict=True)}
    return {"opening_value": opening, **figures, "closing_value": closing, "residual": shown[-1]}


def _columns(names: Sequence[Column], items: Iterable[Item]) -> dict[Column, Decimal]:
    sums = dict.fromkeys(names, ZERO)
    for item in items:
        if item.column in sums:
            sums[item.column] += item.amount
    return sums


def _residual(opening: Decimal, columns: Mapping[Column, Decimal], closing: Decimal | None) -> Decimal:
    explained = opening + _sum(column.sign * amount for column, amount in columns.items())
    return _or_unknown(closing) - explained


def _all_known(columns: Mapping[Column, Decimal]) -> dict[Column, Decimal | None]:
    return {column: known(amount) for column, amount in columns.items()}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _or_unknown(figure: Decimal | None) -> Decimal:
    return UNKNOWN if figure is None else figure
