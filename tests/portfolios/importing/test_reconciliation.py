"""Book against custodian."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portfolios.importing.reconciliation import (
    CashLine,
    Difference,
    DifferenceKind,
    Holdings,
    PositionLine,
    reconcile,
)


def position(account: str, instrument: str, quantity: str) -> PositionLine[str]:
    return PositionLine(account, instrument, Decimal(quantity))


def cash(account: str, currency: str, balance: str) -> CashLine:
    return CashLine(account, currency, Decimal(balance))


def test_a_hundred_in_the_book_against_ninety_is_a_break_of_ten() -> None:
    found = reconcile(
        Holdings(positions=(position("C1", "AAPL", "100"),)),
        Holdings(positions=(position("C1", "AAPL", "90"),)),
    )
    assert found == [
        Difference(
            DifferenceKind.POSITION_DIFFERS, "C1", "AAPL", None, Decimal(100), Decimal(90), Decimal(10)
        )
    ]


def test_absent_lines_are_missing_and_not_zero() -> None:
    book = Holdings(positions=(position("C1", "AAPL", "5"),), cash=(cash("K1", "EUR", "7.50"),))
    external = Holdings(positions=(position("C1", "MSFT", "3"),), cash=(cash("K1", "USD", "-1.25"),))
    assert [
        (
            item.kind.value,
            item.instrument,
            item.currency,
            item.book_quantity,
            item.external_quantity,
            item.difference,
        )
        for item in reconcile(book, external)
    ] == [
        ("position_not_at_custodian", "AAPL", None, Decimal(5), None, Decimal(5)),
        ("position_not_in_book", "MSFT", None, None, Decimal(3), Decimal(-3)),
        ("cash_not_at_custodian", None, "EUR", Decimal("7.50"), None, Decimal("7.50")),
        ("cash_not_in_book", None, "USD", None, Decimal("-1.25"), Decimal("1.25")),
    ]


def test_the_smallest_difference_counts() -> None:
    [found] = reconcile(
        Holdings[str](cash=(cash("K1", "EUR", "100.00"),)), Holdings[str](cash=(cash("K1", "EUR", "99.99"),))
    )
    assert (found.kind, found.difference) == (DifferenceKind.CASH_DIFFERS, Decimal("0.01"))
    [found] = reconcile(
        Holdings(positions=(position("C1", "FUND", "1.00000001"),)),
        Holdings(positions=(position("C1", "FUND", "1"),)),
    )
    assert found.difference == Decimal("0.00000001")


def test_lots_of_one_position_add_up_and_zero_agrees_with_nothing() -> None:
    book = Holdings(
        positions=(position("C1", "AAPL", "60"), position("C1", "AAPL", "40"), position("C1", "OLD", "0")),
    )
    assert reconcile(book, Holdings(positions=(position("C1", "AAPL", "100.00"),))) == []


def test_the_same_instrument_on_another_account_is_another_position() -> None:
    found = reconcile(
        Holdings(positions=(position("C1", "AAPL", "10"),)),
        Holdings(positions=(position("C2", "AAPL", "10"),)),
    )
    assert [(item.account, item.difference) for item in found] == [("C1", Decimal(10)), ("C2", Decimal(-10))]


amounts = st.decimals(min_value=-1000, max_value=1000, places=4)
lines = st.lists(st.builds(PositionLine, st.sampled_from("AB"), st.sampled_from("XYZ"), amounts), max_size=8)


@given(lines, lines)
def test_a_difference_is_what_must_be_booked_to_agree(
    ours: list[PositionLine[str]], theirs: list[PositionLine[str]]
) -> None:
    external = Holdings(tuple(theirs))
    found = reconcile(Holdings(tuple(ours)), external)
    corrections = [PositionLine(item.account, str(item.instrument), -item.difference) for item in found]
    assert reconcile(Holdings((*ours, *corrections)), external) == []
    mirrored = reconcile(external, Holdings(tuple(ours)))
    assert [item.difference for item in mirrored] == [-item.difference for item in found]
