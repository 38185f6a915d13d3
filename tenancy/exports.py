"""What a list shows as a file to keep: the rows that its filters choose, in its order, all pages of them."""

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tenancy.clock import business_date
from tenancy.errors import RuleRefused
from tenancy.pages import PageRequest
from tenancy.spreadsheets import Cell, write_csv

LARGEST: Final = 50_000
"""Rows of one file; a larger table is for the interface for programs."""


def csv_answer(
    request: PageRequest, *, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The table as CSV under `name` and the business date: UTF-8 with its mark, a decimal point, ISO days, None empty.

    Amounts lose the zeros their column stores beyond the last digit that counts. `RuleRefused` beyond `LARGEST` rows.
    """
    text = io.StringIO(newline="")
    write_csv(text, header, _within(rows))
    filename = f"{name}-{business_date(request.actor.tenant).isoformat()}.csv"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=filename) or "",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(text.getvalue().encode(), content_type="text/csv; charset=utf-8", headers=headers)


def _within(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Cell]]:
    found = iter(rows)
    for row in islice(found, LARGEST):
        yield [_trimmed(cell) for cell in row]
    if next(found, None) is not None:
        raise RuleRefused(
            _("The table has more than %(limit)s rows; narrow its filters.") % {"limit": LARGEST}
        )


def _trimmed(cell: Cell) -> Cell:
    """A number without zeros at the end of its decimals."""
    if not isinstance(cell, Decimal) or not cell.is_finite():
        return cell
    whole = cell.to_integral_value()
    return whole if cell == whole else cell.normalize()
