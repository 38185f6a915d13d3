"""What each instrument did over a period, and the lots that ended."""

from decimal import Decimal

import pytest

from portfolios.models import Instrument
from portfolios.selectors.positions import positions_of, realized_gains_of
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


@pytest.fixture
def share(scope: Tenant) -> Instrument:
    """Quoted at 10, 11, 12 and 12."""
    made = make_instrument()
    quote(made, d2020_01_02="10", d2020_01_03="11", d2020_01_06="12", d2020_01_07="12")
    return made


@pytest.fixture
def book(share: Instrument) -> BookBuilder:
    """50 shares bought at 10 with a fee of 5, a dividend of 20 less 3 tax, 20 shares sold at 12 with a fee of 2."""
    book = BookBuilder(opened_on="2020-01-02")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-02", instrument=share, quantity="50", price="10", fee="5", amount="505")
    book.book("dividend", "2020-01-03", instrument=share, amount="17", tax="3")
    book.book("sell", "2020-01-06", instrument=share, quantity="20", price="12", fee="2", amount="238")
    return book


@pytest.mark.parametrize(
    ("costs", "realized", "unrealized"), [("included", "36", "57"), ("excluded", "40", "60")]
)
def test_since_the_first_booking(
    scope: Tenant, book: BookBuilder, share: Instrument, costs: str, realized: str, unrealized: str
) -> None:
    found = positions_of(tenant=scope, portfolio=book.portfolio, until=day("2020-01-07"), costs=costs)
    [row] = found.rows
    assert row.instrument == share
    assert (row.purchases, row.sales) == (500, 240)
    assert (row.dividends_gross, row.dividends_net) == (20, 17)
    assert (row.fees, row.taxes) == (7, 3)
    assert (row.realized_gain, row.unrealized_gain) == (Decimal(realized), Decimal(unrealized))
    assert row.total_gain == 360 - 500 + 240 + 20 - 7 - 3
    assert found.missing == ()


def test_over_a_period_what_is_held_enters_at_its_value(scope: Tenant, book: BookBuilder) -> None:
    found = positions_of(
        tenant=scope,
        portfolio=book.portfolio,
        after=day("2020-01-03"),
        until=day("2020-01-07"),
        costs="excluded",
    )
    [row] = found.rows
    assert (row.opening_value, row.closing_value) == (550, 360)
    assert (row.realized_gain, row.unrealized_gain) == (20, 30)
    assert row.total_gain == 360 - 550 + 240 - 2
    assert row.figures.time_weighted_return.value == pytest.approx((360 + 238) / 550 - 1, abs=1e-12)


def test_an_instrument_that_was_never_held_is_answered_with_nothing(scope: Tenant, book: BookBuilder) -> None:
    other = make_instrument("Other AG")
    found = positions_of(tenant=scope, portfolio=book.portfolio, until=day("2020-01-07"), instrument=other)
    [row] = found.rows
    assert (row.purchases, row.total_gain) == (0, 0)
    assert row.figures.time_weighted_return.value is None


def test_what_has_no_price_is_missing(scope: Tenant) -> None:
    book, unquoted = BookBuilder(opened_on="2020-01-02"), make_instrument("Unquoted AG")
    book.book("buy", "2020-01-03", instrument=unquoted, quantity="5", price="10", amount="50")
    found = positions_of(tenant=scope, portfolio=book.portfolio, until=day("2020-01-06"))
    assert found.rows[0].closing_value is None
    assert found.rows[0].total_gain is None
    assert [each.subject for each in found.missing] == ["Unquoted AG"]


def test_without_a_rate_nothing_is_known(scope: Tenant, book: BookBuilder) -> None:
    found = positions_of(tenant=scope, portfolio=book.portfolio, until=day("2020-01-07"), currency="USD")
    [row] = found.rows
    assert (row.closing_value, row.total_gain, row.flows, row.fees) == (None, None, None, None)
    assert row.figures.time_weighted_return.value is None
    assert {(each.base, each.quote) for each in found.missing} == {("EUR", "USD")}


def test_lots_that_ended(scope: Tenant, book: BookBuilder) -> None:
    [row] = realized_gains_of(tenant=scope, portfolio=book.portfolio, until=day("2020-01-07"))
    assert (row.acquired_on, row.disposed_on) == (day("2020-01-02"), day("2020-01-06"))
    assert (row.quantity, row.cost, row.proceeds, row.gain, row.costs) == (20, 202, 238, 36, 4)
    assert (row.price_part, row.fx_part) == (40, 0)
    after = realized_gains_of(
        tenant=scope, portfolio=book.portfolio, after=day("2020-01-06"), until=day("2020-01-07")
    )
    assert after == ()
