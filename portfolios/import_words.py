"""The preview of a file in words: how it was understood to be written, what its columns mean, what its cells hold.

Chosen in the active language. What is wrong with a file is said by `portfolios.import_messages`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolios.choices import FileDateOrder, FileDecimalMark, FileDelimiter
from portfolios.importing.columns import Column, FileKind
from portfolios.selectors.imports import HeaderMatch, PreviewRow, Written
from tenancy.figures import day_text, quantity_text

ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class WrittenFact:
    """One thing about how the file is written; `is_declared` when the person who uploaded stated it."""

    label: str
    value: str | Promise
    is_declared: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the preview: its title in the page's language, its name, and whether figures stand in it."""

    title: str
    name: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class CellWords:
    """A value of the preview as it was understood; "" for an empty cell."""

    text: str
    is_number: bool


def written_facts(written: Written) -> list[WrittenFact]:
    """How the file is written, in the order of the form that can state it."""
    mark = FileDecimalMark(written.decimal_mark).label if written.decimal_mark else _("No number shows it")
    order = (
        FileDateOrder(written.date_order).label if written.date_order else _("Every date is clear by itself")
    )
    found = (
        ("encoding", _("Encoding"), ENCODINGS.get(written.encoding, written.encoding)),
        ("delimiter", _("Columns are separated by"), FileDelimiter(written.delimiter).label),
        ("decimal_mark", _("Decimal mark"), mark),
        ("date_order", _("Order of dates"), order),
    )
    return [WrittenFact(label, value, name in written.declared) for name, label, value in found]


def header_words(header: Iterable[HeaderMatch], kind: FileKind[Any]) -> list[tuple[str, str]]:
    """Every header cell with the title of the column it means; "" for one that is not read."""
    return [(cell.text, column_title(kind.column(cell.column)) if cell.column else "") for cell in header]


def headings(columns: Iterable[str], kind: FileKind[Any]) -> list[Heading]:
    """The columns of the preview's rows."""
    found = [kind.column(name) for name in columns]
    return [Heading(column_title(each), each.name, each.parser.sort == "number") for each in found]


def column_title(column: Column) -> str:
    """A column's title in the active language."""
    return column.chinese if (get_language() or "").startswith("zh") else column.title


def row_words(row: PreviewRow) -> list[CellWords]:
    """The cells of one line: figures and days in the page's language, so that a misreading shows."""
    return [_cell(value) for value in row.values]


def _cell(value: Any) -> CellWords:
    language = get_language()
    match value:
        case None:
            return CellWords("", is_number=False)
        case bool():
            return CellWords(_("yes") if value else _("no"), is_number=False)
        case Decimal():
            return CellWords(quantity_text(value, language=language, maximum=12), is_number=True)
        case date():
            return CellWords(day_text(value, language=language), is_number=False)
        case tuple():
            return CellWords("; ".join(" ".join(map(_part, lot)) for lot in value), is_number=False)
    return CellWords(str(value), is_number=False)


def _part(value: Any) -> str:
    return "" if value is None else _cell(value).text
