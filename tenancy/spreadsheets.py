"""Tables as CSV that a spreadsheet opens without running anything that stands in them.

Numbers stay numbers. A text that a spreadsheet would take for a formula (OWASP "CSV injection") gets an
apostrophe in front, which the reader of files takes off again.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TextIO
from uuid import UUID

type Cell = str | int | Decimal | date | datetime | UUID | bool | None

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK: Final = "\ufeff"


def safe_text(text: str) -> str:
    """The text as a cell that is shown and never run; blanks before a formula do not hide it."""
    dangerous = text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{text}" if dangerous else text


def cell_text(value: Cell) -> str:
    """One value as text: numbers plain without exponent, days and times ISO 8601, yes and no as true and
    false.

    None is empty: missing is not zero. Raises TypeError for anything else, binary floats among them.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return safe_text(value)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case int() | UUID():
            return str(value)
        case date():
            return value.isoformat()
    raise TypeError(f"no cell for {type(value).__name__} {value!r}")


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write header and rows to a text stream opened with newline="", row by row; gives the number of rows.

    The stream begins with the UTF-8 mark, by which spreadsheets know the encoding. Raises ValueError for a
    row that is not as long as the header.
    """
    stream.write(MARK)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in header])
    count = 0
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"row {count + 1} has {len(row)} cells, the header {len(header)}")
        writer.writerow([cell_text(value) for value in row])
        count += 1
    return count
