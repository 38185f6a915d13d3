"""Best prices of a book, day by day."""

from decimal import Decimal

from portfolios.selectors.best_prices import best_prices_between
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote

D = Decimal


def test_each_day_knows_the_best_price_until_then_in_its_own_units(scope: Tenant) -> None:
    book, share, other = (
        BookBuilder(opened_on="2019-12-31"),
        make_instrument("Share"),
        make_instrument("Other"),
    )
    quote(share, d2019_12_30="90", d2019_12_31="10", d2020_01_02="12", d2020_01_03="11", d2020_01_06="5")
    book.book("deposit", "2019-12-31", amount="5000")
    book.book("buy", "2019-12-31", instrument=share, quantity="100", price="10", amount="1000")
    book.book("buy", "2020-01-02", instrument=other, quantity="1", price="10", amount="10")
    book.book("split", "2020-01-06", instrument=share, ratio="2")
    days = [day("2019-12-30"), day("2019-12-31"), day("2020-01-03"), day("2020-01-06")]
    found = best_prices_between(tenant=scope, portfolio=book.portfolio, days=days)
    assert [dict(found[on]) for on in days] == [
        {},
        {share.pk: D(10)},
        {share.pk: D(12)},
        {share.pk: D(6)},
    ]


def test_an_empty_book_has_none(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2019-12-31")
    days = [day("2020-01-02")]
    assert best_prices_between(tenant=scope, portfolio=book.portfolio, days=days) == {days[0]: {}}
