"""A cell of a bridge opened into its summands."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from portfolios.ledger.bridge_items import Column, ItemKind
from portfolios.selectors.bridge_cells import (
    ROW_CELLS,
    WHOLE_CELLS,
    CellRow,
    Ends,
    ValueKind,
    cell_amount,
    cell_rows,
    part_of_row,
)
from portfolios.selectors.bridges import BridgeReport, bridge_of
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument
from tests.portfolios.selectors.bridge_books import dollar_book, priced

D = Decimal


def everything(scope: Tenant) -> BookBuilder:
    """Shares in two currencies, a bond, cash in both, income on its way, fees and a tax."""
    book, share = dollar_book(scope)
    dollars = book.cash_account("USD")
    bond = make_instrument(
        "Bond",
        price_factor=D("0.01"),
        coupon_rate=D("0.036"),
        coupon_frequency=1,
        day_count="30/360",
        issued_on=day("2019-06-30"),
        matures_on=day("2029-06-30"),
    )
    priced(bond, ("2020-01-02", "101"), ("2020-01-20", "102"))
    book.book("deposit", "2020-01-02", amount="20000")
    in_dollars: dict[str, Any] = {"instrument": share, "currency": "USD", "cash_account": dollars}
    book.book("buy", "2020-01-02", instrument=bond, quantity="10000", price="101", amount="10100")
    book.book("deposit", "2020-01-03", amount="500", currency="USD", cash_account=dollars)
    book.book("sell", "2020-01-14", quantity="40", price="108", amount="4315", fee="5", **in_dollars)
    book.book("dividend", "2020-01-30", amount="85", tax="15", ex_date="2020-01-20", **in_dollars)
    book.book("fee", "2020-01-15", amount="33.33", fee_kind="management")
    return book


def asked(scope: Tenant, *books: BookBuilder, **more: Any) -> BridgeReport:
    return bridge_of(
        tenant=scope,
        portfolios=[book.portfolio for book in books],
        after=day("2020-01-06"),
        until=day("2020-01-23"),
        currency="EUR",
        **more,
    )


def summed(rows: list[CellRow]) -> Decimal:
    return sum((row.amount for row in rows), D(0))


def test_every_cell_is_the_sum_of_its_rows(scope: Tenant) -> None:
    report = asked(scope, everything(scope))
    assert report.bridge.residual == 0
    for column in WHOLE_CELLS:
        assert summed(cell_rows(report, column)) == cell_amount(report, column), column
    for row in report.bridge.rows:
        for column in ROW_CELLS:
            difference = summed(cell_rows(report, column, row)) - (cell_amount(report, column, row) or D(0))
            assert abs(difference) < D("1e-20"), (row, column)


def test_a_value_is_made_of_what_was_held(scope: Tenant) -> None:
    rows = cell_rows(asked(scope, everything(scope)), Ends.CLOSING)
    held = {(row.kind, row.amount) for row in rows}
    assert {row.kind for row in rows} == set(ValueKind)
    assert (ValueKind.HELD, D(60) * 95 * D("0.95")) in held
    assert (ValueKind.DUE, D(85) * D("0.95")) in held
    assert (ValueKind.ACCRUED, D(203)) in held, "30/360: 203 days of 3.6 per cent on 10,000"


def test_a_summand_keeps_its_booking_and_its_measure(scope: Tenant) -> None:
    report = asked(scope, everything(scope))
    [sold] = cell_rows(report, Column.REALIZED_PRICE)
    assert sold.kind == ItemKind.DISPOSAL
    assert sold.part is report.parts[0]
    assert report.parts[0].entries[sold.entry or 0].type == "sell"
    assert sold.measure is not None
    assert sold.measure.unit_prices(D(1)) == (D(100), D(108))
    assert sold.amount == 40 * 8 * D("0.85")


def test_a_cell_that_there_is_not(scope: Tenant) -> None:
    report = asked(scope, everything(scope))
    for column, row in (
        ("residual", None),
        ("net_invested", None),
        ("contributions", report.bridge.rows[0]),
    ):
        with pytest.raises(KeyError):
            cell_rows(report, column, row)


def test_a_household_s_cells_know_their_portfolio(scope: Tenant) -> None:
    first = everything(scope)
    second = BookBuilder()
    second.book("deposit", "2020-01-10", amount="70")
    report = asked(scope, first, second)
    [came] = cell_rows(report, Column.CONTRIBUTIONS)
    assert came.part is report.parts[1], "a flow that was made anew for the household"
    for row in report.bridge.rows:
        assert row in part_of_row(report, row).bridge.rows
    assert summed(cell_rows(report, Ends.OPENING)) == report.bridge.opening_value


def test_a_reported_opening_is_what_was_held_less_what_was_corrected(scope: Tenant) -> None:
    book = BookBuilder()
    reported = timezone.now() + timedelta(minutes=1)
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("fee", "2020-01-03", amount="10", created_at=reported + timedelta(minutes=1))
    report = asked(scope, book, reported={book.portfolio.pk: reported})
    rows = cell_rows(report, Ends.OPENING)
    assert [(row.kind, row.amount) for row in rows] == [
        (ValueKind.CASH, D(990)),
        (ItemKind.CORRECTION, D(10)),
    ]
    assert cell_amount(report, Ends.OPENING) == 1000
    [correction] = cell_rows(report, Column.CORRECTIONS)
    assert (correction.amount, correction.measure) == (D(-10), None)


def test_what_is_not_known_spoils_its_cell_only(scope: Tenant) -> None:
    book = everything(scope)
    unpriced = make_instrument("Never priced")
    book.book("transfer_in", "2020-01-10", instrument=unpriced, quantity="1", price="3", amount="3")
    report = asked(scope, book)
    assert cell_amount(report, Column.UNREALIZED_PRICE) is None
    assert summed(cell_rows(report, Column.UNREALIZED_PRICE)).is_nan()
    assert summed(cell_rows(report, Column.FEES)) == cell_amount(report, Column.FEES)
