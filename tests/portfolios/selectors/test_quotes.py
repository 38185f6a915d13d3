"""Prices and rates of single days by states of knowledge."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.adapters import rates_of, terms_of
from portfolios.ledger.lookup import LookupState
from portfolios.models import Instrument, Price
from portfolios.selectors.quotes import (
    KnownPrices,
    prices_known,
    rate_sources,
    rates_known,
    same_figure,
)
from tenancy.models import Tenant
from tests.portfolios.book_builder import day, make_instrument
from tests.portfolios.selectors.bridge_books import priced, rated

D = Decimal


@pytest.fixture
def stock(scope: Tenant) -> Instrument:
    return make_instrument("Acme")


def test_the_last_price_on_or_before_the_day_and_its_source(scope: Tenant, stock: Instrument) -> None:
    priced(stock, ("2020-01-02", "10"), ("2020-01-06", "12"), source="SIX")
    needed = [(stock.pk, day("2020-01-03"), None), (stock.pk, day("2020-01-06"), None)]
    found = prices_known(scope, needed, terms_of([stock.pk]))[None]
    assert found.prices.price(stock.pk, day("2020-01-03")).value == 10
    assert found.prices.price(stock.pk, day("2020-01-06")).value == 12
    assert found.sources == {(stock.pk, day("2020-01-02")): "SIX", (stock.pk, day("2020-01-06")): "SIX"}


def test_each_state_of_knowledge_has_its_own_prices(scope: Tenant, stock: Instrument) -> None:
    now = timezone.now()
    Price.objects.create(instrument=stock, on=day("2020-01-02"), price=D(10), recorded_at=now)
    later = now + timedelta(hours=1)
    Price.objects.create(instrument=stock, on=day("2020-01-02"), price=D(11), recorded_at=later)
    on = day("2020-01-02")
    before = now - timedelta(hours=1)
    found = prices_known(
        scope, [(stock.pk, on, moment) for moment in (before, now, None)], terms_of([stock.pk])
    )
    values = [found[moment].prices.price(stock.pk, on).value for moment in (before, now, None)]
    assert values == [None, D(10), D(11)]


def test_nothing_is_asked_for_nothing(scope: Tenant, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert prices_known(scope, [], {}) == {}
        assert rates_known(scope, ["EUR", "USD"], []) == {}
    assert KnownPrices.empty().prices.price(1, day("2020-01-01")).state is LookupState.MISSING


def test_rates_of_a_day_as_they_were_known(scope: Tenant) -> None:
    before = timezone.now() - timedelta(hours=1)
    rated("EUR", "USD", ("2020-01-02", "1.25"))
    after = timezone.now() + timedelta(hours=1)
    on = day("2020-01-03")
    found = rates_known(scope, ["EUR", "USD"], [(on, before), (on, after)])
    assert found[before].rate("USD", "EUR", on).value is None
    assert found[after].rate("USD", "EUR", on).value == D("0.8")


def test_a_rate_over_the_pivot_names_both_publishers(scope: Tenant) -> None:
    on = day("2020-01-03")
    rated("EUR", "USD", ("2020-01-02", "1.25"), source="ECB")
    rated("EUR", "CHF", ("2020-01-03", "1.10"), source="SNB")
    rates = rates_of(scope, ["USD", "CHF", "EUR"], until=on)
    crossed, direct = rates.rate("USD", "CHF", on), rates.rate("EUR", "USD", on)
    assert rate_sources(rates, [crossed, direct]) == {
        ("USD", "CHF", on): "ECB, SNB",
        ("EUR", "USD", on): "ECB",
    }
    assert rate_sources(rates, [rates.rate("EUR", "EUR", on)]) == {}, "nobody publishes one for itself"
    assert rate_sources(rates, [crossed], known_at=timezone.now() - timedelta(hours=1)) == {
        ("USD", "CHF", on): ""
    }


def test_figures_are_the_same_but_for_the_last_digits() -> None:
    third = D(1) / D(3)
    assert same_figure(third * 3, D(1))
    assert not same_figure(D("1.0000000001"), D(1))
    assert not same_figure(None, None)
