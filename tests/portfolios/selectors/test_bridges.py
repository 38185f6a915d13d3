"""The bridge of portfolios, alone and as one household."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolios.choices import FigureState
from portfolios.ledger.bridge_items import Column
from portfolios.models import Price
from portfolios.selectors.bridges import BridgeReport, bridge_of, first_effect_on
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument
from tests.portfolios.selectors.bridge_books import dollar_book, priced

D = Decimal


def bridged(
    scope: Tenant, *books: BookBuilder, until: str, after: str | None = None, **more: Any
) -> BridgeReport:
    return bridge_of(
        tenant=scope,
        portfolios=[book.portfolio for book in books],
        until=day(until),
        after=day(after) if after else None,
        **({"currency": "EUR"} | more),
    )


def effects(report: BridgeReport) -> dict[str, Decimal | None]:
    return {column.value: amount for column, amount in report.bridge.columns.items() if amount}


def test_price_and_currency_are_told_apart(scope: Tenant) -> None:
    book, _ = dollar_book(scope)
    year = bridged(scope, book, after="2020-01-02", until="2020-01-23")
    assert effects(year) == {"unrealized_price": D(-475), "unrealized_fx": D(500)}
    assert (year.bridge.opening_value, year.bridge.closing_value, year.bridge.residual) == (9000, 9025, 0)
    halves = [
        bridged(scope, book, after=after, until=until)
        for after, until in (("2020-01-02", "2020-01-13"), ("2020-01-13", "2020-01-23"))
    ]
    assert sum(each.bridge.columns[Column.UNREALIZED_PRICE] or 0 for each in halves) == -575
    assert sum(each.bridge.columns[Column.UNREALIZED_FX] or 0 for each in halves) == 600


def test_in_the_share_s_own_currency_there_is_no_currency_effect(scope: Tenant) -> None:
    book, _ = dollar_book(scope)
    found = bridged(scope, book, after="2020-01-02", until="2020-01-23", currency="USD")
    assert effects(found) == {"unrealized_price": D(-500)}
    assert found.bridge.currency == "USD"


def test_without_a_beginning_everything_came_from_outside(scope: Tenant) -> None:
    book, _ = dollar_book(scope)
    found = bridged(scope, book, until="2020-01-13")
    assert (found.bridge.start, found.bridge.opening_value) == (day("2020-01-01"), 0)
    assert effects(found) == {
        "contributions": D(9000),
        "unrealized_price": D(850),
        "unrealized_fx": D(-500),
    }


def test_a_price_that_is_not_known_is_named_and_an_old_one_too(scope: Tenant) -> None:
    book, _ = dollar_book(scope)
    other = make_instrument("Never priced", "EUR")
    old = bridged(scope, book, after="2020-01-02", until="2020-02-28")
    assert old.state is FigureState.ESTIMATED
    assert {(row.why, row.subject, row.last_on) for row in old.missing} == {
        ("stale", "Acme Inc.", day("2020-01-23")),
        ("stale", "USD/EUR", day("2020-01-23")),
    }
    book.book("transfer_in", "2020-01-10", instrument=other, quantity="1", price="3", amount="3")
    gone = bridged(scope, book, after="2020-01-02", until="2020-01-23")
    assert gone.state is FigureState.INCOMPLETE
    assert not gone.is_complete
    assert gone.bridge.closing_value is None
    assert ("missing", "Never priced") in {(row.why, row.subject) for row in gone.missing}
    assert gone.bridge.columns[Column.CONTRIBUTIONS] == 3, "what is known stays known"


def test_without_any_rate_of_a_pair_nothing_that_needs_it_is_known(scope: Tenant) -> None:
    book, _ = dollar_book(scope)
    found = bridged(scope, book, after="2020-01-02", until="2020-01-23", currency="CHF")
    assert (found.bridge.opening_value, found.bridge.residual) == (None, None)
    assert {row.subject for row in found.missing} == {"USD/CHF"}


def test_only_what_was_known_then(scope: Tenant) -> None:
    book, share = dollar_book(scope)
    then = timezone.now()
    Price.objects.create(
        instrument=share, on=day("2020-01-23"), price=D(97), recorded_at=then + timedelta(hours=1)
    )
    now = bridged(scope, book, after="2020-01-02", until="2020-01-23")
    before = bridged(scope, book, after="2020-01-02", until="2020-01-23", known_at=then)
    assert (before.bridge.closing_value, now.bridge.closing_value) == (9025, 9215)


def test_a_cost_method_changes_what_is_realised_but_not_the_whole(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument("Share")
    priced(share, ("2020-01-10", "16"))
    book.book("buy", "2020-01-03", instrument=share, quantity="10", price="10", amount="100")
    book.book("buy", "2020-01-06", instrument=share, quantity="10", price="14", amount="140")
    book.book("sell", "2020-01-08", instrument=share, quantity="10", price="15", amount="150")
    fifo, average = (
        effects(bridged(scope, book, until="2020-01-10", cost_method=method))
        for method in ("fifo", "average")
    )
    assert (fifo["realized_price"], fifo["unrealized_price"]) == (50, 20)
    assert (average["realized_price"], average["unrealized_price"]) == (30, 40)


def test_corrections_lead_from_what_was_reported(scope: Tenant) -> None:
    """Reported on 6 January: 100 at 10 and 1,000 in cash; since then a late fee of 10 and a price of 11 for that day."""
    book, share = BookBuilder(), make_instrument("Share")
    reported = timezone.now() + timedelta(minutes=1)
    later = reported + timedelta(minutes=1)
    book.book("deposit", "2020-01-02", amount="2000")
    book.book("buy", "2020-01-02", instrument=share, quantity="100", price="10", amount="1000")
    priced(share, ("2020-01-06", "10"), ("2020-01-10", "12"))
    Price.objects.create(instrument=share, on=day("2020-01-06"), price=D(11), recorded_at=later)
    late = book.book("fee", "2020-01-03", amount="10", created_at=later)
    book.book("interest", "2020-01-08", amount="5", created_at=later)
    period = {"after": "2020-01-06", "until": "2020-01-10"}
    plain = bridged(scope, book, **period)
    assert (plain.bridge.opening_value, plain.bridge.columns[Column.CORRECTIONS]) == (2090, 0)
    found = bridged(scope, book, **period, reported={book.portfolio.pk: reported})
    assert (found.bridge.opening_value, found.bridge.closing_value, found.bridge.residual) == (2000, 2195, 0)
    assert effects(found) == {"income": D(5), "unrealized_price": D(100), "corrections": D(90)}
    items = [each for each in found.bridge.items if each.column is Column.CORRECTIONS]
    assert [(each.entry, each.amount) for each in items] == [(None, D(100)), (late.pk, D(-10))]


def test_a_report_that_knew_no_value_is_not_corrected(scope: Tenant) -> None:
    book, share = BookBuilder(), make_instrument("Share")
    book.book("transfer_in", "2020-01-02", instrument=share, quantity="1", price="3", amount="3")
    reported = timezone.now() + timedelta(minutes=1)
    late = reported + timedelta(minutes=1)
    Price.objects.create(instrument=share, on=day("2020-01-02"), price=D(3), recorded_at=late)
    found = bridged(
        scope, book, after="2020-01-03", until="2020-01-06", reported={book.portfolio.pk: reported}
    )
    assert (found.bridge.opening_value, effects(found)) == (3, {})


def test_a_household_is_one(scope: Tenant) -> None:
    first, second = BookBuilder(opened_on="2020-01-02"), BookBuilder(opened_on="2020-01-02")
    first.book("deposit", "2020-01-02", amount="1000")
    own = {"amount": "400", "transfer_group": "own-1", "is_external": False}
    first.book("transfer_out", "2020-01-03", **own)
    second.book("transfer_in", "2020-01-03", **own)
    second.book("fee", "2020-01-06", amount="4", fee_kind="management")
    alone = bridged(scope, first, after="2020-01-02", until="2020-01-07")
    assert effects(alone) == {"withdrawals": D(400)}
    home = bridged(scope, first, second, after="2020-01-02", until="2020-01-07")
    assert effects(home) == {"fees": D(4)}
    assert (home.bridge.opening_value, home.bridge.closing_value, home.bridge.residual) == (1000, 996, 0)
    assert [part.portfolio for part in home.parts] == [first.portfolio, second.portfolio]


def test_nothing_is_explained_by_nothing(scope: Tenant) -> None:
    empty = bridged(scope, BookBuilder(), until="2020-01-07")
    nobody = bridged(scope, until="2020-01-07")
    for report in (empty, nobody):
        assert (report.bridge.opening_value, report.bridge.closing_value, effects(report)) == (0, 0, {})
        assert report.is_complete


def test_a_period_has_a_day(scope: Tenant) -> None:
    with pytest.raises(ValueError, match="no day"):
        bridged(scope, BookBuilder(), after="2020-01-07", until="2020-01-07")


def test_many_portfolios_take_as_many_queries_as_one(scope: Tenant) -> None:
    books = [dollar_book(scope, source=f"bank {number}")[0] for number in range(6)]
    moments = {book.portfolio.pk: timezone.now() for book in books}
    counts = []
    for some in (books[:1], books):
        with CaptureQueriesContext(connection) as plain:
            bridged(scope, *some, after="2020-01-02", until="2020-01-23")
        with CaptureQueriesContext(connection) as reported:
            bridged(scope, *some, after="2020-01-02", until="2020-01-23", reported=moments)
        counts.append((len(plain), len(reported)))
    print(f"queries: {counts}")
    assert counts[0] == counts[1] == (8, 9)


def test_everything_began_with_the_first_effect_of_any(scope: Tenant) -> None:
    first, second = BookBuilder(), BookBuilder()
    share = make_instrument("Share")
    assert first_effect_on([first.portfolio]) is None
    second.book("deposit", "2020-03-02", amount="1")
    first.book("dividend", "2020-03-09", instrument=share, amount="1", ex_date="2020-02-27")
    both = [first.portfolio, second.portfolio]
    assert first_effect_on(both) == day("2020-02-27")
    assert first_effect_on([second.portfolio]) == day("2020-03-02")
