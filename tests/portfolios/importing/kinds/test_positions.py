"""Opening positions and custodians' lists: an instrument with units, or cash with an amount."""

from decimal import Decimal
from typing import Any

import pytest

from portfolios.importing.columns import FileKind
from portfolios.importing.kinds import CUSTODIAN_POSITIONS, OPENING_POSITIONS
from portfolios.importing.messages import Code, RowError
from portfolios.importing.parse import parse
from portfolios.importing.rows import CustodianPositionRow, OpeningPositionRow

OPENING = "portfolio,on,isin,currency,quantity,acquired_on,cost,fx_rate,amount\n"
CUSTODIAN = "account,as_of,isin,currency,quantity,amount\n"


def problems(source: str, kind: FileKind[Any]) -> list[tuple[str, Code]]:
    return [(item.field, item.code) for item in parse(source.encode(), kind) if isinstance(item, RowError)]


def test_lots_and_cash_of_a_client_who_arrives() -> None:
    lines = (
        "P1,2022-01-03,US0378331005,USD,60,2019-03-01,10482.60,0.8786,\n"
        "P1,2022-01-03,US0378331005,USD,40,2020-05-04,2912.00,0.9150,\n"
        "P1,2022-01-03,,EUR,,,,,-12.50\n"
    )
    rows = [
        row
        for row in parse((OPENING + lines).encode(), OPENING_POSITIONS)
        if isinstance(row, OpeningPositionRow)
    ]
    assert [(row.quantity, row.cost, row.amount) for row in rows] == [
        (Decimal(60), Decimal("10482.60"), None),
        (Decimal(40), Decimal("2912.00"), None),
        (None, None, Decimal("-12.50")),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("P1,2022-01-03,US0378331005,USD,,,,,", [("quantity", Code.VALUE_MISSING)]),
        ("P1,2022-01-03,,USD,5,,,,", [("isin", Code.INSTRUMENT_MISSING)]),
        ("P1,2022-01-03,,,,,,,", [("currency", Code.VALUE_MISSING), ("amount", Code.VALUE_MISSING)]),
        ("P1,2022-01-03,US0378331005,USD,5,2019-03-01,,,", [("cost", Code.VALUE_NOT_TOGETHER)]),
        ("P1,2022-01-03,US0378331005,USD,5,,5.25,,", [("acquired_on", Code.VALUE_NOT_TOGETHER)]),
    ],
)
def test_what_an_opening_line_lacks(line: str, expected: list[tuple[str, Code]]) -> None:
    assert problems(f"{OPENING}{line}\n", OPENING_POSITIONS) == expected


def test_a_custodians_list() -> None:
    lines = "C1,2022-12-28,US0378331005,USD,-5,\nC2,2022-12-28,,EUR,,-250.75\n"
    rows = [
        row
        for row in parse((CUSTODIAN + lines).encode(), CUSTODIAN_POSITIONS)
        if isinstance(row, CustodianPositionRow)
    ]
    assert [(row.account, row.quantity, row.amount) for row in rows] == [
        ("C1", Decimal(-5), None),
        ("C2", None, Decimal("-250.75")),
    ]
    assert problems(f"{CUSTODIAN}C1,2022-12-28,,EUR,,\n", CUSTODIAN_POSITIONS) == [
        ("amount", Code.VALUE_MISSING)
    ]
