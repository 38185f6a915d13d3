"""Several portfolios seen as one."""

import pytest

from portfolios.selectors.households import household_performance
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day


@pytest.fixture
def books(scope: Tenant) -> tuple[BookBuilder, BookBuilder]:
    """1,000 in the first, of which 400 move to the second; 10 interest in the first, 4 of fees in the second."""
    first, second = BookBuilder(opened_on="2020-01-02"), BookBuilder(opened_on="2020-01-02")
    first.book("deposit", "2020-01-02", amount="1000")
    first.book("transfer_out", "2020-01-03", amount="400", transfer_group="own-1")
    second.book("transfer_in", "2020-01-03", amount="400", transfer_group="own-1")
    first.book("interest", "2020-01-06", amount="10")
    second.book("fee", "2020-01-06", amount="4", fee_kind="management")
    return first, second


def test_moves_between_them_are_no_flow(scope: Tenant, books: tuple[BookBuilder, BookBuilder]) -> None:
    found = household_performance(
        tenant=scope,
        portfolios=[book.portfolio for book in books],
        currency="EUR",
        after=day("2020-01-02"),
        until=day("2020-01-07"),
    )
    assert (found.opening_value, found.closing_value, found.external_flows) == (1000, 1006, 0)
    assert found.absolute_gain == 6
    assert sum(each.income_total or 0 for each in found.sums) == 10
    assert found.figures.time_weighted_return.value == pytest.approx(0.006, abs=1e-12)
    assert found.figures.time_weighted_return_gross.value == pytest.approx(0.01, abs=1e-12)


def test_since_the_first_booking_of_any(scope: Tenant, books: tuple[BookBuilder, BookBuilder]) -> None:
    portfolios = [book.portfolio for book in books]
    found = household_performance(
        tenant=scope, portfolios=portfolios, currency="EUR", until=day("2020-01-07")
    )
    assert (found.after, found.opening_value, found.external_flows) == (day("2020-01-01"), 0, 1000)


def test_without_a_rate_nothing_is_known(scope: Tenant, books: tuple[BookBuilder, BookBuilder]) -> None:
    portfolios = [book.portfolio for book in books]
    found = household_performance(
        tenant=scope, portfolios=portfolios, currency="USD", until=day("2020-01-07")
    )
    assert (found.closing_value, found.absolute_gain, found.is_complete) == (None, None, False)
    assert list(found.incomplete) == portfolios
