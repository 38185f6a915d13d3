"""Prices and rates: history is kept, nothing is stored twice, and who rests on a new value is marked."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clients.models import Client
from portfolios.adapters import price_quotes, prices_of, rate_quotes, rates_of, terms_of
from portfolios.models import FxRate, Instrument, Portfolio, Price
from portfolios.services.prices import FxRateDraft, PriceDraft, RecordResult, fx_rates_record, prices_record
from portfolios.services.transactions import transactions_post
from tenancy.errors import NotAllowed, RuleRefused
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.book import make_instrument, make_portfolio, trade

D = Decimal
MONDAY = date(2022, 3, 7)
TUESDAY = date(2022, 3, 8)


def price(instrument: Instrument, on: date, value: str) -> PriceDraft:
    return PriceDraft(instrument=instrument, on=on, price=D(value))


def rate(quote: str, on: date, value: str) -> FxRateDraft:
    return FxRateDraft(base="EUR", quote=quote, on=on, rate=D(value), source="ECB")


def stale(portfolio: Portfolio) -> date | None:
    portfolio.refresh_from_db()
    return portfolio.stale_from


def not_stale(*portfolios: Portfolio) -> None:
    Portfolio.objects.filter(pk__in=[each.pk for each in portfolios]).update(stale_from=None)


def test_new_changed_and_unchanged_are_counted_and_history_stays(
    operations: Actor, share: Instrument
) -> None:
    first = prices_record(actor=operations, rows=[price(share, MONDAY, "10.5"), price(share, TUESDAY, "11")])
    second = prices_record(
        actor=operations, rows=[price(share, MONDAY, "10.50"), price(share, TUESDAY, "12")]
    )
    back = prices_record(actor=operations, rows=[price(share, TUESDAY, "11")])
    assert (first, second) == (RecordResult(2, 0, 0), RecordResult(0, 1, 1))
    assert back == RecordResult(0, 1, 0)
    assert list(Price.objects.filter(on=TUESDAY).order_by("id").values_list("price", flat=True)) == [
        D(11),
        D(12),
        D(11),
    ]
    assert [quote.price for quote in price_quotes([share.pk], until=TUESDAY)] == [D("10.5"), D(11)]


def test_only_holders_become_stale_from_the_day_of_the_price(
    operations: Actor, client_row: Client, share: Instrument
) -> None:
    holder, other, former, later = (
        make_portfolio(operations, client_row, f"H-{index}") for index in range(4)
    )
    unrelated = make_instrument(operations, "OTHER")
    post = transactions_post
    post(actor=operations, portfolio=holder, drafts=[trade("buy", share, "1", "10", MONDAY)])
    post(actor=operations, portfolio=other, drafts=[trade("buy", unrelated, "1", "10", MONDAY)])
    sold = [trade("buy", share, "1", "10", date(2021, 3, 1)), trade("sell", share, "1", "10", MONDAY)]
    post(actor=operations, portfolio=former, drafts=sold)
    post(actor=operations, portfolio=later, drafts=[trade("buy", share, "1", "10", date(2022, 4, 1))])
    not_stale(holder, other, former, later)
    prices_record(actor=operations, rows=[price(share, TUESDAY, "11")])
    assert (stale(holder), stale(other), stale(former)) == (TUESDAY, None, None)
    assert stale(later) == date(2022, 4, 1)
    not_stale(holder, later)
    prices_record(actor=operations, rows=[price(share, date(2021, 6, 1), "9")])
    assert (stale(holder), stale(former)) == (MONDAY, date(2021, 6, 1))


def test_an_unchanged_price_marks_nobody(operations: Actor, portfolio: Portfolio, share: Instrument) -> None:
    prices_record(actor=operations, rows=[price(share, TUESDAY, "11")])
    transactions_post(actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "10", MONDAY)])
    not_stale(portfolio)
    prices_record(actor=operations, rows=[price(share, TUESDAY, "11.0")])
    assert stale(portfolio) is None


def test_a_rate_marks_those_who_hold_the_currency(
    operations: Actor, client_row: Client, portfolio: Portfolio, share: Instrument
) -> None:
    dollar_share = make_instrument(operations, "USCO", "USD")
    dollars = make_portfolio(operations, client_row, "P-USD", currency="USD")
    transactions_post(actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "10", MONDAY)])
    transactions_post(
        actor=operations, portfolio=dollars, drafts=[trade("buy", dollar_share, "1", "10", MONDAY)]
    )
    not_stale(portfolio, dollars)
    result = fx_rates_record(actor=operations, rows=[rate("USD", TUESDAY, "1.09")])
    assert result == RecordResult(1, 0, 0)
    assert (stale(portfolio), stale(dollars)) == (None, TUESDAY)
    assert fx_rates_record(actor=operations, rows=[rate("USD", TUESDAY, "1.09")]).unchanged == 1
    assert FxRate.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "pointer", "code"),
    [
        ([("USD", TUESDAY, "1"), ("USD", TUESDAY, "2")], "/1/on", "repeated"),
        ([("EUR", TUESDAY, "1")], "/0/quote", "same_currency"),
        ([("XXQ", TUESDAY, "1")], "/0/quote", "unknown_currency"),
        ([("USD", TUESDAY, "0")], "/0/rate", "not_positive"),
        ([("USD", TUESDAY, "1.0000000000001")], "/0/rate", "max_decimal_places"),
        ([("USD", date(1800, 1, 1), "1")], "/0/on", "out_of_range"),
    ],
)
def test_wrong_rates_are_named_and_nothing_is_stored(
    operations: Actor, rows: list[tuple[str, date, str]], pointer: str, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        fx_rates_record(actor=operations, rows=[rate(*row) for row in rows])
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]
    assert not FxRate.objects.exists()


def test_wrong_prices_are_named_and_nothing_is_stored(operations: Actor, share: Instrument) -> None:
    rows = [price(share, MONDAY, "1"), price(share, TUESDAY, "-1"), price(share, MONDAY, "1")]
    with pytest.raises(RuleRefused) as refused:
        prices_record(actor=operations, rows=rows)
    assert {error.pointer for error in refused.value.errors} == {"/1/price", "/2/on"}
    assert not Price.objects.exists()


def test_only_who_may(actors: dict[Role, Actor], share: Instrument) -> None:
    for role in (Role.ADVISOR, Role.COMPLIANCE, Role.CLIENT, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            prices_record(actor=actors[role], rows=[price(share, MONDAY, "1")])


def test_a_lookup_from_a_day_still_knows_the_last_price_before(operations: Actor, share: Instrument) -> None:
    days = [MONDAY - timedelta(days=back) for back in (30, 20, 1)]
    prices_record(
        actor=operations, rows=[price(share, day, str(index + 1)) for index, day in enumerate(days)]
    )
    quotes = list(price_quotes([share.pk], since=MONDAY - timedelta(days=10), until=TUESDAY))
    assert sorted((quote.on, quote.price) for quote in quotes) == [(days[1], D(2)), (days[2], D(3))]
    answer = prices_of(operations.tenant, terms_of(), until=TUESDAY, since=MONDAY).price(share.pk, MONDAY)
    assert answer.value == 3


def test_rates_are_read_with_the_pivot(operations: Actor) -> None:
    fx_rates_record(
        actor=operations,
        rows=[rate("USD", MONDAY, "1.1"), rate("CNY", MONDAY, "7"), rate("JPY", MONDAY, "125")],
    )
    assert {quote.quote for quote in rate_quotes(["EUR", "USD"], until=TUESDAY)} == {"USD"}
    answer = rates_of(operations.tenant, ["USD", "CNY"], until=TUESDAY, since=TUESDAY).rate(
        "USD", "CNY", TUESDAY
    )
    assert answer.value is not None
    assert answer.path == ("USD", "EUR", "CNY")
    assert abs(answer.value - D(7) / D("1.1")) < D("1e-20")
