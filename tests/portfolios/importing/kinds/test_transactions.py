"""What a transaction of each type needs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portfolios.importing.kinds.transaction_columns import TYPES
from portfolios.importing.kinds.transactions import check
from portfolios.importing.messages import Code
from portfolios.importing.rows import LotRow, TransactionRow

ONE = Decimal(1)
EMPTY = TransactionRow._make([None] * len(TransactionRow._fields))._replace(
    line=2, portfolio="P1", trade_date=date(2022, 1, 4)
)


def lacking(**fields: Any) -> list[str]:
    problems = check(EMPTY._replace(**fields))
    assert {code for _, code, _ in problems} <= {Code.VALUE_MISSING_FOR_TYPE}
    return [name for name, _, _ in problems]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("buy", ["isin", "quantity", "price", "currency", "amount"]),
        ("sell", ["isin", "quantity", "price", "currency", "amount"]),
        ("deposit", ["currency", "amount"]),
        ("withdrawal", ["currency", "amount"]),
        ("transfer_in", ["currency", "amount"]),
        ("transfer_out", ["currency", "amount"]),
        ("dividend", ["isin", "currency", "amount"]),
        ("interest", ["currency", "amount"]),
        ("interest_charge", ["currency", "amount"]),
        ("coupon", ["isin", "currency", "amount"]),
        ("fee", ["currency", "amount"]),
        ("fee_refund", ["currency", "amount"]),
        ("tax", ["currency", "amount"]),
        ("tax_refund", ["currency", "amount"]),
        ("fx", ["currency", "amount", "counter_currency", "counter_amount"]),
        ("split", ["isin", "ratio"]),
        ("stock_dividend", ["isin"]),
        ("spin_off", ["isin", "related_isin"]),
        ("merger", ["isin"]),
        ("redemption", ["isin", "quantity", "price", "currency", "amount"]),
        ("return_of_capital", ["isin", "currency", "amount"]),
    ],
)
def test_an_empty_line_of_each_type(kind: str, fields: list[str]) -> None:
    assert lacking(type=kind) == fields


def test_all_types_are_covered() -> None:
    for kind in TYPES:
        check(EMPTY._replace(type=kind))


def test_a_symbol_is_as_good_as_an_isin() -> None:
    assert lacking(type="dividend", symbol="AAPL", currency="USD", amount=ONE) == []
    assert lacking(type="spin_off", symbol="AAPL", related_symbol="NEW") == []


def test_a_transfer_with_an_instrument_is_in_kind() -> None:
    assert lacking(type="transfer_in", isin="US0378331005") == ["quantity"]
    assert lacking(type="transfer_in", quantity=ONE) == ["isin"]
    assert lacking(type="transfer_out", currency="EUR", amount=ONE) == []


def test_contradictions() -> None:
    deposit = EMPTY._replace(type="deposit", currency="EUR", amount=ONE)
    [problem] = check(deposit._replace(settlement_date=date(2022, 1, 3)))
    assert problem[:2] == ("settlement_date", Code.SETTLES_BEFORE_TRADE)
    exchange = deposit._replace(type="fx", counter_currency="EUR", counter_amount=ONE)
    assert check(exchange) == [("counter_currency", Code.CURRENCIES_EQUAL, {"value": "EUR"})]
    moved = deposit._replace(
        type="transfer_in",
        symbol="AAPL",
        quantity=Decimal("2.5"),
        lots=(LotRow(ONE, date(2020, 1, 1), ONE, None), LotRow(ONE, date(2020, 1, 2), ONE, None)),
    )
    assert check(moved) == [("lots", Code.LOTS_DO_NOT_SUM, {"sum": "2", "quantity": "2.5"})]
