"""The kinds of files Limpid reads, each declared as data, and the template file of each."""

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

from portfolios.importing.columns import FileKind
from portfolios.importing.kinds.market import FX_RATES, INSTRUMENTS, PRICES
from portfolios.importing.kinds.positions import CUSTODIAN_POSITIONS, OPENING_POSITIONS
from portfolios.importing.kinds.transactions import TRANSACTIONS

KINDS: Final[Mapping[str, FileKind[Any]]] = {
    kind.code: kind
    for kind in (TRANSACTIONS, PRICES, FX_RATES, OPENING_POSITIONS, CUSTODIAN_POSITIONS, INSTRUMENTS)
}


def template_csv(kind: FileKind[Any], *, language: str = "en") -> bytes:
    """A file to start from: the header line and example lines, UTF-8 with mark so that spreadsheets open it.

    The header has the columns' names, or for "zh-hans" their Chinese titles. Reading it back gives no error.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    chinese = language.lower().startswith("zh")
    writer.writerow(column.chinese if chinese else column.name for column in kind.columns)
    writer.writerows([example.get(column.name, "") for column in kind.columns] for example in kind.examples)
    return buffer.getvalue().encode("utf-8-sig")


__all__ = [
    "CUSTODIAN_POSITIONS",
    "FX_RATES",
    "INSTRUMENTS",
    "KINDS",
    "OPENING_POSITIONS",
    "PRICES",
    "TRANSACTIONS",
    "template_csv",
]
