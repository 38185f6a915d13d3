"""Keyset paging of pages: a slice of an ordered set, and the marks of the slices before and after it.

A slice costs the same wherever it lies, and rows that come in while somebody reads move nothing.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from tenancy.errors import Malformed

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Slice[M: Model]:
    """Some rows in their order; `newer` and `older` mark what lies before and after, "" where there is nothing."""

    rows: Sequence[M]
    newer: str = ""
    older: str = ""


def slice_of[M: Model](
    queryset: QuerySet[M], *, ordering: Sequence[str], mark: str = "", size: int = PAGE_SIZE
) -> Slice[M]:
    """At most `size` rows of `queryset` in `ordering` (the last of which must be unique), as seen from `mark`.

    `mark` is one that an earlier slice gave, "" for the first; another raises `Malformed`.
    """
    backwards, values = _read(mark, len(ordering)) if mark else (False, None)
    order = [_turned(name) for name in ordering] if backwards else list(ordering)
    found = queryset.order_by(*order)
    if values is not None:
        found = found.filter(_beyond(order, values))
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_newer, has_older = (more, True) if backwards else (bool(mark), more)
    return Slice(
        rows,
        newer=_mark("b", rows[0], ordering) if rows and has_newer else "",
        older=_mark("a", rows[-1], ordering) if rows and has_older else "",
    )


def slice_links(found: Slice[Any], *, query: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the slices before and after, for `includes/pagination.html`; `query` is what else was asked."""
    kept = {name: value for name, value in query.items() if value and name != "mark"}
    return {
        name: f"?{urlencode({**kept, 'mark': mark})}" if mark else ""
        for name, mark in (("previous_url", found.newer), ("next_url", found.older))
    }


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after `values` in `order`: (a < x) or (a = x and b < y) and so on."""
    steps = []
    for place, name in enumerate(order):
        same = {each.lstrip("-"): value for each, value in zip(order[:place], values, strict=False)}
        side = "lt" if name.startswith("-") else "gt"
        steps.append(Q(**same, **{f"{name.lstrip('-')}__{side}": values[place]}))
    return reduce(Q.__or__, steps)


def _mark(side: str, row: Model, ordering: Sequence[str]) -> str:
    values = [side, *(str(getattr(row, name.lstrip("-"))) for name in ordering)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(mark: str, count: int) -> tuple[bool, list[str]]:
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except ValueError as error:
        raise Malformed from error
    if not isinstance(values, list) or len(values) != count + 1 or values[0] not in ("a", "b"):
        raise Malformed
    return values[0] == "b", [str(value) for value in values[1:]]
