"""Values by day."""

from functools import partial

from portfolios.selectors.valuations import day_points, first_booking_on
from portfolios.services.valuations import valuations_run
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote, rate


def test_stored_and_walked_days_are_the_same(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument()
    quote(share, d2020_01_02="10", d2020_01_03="11")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-03", instrument=share, quantity="5", price="11", amount="55")
    value_days = partial(
        day_points, tenant=scope, portfolio=book.portfolio, first=day("2020-01-01"), last=day("2020-01-06")
    )
    walked = value_days()
    valuations_run(actor=system_actor(scope), portfolio_ids=[book.portfolio.pk], until=day("2020-01-06"))
    book.portfolio.refresh_from_db()
    assert value_days() == walked
    assert [point.value for point in walked] == [0, 1000, 1000, 1000, 1000, 1000]


def test_another_currency(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2020-01-02")
    rate("EUR", "USD", scope.pk, d2020_01_02="1.25")
    book.book("deposit", "2020-01-02", amount="1000")
    points = day_points(
        tenant=scope,
        portfolio=book.portfolio,
        first=day("2020-01-02"),
        last=day("2020-01-02"),
        currency="USD",
    )
    assert (points[0].value, points[0].inflow) == (1250, 1250)


def test_nothing_booked_has_no_first_day_and_no_value(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2020-01-02")
    assert first_booking_on(portfolio=book.portfolio) is None
    assert (
        day_points(tenant=scope, portfolio=book.portfolio, first=day("2020-01-03"), last=day("2020-01-02"))
        == []
    )
