"""Many rows at once: COPY into a temporary table, from which SQL inserts. COPY into a protected table is refused.

It knows no model's meaning; who inserts says what and names the firm.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2.extras import execute_values

from tenancy.scope import tenant_id_current

FEW = 500
"""Rows up to which VALUES is cheaper than a temporary table."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]").search


def stage(name: str, *, like: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Fill the temporary table `name` with `rows`; its columns are those of the table `like`. Returns the number of rows.

    It lives until the end of the transaction; staging the same name again within one replaces it. Values are None,
    bool, int, Decimal, date, str or UUID.
    """
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column) for column in columns)
    text = io.StringIO()
    count = 0
    for row in rows:
        text.write(copy_line(row))
        text.write("\n")
        count += 1
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{quote(name)}")
        cursor.execute(
            f"CREATE TEMP TABLE {quote(name)} ON COMMIT DROP AS SELECT {listed} FROM {quote(like)} WITH NO DATA"  # noqa: S608
        )
        cursor.copy_expert(f"COPY pg_temp.{quote(name)} ({listed}) FROM STDIN", text)
        cursor.execute(f"ANALYZE pg_temp.{quote(name)}")
    return count


def insert_rows(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    on_conflict: str = "",
    returning: str = "",
) -> list[tuple[Any, ...]]:
    """Insert rows of the open firm: a few by VALUES, many by COPY into a temporary table.

    `on_conflict` is what follows these words in SQL. `returning` lists columns whose values are answered; "" answers nothing.
    """
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column) for column in columns)
    tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    tail += f" RETURNING {returning}" if returning else ""
    head = f"INSERT INTO {quote(table)} (tenant_id, {listed}) "
    tenant_id = tenant_id_current()
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            values = [(tenant_id, *row) for row in rows]
            found = execute_values(
                cursor.cursor, f"{head} VALUES %s{tail}", values, page_size=FEW, fetch=bool(returning)
            )
            return list(found or [])
        staged = f"staged_{table}"[:63]
        stage(staged, like=table, columns=columns, rows=rows)
        chosen = f"SELECT %s, {listed} FROM pg_temp.{quote(staged)} ORDER BY 2"  # noqa: S608
        cursor.execute(f"{head} {chosen}{tail}", [tenant_id])
        return list(cursor.fetchall()) if returning else []


def next_ids(table: str, count: int) -> list[int]:
    """`count` fresh ids of a table in rising order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return sorted(row[0] for row in cursor.fetchall())


def copy_line(row: Iterable[Any]) -> str:
    """One row as a line of COPY's text format. Values are None, bool, int, Decimal, date, str or UUID."""
    return "\t".join([_TEXT_OF.get(type(value), _text)(value) for value in row])


def _null(value: None) -> str:
    return "\\N"


def _boolean(value: bool) -> str:
    return "t" if value else "f"


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL(value) else value


def _text(value: Any) -> str:
    """A value of a class of its own, such as a choice."""
    return _escaped(value) if isinstance(value, str) else str(value)


_TEXT_OF: dict[type[Any], Callable[[Any], str]] = {
    type(None): _null,
    bool: _boolean,
    str: _escaped,
    int: int.__repr__,
    Decimal: "{:f}".format,
    date: date.isoformat,
    UUID: str,
}
