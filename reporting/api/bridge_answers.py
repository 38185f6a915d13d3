"""From a bridge to the JSON of an answer: its cells, each with the address of its items, and the items."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from portfolios.api.answers import missing_rows
from portfolios.api.figures import Digits
from portfolios.bridge_figures import figures_shown
from portfolios.ledger.bridge import Bridge, BridgeRow
from portfolios.models import Transaction
from portfolios.selectors.bridge_cells import (
    ROW_CELLS,
    WHOLE_CELLS,
    CellRow,
    Ends,
    cell_rows,
    part_of_row,
    row_id,
)
from portfolios.selectors.bridge_sources import CellItem, Cited
from portfolios.selectors.bridges import BridgeReport

type Address = Callable[[str, str], str]
"""Where the items of a cell are: by its column and the id of its row ("" for the whole)."""

VALUES: Final = (Ends.OPENING, Ends.CLOSING)


def bridge_answer(report: BridgeReport, digits: Digits, address: Address) -> dict[str, Any]:
    """The bridge with all its rows."""
    return {
        "complete": report.is_complete,
        "state": report.state,
        "missing": missing_rows(report.missing),
        "opening_on": report.bridge.start,
        "closing_on": report.bridge.end,
        **_figures(report.bridge, [str(each) for each in WHOLE_CELLS], digits),
        "items": {str(column): address(column, "") for column in WHOLE_CELLS},
        "rows": [_row(report, row, digits, address) for row in report.bridge.rows],
    }


def _row(report: BridgeReport, row: BridgeRow, digits: Digits, address: Address) -> dict[str, Any]:
    name = row_id(report, row)
    instrument = report.instruments.get(row.key.instrument or 0)
    account = report.accounts.get(row.key.account or 0)
    return {
        "id": name,
        "portfolio": part_of_row(report, row).portfolio.public_id,
        "instrument": instrument.public_id if instrument else None,
        "account": account.public_id if account else None,
        "currency": row.key.currency or (instrument.currency if instrument else None),
        **_figures(row, [str(each) for each in ROW_CELLS], digits),
        "items": {str(column): address(column, name) for column in ROW_CELLS},
    }


def _figures(whole: Bridge | BridgeRow, names: Iterable[str], digits: Digits) -> dict[str, Any]:
    """Each figure; in the minor unit they add up to the last cent, in full they are unrounded."""
    exact: dict[str, Decimal | None] = {
        "opening_value": whole.opening_value,
        "closing_value": whole.closing_value,
        **{column.value: amount for column, amount in whole.columns.items()},
    }
    figures = exact | {"residual": whole.residual}
    if not digits.is_full:
        figures = figures_shown(whole, digits.currency)
    return {name: digits.money(figures[name]) for name in (*names, "residual")}


def summands(report: BridgeReport, column: str, row: BridgeRow | None) -> list[CellRow]:
    """The summands of a cell; of every column when none is named."""
    if column:
        return cell_rows(report, column, row)
    names = [each for each in (WHOLE_CELLS if row is None else ROW_CELLS) if each not in VALUES]
    return [each for name in names for each in cell_rows(report, name, row)]


def item_answers(items: Sequence[CellItem], digits: Digits) -> list[dict[str, Any]]:
    """Items with everything they rest on."""
    return [_item(each, digits) for each in items]


def _item(item: CellItem, digits: Digits) -> dict[str, Any]:
    measure = item.measure
    names = ("cost", "base_cost", "value", "base_value")
    return {
        "column": str(item.column),
        "kind": str(item.kind),
        "on": item.on,
        "amount": digits.money(item.amount),
        "portfolio": item.portfolio.public_id if item.portfolio else None,
        "instrument": item.instrument.public_id if item.instrument else None,
        "account": item.account.public_id if item.account else None,
        "currency": item.currency,
        "transaction": _booking(item.booking),
        "opened_by": _booking(item.opened_by),
        "quantity": digits.number(None if measure is None else measure.quantity),
        "since": None if measure is None else measure.since,
        **{name: digits.number(None if measure is None else getattr(measure, name)) for name in names},
        "price_before": _cited(item.price_before, digits),
        "price_after": _cited(item.price_after, digits),
        "rate_before": _cited(item.rate_before, digits),
        "rate_after": _cited(item.rate_after, digits),
    }


def _booking(booking: Transaction | None) -> dict[str, Any] | None:
    if booking is None:
        return None
    return {
        "id": booking.public_id,
        "type": booking.type,
        "trade_date": booking.trade_date,
        "external_id": booking.external_id or None,
    }


def _cited(cited: Cited | None, digits: Digits) -> dict[str, Any] | None:
    if cited is None:
        return None
    return {
        "value": digits.number(cited.value),
        "on": cited.on,
        "origin": cited.origin.value,
        "observed_on": cited.observed_on,
        "state": cited.state.value if cited.state else None,
        "source": cited.source or None,
        "path": list(cited.path),
        "transaction": _booking(cited.booking),
    }
