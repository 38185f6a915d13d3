import random
from decimal import Decimal
from typing import Any

import pytest

from portfolios.ledger.bridge import Bridge, bridge_period
from portfolios.ledger.bridge_items import Column, Item, ItemKind
from portfolios.ledger.bridge_measures import Measure, measure_of
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.lots import CostMethod
from tests.portfolios.ledger.builders import (
    DOLLAR_SHARE,
    DOLLARS,
    NO_RATES,
    RATES,
    SHARE,
    TERMS,
    buy,
    entry,
    jan,
    prices,
    sell,
)
from tests.portfolios.ledger.stories import everything, market

D = Decimal
T = EntryType
FX = {Column.REALIZED_FX, Column.UNREALIZED_FX, Column.CASH_FX, Column.ACCRUED_FX}


def bridged(entries: list[Entry], start: int, end: int, quotes: Any, **options: Any) -> Bridge:
    usual: dict[str, Any] = {"currency": "EUR", "rates": RATES}
    return bridge_period(entries, TERMS, start=jan(start), end=jan(end), prices=quotes, **(usual | options))


def measures(bridge: Bridge, column: Column) -> list[tuple[Item, Measure]]:
    pairs = [(each, measure_of(each.basis, each.amount)) for each in bridge.items if each.column is column]
    return [(item, measure) for item, measure in pairs if measure is not None]


def recomputed(item: Item, measure: Measure) -> Decimal | None:
    """The effect from its measure alone, by the formula of its kind."""
    if item.kind is ItemKind.RECEIVABLE and measure.value is None:
        return (measure.base_value or D(0)) - (measure.base_cost or D(0))
    if measure.cost is None:
        return measure.base_value
    at_rate_now = measure.cost * (measure.rate or D(0))
    if item.column in FX:
        return at_rate_now - (measure.base_cost or D(0))
    return (measure.base_value or D(0)) - at_rate_now


@pytest.mark.parametrize("method", list(CostMethod))
def test_every_effect_can_be_computed_again_from_its_measure(method: CostMethod) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    kinds = set()
    for number in range(seed, seed + 8):
        bridge = bridged(everything(number), 6, 26, market(number), cost_method=method)
        for item in bridge.items:
            measure = measure_of(item.basis, item.amount)
            if item.kind is ItemKind.POOLING:
                assert measure is None, "pooled cost comes from no single row"
                continue
            assert measure is not None, item
            again = recomputed(item, measure)
            assert again is not None
            assert abs(abs(again) - abs(item.amount)) < D("1e-15"), (item, measure)
            kinds.add(item.kind)
    assert kinds >= {ItemKind.FLOW, ItemKind.MOVEMENT, ItemKind.DISPOSAL, ItemKind.HOLDING}
    assert kinds >= {ItemKind.REVALUATION, ItemKind.EARNED, ItemKind.EXPENSE, ItemKind.ACCRUAL}


def test_a_holding_says_from_which_price_and_rate_to_which() -> None:
    """10 units at 100 USD and 0.80, then at 110 and 1.00."""
    arrived = entry(1, T.TRANSFER_IN, 2, instrument=DOLLAR_SHARE, quantity="10", currency="USD")
    bridge = bridged([arrived], 5, 10, prices((DOLLAR_SHARE, 2, "100"), (DOLLAR_SHARE, 9, "110")))
    [(item, measure)] = measures(bridge, Column.UNREALIZED_PRICE)
    assert (item.amount, measure.opened_by) == (D(100), 1)
    assert measure.unit_prices(D(1)) == (D(100), D(110))
    assert (measure.quantity, measure.rate_before, measure.rate_after) == (D(10), D("0.8"), D(1))


def test_a_sale_says_what_was_paid_for_the_units_and_what_they_brought() -> None:
    bridge = bridged([buy(1, 2, "10", "100"), sell(2, 4, "4", "60")], 1, 5, prices((SHARE, 5, "16")))
    [(_, measure)] = measures(bridge, Column.REALIZED_PRICE)
    assert measure.unit_prices(D(1)) == (D(10), D(15))
    assert (measure.quantity, measure.cost, measure.value) == (D(4), D(40), D(60))


def test_money_says_since_when_it_stood() -> None:
    paid = entry(1, T.DEPOSIT, 1, "100", currency="USD", cash_account=DOLLARS)
    bridge = bridged([paid], 2, 15, prices())
    [(_, measure)] = measures(bridge, Column.CASH_FX)
    assert (measure.since, measure.value, measure.rate_before) == (jan(2), D(100), D("0.8"))
    assert measure.rate_after == D("1.25")
    assert measure.unit_prices(D(1)) == (None, None)


def test_money_seen_from_the_other_row_is_turned() -> None:
    dividend = entry(1, T.DIVIDEND, 3, "7", instrument=SHARE)
    bridge = bridged([dividend], 1, 5, prices())
    both = [measure for _, measure in measures(bridge, Column.NET_INVESTED)]
    assert sorted(each.value or D(0) for each in both) == [D(-7), D(7)]


def test_what_is_not_known_is_none() -> None:
    bought = buy(1, 3, "10", "100", instrument=DOLLAR_SHARE, currency="USD", cash_account=DOLLARS)
    bridge = bridged([bought], 1, 5, prices(), rates=NO_RATES)
    [(_, measure)] = measures(bridge, Column.UNREALIZED_PRICE)
    assert (measure.value, measure.base_value, measure.base_cost, measure.rate) == (None, None, None, None)
    assert (measure.cost, measure.rate_before, measure.rate_after) == (D(100), None, None)
