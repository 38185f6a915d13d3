"""From rows to the ledger's values: the same words, the state of knowledge asked for, and few queries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from clients.models import Client
from portfolios.adapters import (
    business_days,
    entries_of,
    instruments_in,
    price_quotes,
    prices_on,
    rates_on,
    terms_of,
)
from portfolios.ledger.entries import EntryType
from portfolios.models import Instrument, Portfolio, Price
from portfolios.services.prices import FxRateDraft, fx_rates_record
from portfolios.services.transactions import (
    LotDraft,
    TransactionDraft,
    transaction_reverse,
    transactions_post,
)
from tenancy.clock import is_business_day
from tenancy.permissions import Actor
from tests.factories.book import deposit, make_portfolio, trade

D = Decimal
MONDAY, TUESDAY = date(2022, 3, 7), date(2022, 3, 8)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_an_entry_says_what_its_row_says(operations: Actor, portfolio: Portfolio, share: Instrument) -> None:
    arrived = TransactionDraft(
        type="transfer_in",
        trade_date=MONDAY,
        instrument=share,
        quantity=D(5),
        lots=[LotDraft(D(2), date(2020, 1, 2), D(20)), LotDraft(D(3), date(2020, 1, 3), D(33), D("1.1"))],
        is_external=False,
        transfer_group="G",
    )
    bought = trade("buy", share, "1", "10", TUESDAY, fee=D("0.50"), sequence=3)
    rows = transactions_post(actor=operations, portfolio=portfolio, drafts=[arrived, bought]).transactions
    first, second = entries_of([portfolio.pk])[portfolio.pk]
    assert (first.id, first.type, first.external) == (rows[0].pk, EntryType.TRANSFER_IN, False)
    assert [(lot.quantity, lot.cost, lot.fx_rate) for lot in first.lots] == [
        (D(2), D(20), None),
        (D(3), D(33), D("1.1")),
    ]
    assert first.transfer_group == "G"
    assert (second.fee, second.tax, second.accrued_interest) == (D("0.50"), D(0), D(0))
    assert (second.sequence, second.counter_currency, second.fee_kind) == (3, None, None)
    assert second.recorded_at == rows[1].created_at


def test_many_portfolios_take_two_queries(
    operations: Actor,
    client_row: Client,
    share: Instrument,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    portfolios = [make_portfolio(operations, client_row, f"A-{n}") for n in range(5)]
    for portfolio in portfolios[:4]:
        transactions_post(actor=operations, portfolio=portfolio, drafts=[deposit("1.00", MONDAY)])
    with django_assert_num_queries(2):
        found = entries_of([portfolio.pk for portfolio in portfolios])
    assert [len(found[portfolio.pk]) for portfolio in portfolios] == [1, 1, 1, 1, 0]


def test_what_was_not_known_then_does_not_exist(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    (paid,) = transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("1.00", MONDAY)]
    ).transactions
    Price.objects.create(instrument=share, on=MONDAY, price=D(10))
    assert entries_of([portfolio.pk], known_at=LONG_AGO) == {portfolio.pk: []}
    assert len(entries_of([portfolio.pk], known_at=paid.created_at)[portfolio.pk]) == 1
    assert list(price_quotes([share.pk], until=TUESDAY, known_at=LONG_AGO)) == []
    assert len(list(price_quotes([share.pk], until=TUESDAY))) == 1


def test_until_keeps_income_whose_ex_day_has_come(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    dividend = TransactionDraft(
        type="dividend", trade_date=TUESDAY, ex_date=MONDAY, instrument=share, currency="EUR", amount=D(5)
    )
    drafts = [dividend, deposit("1.00", TUESDAY), deposit("2.00", MONDAY)]
    transactions_post(actor=operations, portfolio=portfolio, drafts=drafts)
    found = entries_of([portfolio.pk], until=MONDAY)[portfolio.pk]
    assert [entry.amount for entry in found] == [D(5), D(2)]


def test_a_reversal_names_what_it_undoes(operations: Actor, portfolio: Portfolio) -> None:
    (paid,) = transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("1.00", MONDAY)]
    ).transactions
    transaction_reverse(actor=operations, transaction=paid, reason="wrong", effective_on=TUESDAY)
    _, undone = entries_of([portfolio.pk])[portfolio.pk]
    assert (undone.reverses, undone.amount, undone.trade_date) == (paid.pk, D(1), TUESDAY)


def test_terms_and_the_instruments_in_entries(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    transactions_post(actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "10", MONDAY)])
    assert instruments_in(entries_of([portfolio.pk])[portfolio.pk]) == {share.pk}
    terms = terms_of([share.pk])[share.pk]
    assert (terms.currency, terms.price_factor, terms.day_count) == ("EUR", D(1), None)


def test_prices_and_rates_for_single_days(operations: Actor, share: Instrument) -> None:
    for day, price in ((MONDAY, D(10)), (TUESDAY, D(11)), (TUESDAY, D(12))):
        Price.objects.create(instrument=share, on=day, price=price)
    rate = FxRateDraft(base="EUR", quote="USD", on=MONDAY, rate=D("1.25"))
    fx_rates_record(actor=operations, rows=[rate])
    prices = prices_on(operations.tenant, {(share.pk, TUESDAY)}, terms_of())
    assert prices.price(share.pk, TUESDAY).value == D(12)
    rates = rates_on(operations.tenant, {"EUR", "USD"}, {TUESDAY})
    assert rates.rate("USD", "EUR", TUESDAY).value == D("0.8")


@pytest.mark.parametrize("calendar", ["LU", "CN"])
def test_business_days_are_those_of_the_calendar(calendar: str) -> None:
    start = date(2022, 1, 1)
    between = business_days(calendar)
    for length in range(0, 400, 7):
        end = date.fromordinal(start.toordinal() + length)
        days = range(start.toordinal() + 1, end.toordinal() + 1)
        counted = sum(is_business_day(date.fromordinal(day), calendar=calendar) for day in days)
        assert between(start, end) == counted
