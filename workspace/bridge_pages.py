"""What pages about changes show: the figures of a bridge as lines and rows, and the items of a cell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolios.bridge_charts import bridge_pair
from portfolios.bridge_figures import effect_of, effects_shown, summed
from portfolios.bridge_labels import COLUMN_LABELS, KIND_LABELS, RESIDUAL_LABEL, columns_of, label_of
from portfolios.ledger.bridge import BridgeRow
from portfolios.ledger.bridge_items import Column, ItemKind
from portfolios.ledger.lookup import LookupState
from portfolios.selectors.bridge_cells import (
    ROW_CELLS,
    WHOLE_CELLS,
    CellRow,
    Ends,
    cell_amount,
    cell_rows,
    part_of_row,
    row_id,
)
from portfolios.selectors.bridge_sources import CellItem, Cited, Origin, cell_items
from portfolios.selectors.bridges import BridgeReport
from tenancy.figures import day_text, number_text, places_of, quantity_text

type Address = Callable[[str, str], str]
"""Where the items of a cell are: by its column (or group) and its row ("" for the whole)."""

ROW_FIGURES: Final = {
    str(Ends.OPENING): "hide-sm",
    str(Column.NET_INVESTED): "hide-md",
    str(Column.INCOME): "hide-md",
    "price": "",
    "rates": "hide-sm",
    "costs": "hide-md",
    str(Ends.CLOSING): "",
}
"""The columns and groups of the table of rows, and from which width on they are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a table and where what it is made of can be read; `is_move` for a change, not a value."""

    amount: Decimal | None
    url: str = ""
    is_move: bool = True
    css: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table from value to value."""

    label: str
    figure: Figure
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class RowLine:
    """One instrument or cash account: its names, its own page, and its figures from value to value."""

    label: str
    note: str
    url: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: what happened, of what, when, on what it rests, and what it did to the value."""

    item: CellItem
    label: str
    subject: str
    rests_on: tuple[str, ...]
    effect: Decimal | None

    @property
    def is_value(self) -> bool:
        """Part of the value of a day, not of a change."""
        return self.item.column in set(Ends)


def chart_of(report: BridgeReport, row: BridgeRow | None, title: str) -> Any:
    """The waterfall of the whole or of one row."""
    whole = report.bridge if row is None else row
    return bridge_pair(effects_shown(whole, report.bridge.currency), report.bridge.currency, title=title)


def lines_of(report: BridgeReport, row: BridgeRow | None, address: Address) -> list[Line]:
    """From the value at the beginning to that at the end; a correction or a rest is shown when there is one."""
    effects = effects_shown(report.bridge if row is None else row, report.bridge.currency)
    name = "" if row is None else row_id(report, row)
    lines = []
    for column in map(str, WHOLE_CELLS if row is None else ROW_CELLS):
        amount, is_total = effects[column], column in set(Ends)
        if column == Column.CORRECTIONS and amount == 0:
            continue
        figure = Figure(amount, address(column, name), is_move=not is_total)
        lines.append(Line(str(COLUMN_LABELS[column]), figure, is_total=is_total))
    if effects["residual"]:
        lines.insert(len(lines) - 1, Line(str(RESIDUAL_LABEL), Figure(effects["residual"])))
    return lines


def row_lines(report: BridgeReport, address: Address, page: Callable[[str], str]) -> list[RowLine]:
    """Every row in which anything was held or moved: instruments by name, then money."""
    ordered = sorted(report.bridge.rows, key=lambda row: _place(report, row))
    return [_row_line(report, row, address, page) for row in ordered if _is_alive(row)]


def _place(report: BridgeReport, row: BridgeRow) -> tuple[bool, str, str]:
    label, note = row_names(report, row)
    return row.key.instrument is None, label, note


def _is_alive(row: BridgeRow) -> bool:
    figures = (row.opening_value, row.closing_value, *row.columns.values())
    return any(amount is None or amount for amount in figures)


def row_names(report: BridgeReport, row: BridgeRow) -> tuple[str, str]:
    """What a row is of, and beneath it the account, and the portfolio where there are several."""
    instrument = report.instruments.get(row.key.instrument or 0)
    account = report.accounts.get(row.key.account or 0)
    label = instrument.name if instrument else _("Cash %(currency)s") % {"currency": row.key.currency}
    notes = [str(account)] if account else []
    if len(report.parts) > 1:
        notes.append(part_of_row(report, row).portfolio.name)
    return label, " · ".join(notes)


def _row_line(report: BridgeReport, row: BridgeRow, address: Address, page: Callable[[str], str]) -> RowLine:
    effects, name = effects_shown(row, report.bridge.currency), row_id(report, row)
    label, note = row_names(report, row)

    def figure(shown: str, css: str) -> Figure:
        amount = summed([effects[column] for column in columns_of(shown)])
        url = "" if amount == 0 else address(shown, name)
        return Figure(amount, url, is_move=shown not in set(Ends), css=css)

    return RowLine(label, note, page(name), tuple(figure(*each) for each in ROW_FIGURES.items()))


def row_heads() -> list[dict[str, str]]:
    """The heads of the table of rows after its first column."""
    ends = {str(Ends.OPENING): _("Beginning"), str(Ends.CLOSING): _("End")}
    return [{"label": ends.get(name) or label_of(name), "css": css} for name, css in ROW_FIGURES.items()]


def cell_effect(report: BridgeReport, name: str, row: BridgeRow | None) -> Decimal | None:
    """What stands in a cell or a group of cells, unrounded, as it changes the value."""
    return summed([effect_of(each, cell_amount(report, each, row)) for each in columns_of(name)])


def cell_summands(report: BridgeReport, name: str, row: BridgeRow | None) -> list[CellRow]:
    """The summands of a cell or a group of cells; those of exactly nothing are left out."""
    rows = [each for column in columns_of(name) for each in cell_rows(report, column, row)]
    return [each for each in rows if each.amount]


def item_lines(report: BridgeReport, rows: Sequence[CellRow]) -> list[ItemLine]:
    """Summands with everything they rest on."""
    return [_item_line(report, item) for item in cell_items(report, rows)]


def _item_line(report: BridgeReport, item: CellItem) -> ItemLine:
    label = str(KIND_LABELS[item.kind])
    if item.kind == ItemKind.CORRECTION and item.booking is None:
        label = _("Prices and rates that became known later")
    subject = item.instrument.name if item.instrument else str(item.account or "")
    return ItemLine(
        item=item,
        label=label,
        subject=subject,
        rests_on=tuple(_rests_on(report, item)),
        effect=effect_of(item.column, item.amount),
    )


def _rests_on(report: BridgeReport, item: CellItem) -> Iterable[str]:
    """How much of it, and the prices and rates it was measured at, a line for each."""
    size = _size(report, item)
    if size:
        yield size
    if item.price_after is not None:
        words = {"currency": item.currency, "after": cited_words(item.price_after)}
        if item.price_before is not None:
            words["before"] = cited_words(item.price_before)
            yield _("Price in %(currency)s: %(before)s, then %(after)s") % words
        else:
            yield _("Price in %(currency)s: %(after)s") % words
    if item.rate_after is not None:
        pair = f"{item.currency}/{report.bridge.currency}"
        words = {"pair": pair, "after": cited_words(item.rate_after)}
        if item.rate_before is not None:
            words["before"] = cited_words(item.rate_before)
            yield _("Rate %(pair)s: %(before)s, then %(after)s") % words
        else:
            yield _("Rate %(pair)s: %(after)s") % words


def _size(report: BridgeReport, item: CellItem) -> str:
    """The units of an instrument; money where it is in another currency than the bridge."""
    measure, language = item.measure, get_language()
    if measure is None:
        return ""
    if measure.quantity is not None:
        return _("%(quantity)s units") % {"quantity": quantity_text(measure.quantity, language=language)}
    if measure.value is None or item.currency == report.bridge.currency:
        return ""
    amount = number_text(measure.value, places=places_of(item.currency), language=language)
    return f"{amount} {item.currency}"


def cited_words(cited: Cited) -> str:
    """A price or rate with its day and who published it, or that it was dealt, or that it is a mean."""
    language = get_language()
    if cited.value is None:
        return _("not known")
    words = {
        "value": _figure_text(cited.value),
        "day": day_text(cited.observed_on or cited.on, language=language),
        "source": cited.source,
    }
    if cited.origin is Origin.BOOKING:
        return _("%(value)s (dealt on %(day)s)") % words
    if cited.origin is Origin.POOL:
        return _("%(value)s (mean of the lots)") % words
    if cited.state is LookupState.ESTIMATED:
        return _("%(value)s (old: of %(day)s, %(source)s)") % (words | {"source": cited.source or "–"})
    if not cited.source:
        return _("%(value)s (%(day)s)") % words
    return _("%(value)s (%(day)s, %(source)s)") % words


def _figure_text(value: Decimal) -> str:
    return quantity_text(value, language=get_language(), minimum=2, maximum=6)
