"""Staging: every kind of value arrives as it was, and the table is gone with the transaction."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from portfolios.models import Transaction
from portfolios.services.staging import next_ids, stage
from tenancy.models import Tenant

COLUMNS = ("id", "note", "amount", "trade_date", "is_external", "fx_rate")


def staged() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, note, amount, trade_date, is_external, fx_rate FROM pg_temp.s ORDER BY id")
        return list(cursor.fetchall())


def test_values_arrive_as_they_were(scope: Tenant) -> None:
    rows = [
        (1, "tab\there", Decimal("1.5"), date(2022, 1, 3), True, None),
        (
            2,
            "line\nbreak \\N and \\ 中文",
            Decimal("1E+3"),
            date(2022, 1, 4),
            False,
            Decimal("0.000000000001"),
        ),
        (3, "", None, None, None, None),
    ]
    assert stage("s", like=Transaction._meta.db_table, columns=COLUMNS, rows=rows) == 3
    assert staged() == rows


def test_staging_again_replaces(scope: Tenant) -> None:
    for note in ("first", "second"):
        row = (1, note, None, None, None, None)
        stage("s", like=Transaction._meta.db_table, columns=COLUMNS, rows=[row])
    assert [row[1] for row in staged()] == ["second"]


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_ids_are_fresh_and_rising(scope: Tenant, count: int) -> None:
    first = next_ids(Transaction._meta.db_table, count)
    second = next_ids(Transaction._meta.db_table, count)
    assert first == sorted(set(first))
    assert len(first) == count
    assert all(one < two for one, two in zip(first, second, strict=True))
