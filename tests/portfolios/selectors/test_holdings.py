"""Holdings as of any day."""

from decimal import Decimal

import pytest

from portfolios.choices import FigureState
from portfolios.selectors.holdings import holdings_as_of
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote, rate


def test_trade_date_and_settled_stand_side_by_side(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument()
    quote(share, d2020_01_02="10", d2020_01_03="12")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book(
        "buy",
        "2020-01-02",
        instrument=share,
        quantity="50",
        price="10",
        amount="505",
        fee="5",
        settlement_date=day("2020-01-06"),
    )
    report = holdings_as_of(tenant=scope, portfolio=book.portfolio, as_of=day("2020-01-03"))
    (row,) = report.rows
    assert (row.quantity, row.quantity_settled, row.market_value) == (50, 0, 600)
    assert (report.cash[0].balance, report.cash[0].balance_settled) == (495, 1000)
    assert (row.cost_basis, row.unrealized_gain, report.total) == (505, 95, 1095)
    assert report.state is FigureState.COMPLETE
    assert sum((share or Decimal(0) for share in report.weights_by_class().values()), Decimal(0)) == 1


def test_costs_can_be_left_out(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument()
    quote(share, d2020_01_02="10")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-02", instrument=share, quantity="50", price="10", amount="505", fee="5")
    report = holdings_as_of(tenant=scope, portfolio=book.portfolio, as_of=day("2020-01-02"), costs="excluded")
    assert (report.rows[0].cost_basis, report.rows[0].average_cost, report.rows[0].unrealized_gain) == (
        500,
        10,
        0,
    )


def test_a_missing_price_is_named_and_nothing_is_invented(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument("Unquoted AG")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-02", instrument=share, quantity="5", price="10", amount="50")
    report = holdings_as_of(tenant=scope, portfolio=book.portfolio, as_of=day("2020-01-02"))
    assert (report.total, report.rows[0].market_value, report.state) == (None, None, FigureState.INCOMPLETE)
    assert [(each.why, each.subject) for each in report.missing] == [("missing", "Unquoted AG")]
    assert set(report.weights_by_class().values()) == {None}


def test_another_currency_and_an_old_price(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument(currency="USD")
    quote(share, d2020_01_02="10")
    rate("EUR", "USD", scope.pk, d2020_01_02="1.25", d2020_01_31="1.25")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-02", instrument=share, quantity="10", price="10", fx_rate="0.8", amount="80")
    report = holdings_as_of(tenant=scope, portfolio=book.portfolio, as_of=day("2020-01-31"), currency="USD")
    assert (report.rows[0].market_value, report.total, report.state) == (100, 1250, FigureState.ESTIMATED)
    assert [(each.why, each.last_on) for each in report.missing] == [("stale", day("2020-01-02"))]


@pytest.mark.parametrize("rows", [1, 10])
def test_the_number_of_queries_does_not_grow(
    scope: Tenant, rows: int, django_assert_num_queries: object
) -> None:
    book = BookBuilder(opened_on="2020-01-02")
    book.book("deposit", "2020-01-02", amount="10000")
    for number in range(rows):
        share = make_instrument(f"Share {number}")
        quote(share, d2020_01_02="10")
        book.book("buy", "2020-01-02", instrument=share, quantity="5", price="10", amount="50")
    with django_assert_num_queries(8):  # type: ignore[operator]
        holdings_as_of(tenant=scope, portfolio=book.portfolio, as_of=day("2020-01-02"))
