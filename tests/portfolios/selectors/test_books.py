"""The shelf: a book is used again only while the ledger says the same."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios.models import Transaction
from portfolios.selectors import books
from portfolios.selectors.books import books_open, books_shelve, day_facts_at, shelf_clear
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    shelf_clear()
    yield
    shelf_clear()


def value(scope: Tenant, book: BookBuilder, on: str) -> object:
    found = day_facts_at(tenant=scope, portfolios=[book.portfolio], as_of=day(on))
    return found[book.portfolio.pk].market_value


def test_the_next_day_reads_only_what_is_new(scope: Tenant) -> None:
    book = BookBuilder()
    for n in range(1, 6):
        book.book("deposit", f"2020-01-0{n}", amount="10")
    assert value(scope, book, "2020-01-05") == 50
    book.book("deposit", "2020-01-06", amount="1")
    with CaptureQueriesContext(connection) as queries:
        assert value(scope, book, "2020-01-06") == 51
    read = [each["sql"] for each in queries if 'FROM "portfolios_transaction"' in each["sql"]]
    assert any("trade_date\" > '2020-01-05'" in sql for sql in read)


def test_a_day_that_lies_on_the_shelf_is_not_valued_again(scope: Tenant) -> None:
    book = BookBuilder()
    book.book("deposit", "2020-01-02", amount="10")
    value(scope, book, "2020-01-02")
    with CaptureQueriesContext(connection) as queries:
        assert value(scope, book, "2020-01-02") == 10
    assert len(queries) == 1


def test_a_late_entry_takes_the_book_off_the_shelf(scope: Tenant) -> None:
    book = BookBuilder()
    book.book("deposit", "2020-01-02", amount="10")
    value(scope, book, "2020-01-03")
    book.book("deposit", "2020-01-02", amount="5")
    assert value(scope, book, "2020-01-03") == 15
    assert value(scope, book, "2020-01-06") == 15


def test_an_earlier_day_is_folded_from_the_beginning(scope: Tenant) -> None:
    book = BookBuilder()
    book.book("deposit", "2020-01-02", amount="10")
    book.book("deposit", "2020-01-04", amount="10")
    assert [value(scope, book, on) for on in ("2020-01-05", "2020-01-03", "2020-01-04")] == [20, 10, 20]


def test_income_between_ex_and_pay_day_survives_the_shelf(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument()
    quote(share, d2020_01_02="1")
    book.book("transfer_in", "2020-01-02", instrument=share, quantity="1", amount="1", cash_account=None)
    book.book("dividend", "2020-01-08", instrument=share, amount="3", ex_date="2020-01-06")
    values = [value(scope, book, f"2020-01-0{n}") for n in range(3, 10)]
    assert values == [1, 1, 1, 4, 4, 4, 4]


def test_the_shelf_has_an_end(scope: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "SHELF_SIZE", 1)
    first, second = BookBuilder(), BookBuilder()
    both = [first.portfolio, second.portfolio]
    opened = books_open(tenant=scope, portfolios=both, first_days={}, until=day("2020-01-03"))
    assert [each.first for each in opened.books] == [day("2020-01-01")] * 2
    books_shelve(opened.books, ())
    assert [key[1] for key in books._shelf] == [second.portfolio.pk]
    assert Transaction.objects.count() == 0


def test_nothing_is_known_of_a_portfolio_before_it_opens_or_after_it_closes(scope: Tenant) -> None:
    book = BookBuilder(opened_on="2020-01-02", options={"closed_on": day("2020-01-05")})
    days = ["2020-01-01", "2020-01-02", "2020-01-05", "2020-01-06"]
    found = [day_facts_at(tenant=scope, portfolios=[book.portfolio], as_of=day(each)) for each in days]
    assert [len(each) for each in found] == [0, 1, 1, 0]
