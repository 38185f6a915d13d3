"""Paging by cursor for pages: the cursor names the row to go on from, so that no row is skipped or shown twice."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from tenancy.errors import Malformed

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """The rows of one page; a cursor is empty where there is nothing more in that direction."""

    rows: list[M]
    next_cursor: str = ""
    previous_cursor: str = ""


def page_of[M: Model](
    queryset: QuerySet[M], *, order: Sequence[str], cursor: str = "", size: int = SIZE
) -> Page[M]:
    """One page of `queryset` in `order` (field names, "-" descends), whose last field must be unique.

    Raises `Malformed` for a cursor that is none of ours.
    """
    backwards, values = _read(cursor, len(order)) if cursor else (False, [])
    asked = [_flipped(name) for name in order] if backwards else list(order)
    if values:
        queryset = queryset.filter(_after(asked, values))
    rows = list(queryset.order_by(*asked)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(values))
    return Page(
        rows=rows,
        next_cursor=_written("n", rows[-1], order) if rows and has_next else "",
        previous_cursor=_written("p", rows[0], order) if rows and has_previous else "",
    )


def _flipped(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after `values` in `order`."""
    found, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        lookup = f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}"
        found |= equal & Q(**{lookup: value})
        equal &= Q(**{name.lstrip("-"): value})
    return found


def _written(direction: str, row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps([direction, *values]).encode()).decode()


def _read(cursor: str, count: int) -> tuple[bool, list[Any]]:
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise Malformed from error
    if direction not in {"n", "p"} or len(values) != count or not isinstance(values[-1], int):
        raise Malformed
    if not all(isinstance(value, str) for value in values[:-1]):
        raise Malformed
    return direction == "p", values
