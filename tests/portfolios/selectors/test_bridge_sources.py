"""What the summands of a cell rest on, with who published it."""

from decimal import Decimal
from typing import Any

from portfolios.ledger.bridge_items import Column
from portfolios.ledger.lookup import LookupState
from portfolios.selectors.bridge_cells import Ends, cell_rows
from portfolios.selectors.bridge_sources import CellItem, Cited, Origin, cell_items
from portfolios.selectors.bridges import bridge_of
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument
from tests.portfolios.selectors.bridge_books import dollar_book, priced, rated

D = Decimal


def opened(scope: Tenant, book: BookBuilder, column: str, **more: Any) -> list[CellItem]:
    usual: dict[str, Any] = {"after": day("2020-01-06"), "until": day("2020-01-23"), "currency": "EUR"}
    report = bridge_of(tenant=scope, portfolios=[book.portfolio], **(usual | more))
    return cell_items(report, cell_rows(report, column))


def said(cited: Cited | None) -> tuple[Decimal | None, str, str, str]:
    assert cited is not None
    return cited.value, str(cited.origin), str(cited.observed_on or cited.on), cited.source


def test_a_holding_cites_both_prices_and_both_rates(scope: Tenant) -> None:
    book, share = dollar_book(scope)
    [item] = opened(scope, book, Column.UNREALIZED_PRICE)
    assert (item.instrument, item.account, item.currency, item.amount) == (
        share,
        book.custody,
        "USD",
        D(-475),
    )
    assert said(item.price_before) == (D(100), "market", "2020-01-02", "SIX")
    assert said(item.price_after) == (D(95), "market", "2020-01-23", "SIX")
    assert said(item.rate_before) == (D("0.90"), "market", "2020-01-02", "ECB")
    assert said(item.rate_after) == (D("0.95"), "market", "2020-01-23", "ECB")
    assert item.opened_by is not None
    assert (item.opened_by.type, item.opened_by.trade_date) == ("transfer_in", day("2020-01-02"))


def test_a_trade_cites_its_booking(scope: Tenant) -> None:
    book, share = dollar_book(scope)
    bought = book.book(
        "buy", "2020-01-13", instrument=share, quantity="10", price="111", amount="943.50", fx_rate="0.85"
    )
    sold = book.book(
        "sell", "2020-01-14", instrument=share, quantity="100", price="108", amount="9180", fx_rate="0.85"
    )
    [item] = opened(scope, book, Column.REALIZED_PRICE)
    assert item.booking == sold
    assert said(item.price_before) == (D(100), "market", "2020-01-02", "SIX")
    assert said(item.price_after) == (D(108), "booking", "2020-01-14", "")
    [kept] = opened(scope, book, Column.UNREALIZED_PRICE)
    assert kept.opened_by == bought
    assert kept.price_before is not None
    assert said(kept.price_before) == (D(111), "booking", "2020-01-13", "")
    assert kept.price_before.booking == bought


def test_a_dealt_rate_is_cited_where_the_booking_has_its_own(scope: Tenant) -> None:
    book, share = dollar_book(scope)
    book.book(
        "sell", "2020-01-14", instrument=share, quantity="100", price="108", amount="8640", fx_rate="0.80"
    )
    [item] = opened(scope, book, Column.REALIZED_FX)
    assert said(item.rate_before) == (D("0.90"), "market", "2020-01-02", "ECB")
    assert said(item.rate_after) == (D("0.80"), "booking", "2020-01-14", "")


def test_a_split_shares_the_price_out_over_the_new_units(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument("Split")
    book.book("transfer_in", "2020-01-02", instrument=share, quantity="10", price="40", amount="400")
    priced(share, ("2020-01-02", "40"), ("2020-01-20", "11"))
    book.book("split", "2020-01-15", instrument=share, ratio="4", account=None)
    [item] = opened(scope, book, Column.UNREALIZED_PRICE)
    assert said(item.price_before) == (D(10), "market", "2020-01-02", "SIX")
    assert item.amount == 40


def test_a_pool_has_a_mean_and_no_booking(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument("Pooled")
    for on, price in (("2020-01-07", "10"), ("2020-01-08", "14")):
        amount = str(10 * int(price))
        book.book("buy", on, instrument=share, quantity="10", price=price, amount=amount)
    priced(share, ("2020-01-20", "15"))
    [item] = opened(scope, book, Column.UNREALIZED_PRICE, cost_method="average")
    assert item.price_before is not None
    assert (item.price_before.origin, item.price_before.value) == (Origin.POOL, D(12))
    assert item.opened_by is None


def test_money_cites_the_rates_between_which_it_stood(scope: Tenant) -> None:
    book = BookBuilder()
    dollars = book.cash_account("USD")
    rated("EUR", "USD", ("2020-01-02", "1.25"), ("2020-01-20", "1.00"), source="ECB")
    book.book("deposit", "2020-01-03", amount="500", currency="USD", cash_account=dollars)
    [item] = opened(scope, book, Column.CASH_FX)
    assert item.amount == 100
    assert said(item.rate_before) == (D("0.8"), "market", "2020-01-02", "ECB")
    assert said(item.rate_after) == (D(1), "market", "2020-01-20", "ECB")
    assert (item.price_before, item.price_after, item.account) == (None, None, dollars)
    assert item.measure is not None
    assert item.measure.since == day("2020-01-06")


def test_what_is_missing_says_which_price(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument("Never priced")
    book.book("buy", "2020-01-07", instrument=share, quantity="10", price="3", amount="30")
    [item] = opened(scope, book, Column.UNREALIZED_PRICE)
    assert item.amount is None
    assert item.price_after is not None
    assert (item.price_after.value, item.price_after.state) == (None, LookupState.MISSING)


def test_a_value_of_a_day_and_a_flow_in_kind(scope: Tenant) -> None:
    book, share = dollar_book(scope)
    [held] = opened(scope, book, Ends.OPENING)
    assert (held.price_before, held.rate_before) == (None, None)
    assert said(held.price_after) == (D(100), "market", "2020-01-02", "SIX")
    [came] = opened(scope, book, Column.CONTRIBUTIONS, after=day("2020-01-01"))
    assert (came.instrument, came.amount) == (share, D(9000))
    assert said(came.price_after) == (D(100), "market", "2020-01-02", "SIX")
    assert said(came.rate_after) == (D("0.90"), "market", "2020-01-02", "ECB")
