"""Pages by key: a cursor names the last row that was shown, so that rows written meanwhile shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from tenancy.errors import FieldError, Malformed

LIMIT_DEFAULT, LIMIT_MAX = 100, 500


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows, and the address of those that follow (None on the last page)."""

    rows: list[T]
    next: str | None


def limit_of(request: Request) -> int:
    """`?limit=`: 100 unless told, never more than 500; `Malformed` when it is no positive number."""
    text = request.query_params.get("limit", "")
    if not text:
        return LIMIT_DEFAULT
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise _malformed("limit", _("A limit is a whole number greater than zero."))
    return min(int(text[:9]), LIMIT_MAX)


def page_of_rows[M: Model](
    request: Request, queryset: QuerySet[M], *, ordering: Sequence[str] = ("id",)
) -> Page[M]:
    """One page of `queryset` by `ordering`, whose fields together are unique and never null; "-" means falling."""
    limit = limit_of(request)
    after = _cursor_of(request, len(ordering))
    rows = queryset.order_by(*ordering)
    if after is not None:
        rows = rows.filter(_following(ordering, after))
    found = list(rows[: limit + 1])
    names = [name.removeprefix("-") for name in ordering]
    return _page(request, found, limit, lambda row: [getattr(row, name) for name in names])


def page_of_list[T](request: Request, rows: Sequence[T], *, key: Callable[[T], date]) -> Page[T]:
    """One page of rows that are computed, in the rising order of their days."""
    limit = limit_of(request)
    after = _cursor_of(request, 1)
    left = rows if after is None else [row for row in rows if key(row).isoformat() > str(after[0])]
    return _page(request, list(left[: limit + 1]), limit, lambda row: [key(row)])


def page_of_sequence[T](request: Request, rows: Sequence[T]) -> Page[T]:
    """One page of rows that are computed and always come in the same order; the cursor is a place among them."""
    limit = limit_of(request)
    after = _cursor_of(request, 1) or [0]
    if not isinstance(after[0], int) or after[0] < 0:
        raise _malformed("cursor", _("This cursor was not given by an earlier answer."))
    found = list(enumerate(rows))[after[0] : after[0] + limit + 1]
    page = _page(request, found, limit, lambda each: [each[0] + 1])
    return Page([row for _place, row in page.rows], page.next)


def _page[T](request: Request, found: list[T], limit: int, key: Callable[[T], list[Any]]) -> Page[T]:
    if len(found) <= limit:
        return Page(found, None)
    rows = found[:limit]
    cursor = base64.urlsafe_b64encode(json.dumps(list(map(_plain, key(rows[-1])))).encode()).decode()
    return Page(rows, replace_query_param(request.build_absolute_uri(), "cursor", cursor))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _cursor_of(request: Request, length: int) -> list[Any] | None:
    text = request.query_params.get("cursor", "")
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode()))
        is_sound = isinstance(values, list) and len(values) == length
    except (ValueError, binascii.Error):
        is_sound = False
    if not is_sound or not all(isinstance(value, str | int) for value in values):
        raise _malformed("cursor", _("This cursor was not given by an earlier answer."))
    return list(values)


def _following(ordering: Sequence[str], after: Sequence[Any]) -> Q:
    """Rows behind the last one shown: greater in the first field, or equal there and greater in the next."""
    following, equal = Q(), Q()
    for name, value in zip(ordering, after, strict=True):
        column = name.removeprefix("-")
        following |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{column: value})
    return following


def _malformed(name: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors=[FieldError(f"/{name}", "invalid", sentence)])
