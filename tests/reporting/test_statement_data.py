"""The frozen value."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reporting.statement_data import (
    AccountBlock,
    AllocationLine,
    AmountLine,
    CashLine,
    ChangeBlock,
    FirmBlock,
    HoldingLine,
    MissingLine,
    PerformanceBlock,
    PeriodBlock,
    ReceivableLine,
    SeriesPoint,
    StatementData,
    TransactionLine,
    canonical,
    data_hash,
    from_json,
    to_json,
)


def sample() -> StatementData:
    """A statement with a row in every block, an unpriced holding among them."""
    return StatementData(
        firm=FirmBlock("Alpha Wealth S.A.", "", "", "Europe/Luxembourg"),
        account=AccountBlock(
            "Anna 王", "C1", "Family", "P1", "00000000-0000-0000-0000-000000000001", "EUR", "discretionary", 2, "EU", "fifo", "end"
        ),
        period=PeriodBlock("quarterly", date(2021, 3, 31), date(2021, 6, 30), datetime(2021, 7, 1, 6, tzinfo=UTC), "incomplete"),
        language="zh-hans",
        change=ChangeBlock(
            Decimal("1000.00"), Decimal("1046.90"), Decimal("-3.10"), Decimal(10), Decimal(11),
            (AmountLine("contributions", Decimal(50), Decimal("50.00")), AmountLine("price", Decimal("-3.10"), None)),
        ),
        performance=PerformanceBlock(
            Decimal("0.0123"), None, Decimal("0.0125"), None, None, Decimal("-0.01"), None, date(2020, 1, 1), "S&P 500",
            {"money_weighted_return": "no_sign_change"},
        ),
        holdings=(
            HoldingLine(
                "Unlisted", "", "other", "D1", Decimal("2.5"), "USD", None, None, "missing", "", None, None, None, None, None, None
            ),
        ),
        cash=(CashLine("K1", "EUR", Decimal("10.00"), Decimal("11.00"), Decimal(1), Decimal("11.00")),),
        allocation=(AllocationLine("equity", None, Decimal("0.5"), Decimal("0.4"), Decimal("0.6")),),
        receivables=(
            ReceivableLine("Fund", date(2021, 6, 29), date(2021, 7, 5), "USD", Decimal(3), Decimal("0.84"), Decimal("2.52")),
        ),
        transactions=(
            TransactionLine(
                date(2021, 4, 1), date(2021, 4, 1), "deposit", "", None, None, "", "EUR", Decimal(50), "", None, None, None, None,
                False, "",
            ),
        ),
        fees=(AmountLine("management", Decimal("0.504"), Decimal("0.50")),),
        income=(AmountLine("interest", Decimal("1.25"), Decimal("1.25")),),
        series=(SeriesPoint(date(2021, 6, 30), None, Decimal("0.01"), None),),
        missing=(MissingLine("Unlisted", "price_missing", None),),
    )  # fmt: skip


def test_json_comes_back_to_the_digit() -> None:
    assert from_json(to_json(sample())) == sample()
    assert str(from_json(to_json(sample())).change.opening_value) == "1000.00"


def test_none_stays_none_and_is_never_zero() -> None:
    assert to_json(sample())["holdings"][0]["market_value"] is None


def test_the_hash_is_of_the_content_alone() -> None:
    assert data_hash(sample()) == data_hash(sample())
    changed = dataclasses.replace(sample(), language="en")
    assert data_hash(changed) != data_hash(sample())


def test_the_moment_of_asking_is_not_part_of_the_hash() -> None:
    later = dataclasses.replace(sample().period, known_at=datetime(2022, 1, 1, tzinfo=UTC))
    assert data_hash(dataclasses.replace(sample(), period=later)) == data_hash(sample())


def test_the_canonical_form_is_utf8() -> None:
    assert "王".encode() in canonical(sample())


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample().language = "en"  # type: ignore[misc]
