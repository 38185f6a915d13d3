"""Contributions against figures worked out by hand."""

from decimal import Decimal

from portfolios.selectors.contributors import contributors_between
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote

D = Decimal


def test_changes_are_net_of_trades_the_greatest_loss_first(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2019-12-31")
    fell, sold, rose = (make_instrument(name) for name in ("Fell", "Sold", "Rose"))
    for share in (fell, sold, rose):
        quote(share, d2019_12_31="10")
    book.book("deposit", "2019-12-31", amount="10000")
    for share in (fell, sold, rose):
        book.book("buy", "2019-12-31", instrument=share, quantity="100", price="10", amount="1000")
    quote(fell, d2020_01_02="8", d2020_01_03="6")
    quote(sold, d2020_01_02="9")
    quote(rose, d2020_01_03="11")
    book.book("buy", "2020-01-02", instrument=fell, quantity="50", price="8", amount="400")
    book.book("sell", "2020-01-02", instrument=sold, quantity="100", price="9", amount="895", fee="5")
    book.book("dividend", "2020-01-03", instrument=rose, amount="30")
    found = contributors_between(
        tenant=scope, portfolio=book.portfolio, after=day("2019-12-31"), until=day("2020-01-03")
    )
    assert [(each.instrument.name, each.change) for each in found] == [
        ("Fell", D(150 * 6 - 1000 - 400)),
        ("Sold", D(0 - 1000 + 895)),
        ("Rose", D(1100 - 1000 + 30)),
    ]


def test_what_cannot_be_valued_is_left_out_and_a_book_may_begin_within_the_period(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2020-01-02")
    quoted, unquoted = make_instrument("Quoted"), make_instrument("Unquoted")
    quote(quoted, d2020_01_02="10", d2020_01_03="7")
    book.book("deposit", "2020-01-02", amount="1000")
    for share in (quoted, unquoted):
        book.book("buy", "2020-01-02", instrument=share, quantity="10", price="10", amount="100")
    found = contributors_between(
        tenant=scope, portfolio=book.portfolio, after=day("2019-12-31"), until=day("2020-01-03")
    )
    assert [(each.instrument.name, each.change) for each in found] == [("Quoted", D(-30))]
