from decimal import Decimal
from typing import Any

import pytest

from portfolios.ledger.book_state import Basis
from portfolios.ledger.entries import EntryType
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import CostMethod, LotScope
from tests.portfolios.ledger.builders import (
    CASH,
    DEPOT,
    DEPOT2,
    DOLLAR_SHARE,
    DOLLARS,
    OTHER,
    SHARE,
    booked,
    buy,
    empty,
    entry,
    jan,
    prices,
)

D = Decimal
T = EntryType
HISTORY = [buy(1, 2, "10", "100"), buy(2, 3, "10", "200")]
MARKET = prices((SHARE, 6, "12"), (OTHER, 6, "8"))


def act(kind: EntryType, amount: str | None = None, **fields: Any) -> Any:
    return entry(9, kind, 6, amount, **({"instrument": SHARE, "related_instrument": OTHER} | fields))


def lots(book: Any, instrument: int) -> list[tuple[Any, Decimal, Decimal | None]]:
    return [(lot.acquired_on, lot.quantity, lot.cost) for lot in book.lots() if lot.instrument == instrument]


@pytest.mark.parametrize("stated", [{"quantity": "5"}, {"ratio": "0.25"}])
def test_a_spin_off_shares_the_cost_and_keeps_the_dates(stated: dict[str, str]) -> None:
    book = booked([*HISTORY, act(T.SPIN_OFF, cost_share="0.2", **stated)])
    assert lots(book, SHARE) == [(jan(2), D(10), D(80)), (jan(3), D(10), D(160))]
    assert lots(book, OTHER) == [(jan(2), D("2.5"), D(20)), (jan(3), D("2.5"), D(40))]
    assert (book.realized, book.flows, book.balances()[0].balance) == ([], [], D(-300))


def test_without_a_share_the_first_market_prices_decide() -> None:
    book = booked([*HISTORY, act(T.SPIN_OFF, ratio="0.5")], prices=MARKET)
    assert sum(lot.cost or 0 for lot in book.lots() if lot.instrument == OTHER) == 75, (
        "80 of 320 is a quarter"
    )
    unpriced = booked([*HISTORY, act(T.SPIN_OFF, ratio="0.5")])
    assert {lot.cost for lot in unpriced.lots()} == {None}


def test_where_gains_run_from_the_market_so_does_the_split_of_cost() -> None:
    book = empty(basis=Basis.MARKET, prices=MARKET)
    for each in [*HISTORY, act(T.SPIN_OFF, ratio="0.5", cost_share="0.1")]:
        book.apply(each)
    assert sum(lot.cost or 0 for lot in book.lots() if lot.instrument == OTHER) == 75


def test_a_spin_off_pays_the_fraction_in_cash() -> None:
    book = booked([*HISTORY, act(T.SPIN_OFF, ratio="0.125", cost_share="0.2", cash_in_lieu="9")])
    assert [each.quantity for each in book.holdings()] == [D(20), D(2)]
    assert [(row.instrument, row.quantity, row.cost) for row in book.realized] == [(OTHER, D("0.5"), D(8))]
    assert book.balances()[0].balance == -291


@pytest.mark.parametrize("method", list(CostMethod))
def test_in_every_account_at_once(method: CostMethod) -> None:
    history = [buy(1, 2, "10", "100"), buy(2, 3, "30", "300", account=DEPOT2)]
    everywhere = act(T.SPIN_OFF, ratio="0.5", cost_share="0.5", account=None)
    for scope in LotScope:
        book = booked([*history, everywhere], cost_method=method, lot_scope=scope)
        held = {(each.instrument, each.account): (each.quantity, each.cost) for each in book.holdings()}
        assert held == {
            (SHARE, DEPOT): (D(10), D(50)),
            (SHARE, DEPOT2): (D(30), D(150)),
            (OTHER, DEPOT): (D(5), D(50)),
            (OTHER, DEPOT2): (D(15), D(150)),
        }


def test_part_of_a_shared_pool_cannot_be_acted_on() -> None:
    history = [buy(1, 2, "10", "100"), buy(2, 3, "30", "300", account=DEPOT2)]
    with pytest.raises(EntryUnusable, match="share one pool"):
        booked([*history, act(T.SPIN_OFF, ratio="0.5", cost_share="0.5")])
    apart = booked([*history, act(T.SPIN_OFF, ratio="0.5", cost_share="0.5")], lot_scope=LotScope.ACCOUNT)
    assert lots(apart, OTHER) == [(jan(2), D(5), D(50))]


def test_a_child_in_another_currency_keeps_its_reporting_cost() -> None:
    book = booked([*HISTORY, act(T.SPIN_OFF, ratio="1", cost_share="0.5", related_instrument=DOLLAR_SHARE)])
    child = [lot for lot in book.lots() if lot.instrument == DOLLAR_SHARE]
    assert [(lot.cost, lot.base_cost) for lot in child] == [(D("62.5"), D(50)), (D(125), D(100))]


def test_a_merger_for_units_moves_everything() -> None:
    book = booked([*HISTORY, act(T.MERGER, ratio="0.5")])
    assert lots(book, SHARE) == []
    assert lots(book, OTHER) == [(jan(2), D(5), D(100)), (jan(3), D(5), D(200))]
    assert [each.instrument for each in book.holdings()] == [OTHER]
    assert book.realized == []


def test_a_merger_for_cash_is_a_sale_of_everything() -> None:
    book = booked([*HISTORY, act(T.MERGER, "400", related_instrument=None)])
    assert (book.holdings(), book.lots()) == ([], [])
    assert [(row.quantity, row.gain) for row in book.realized] == [(D(10), D(100)), (D(10), D(0))]
    assert book.balances()[0].balance == 100


def test_money_for_nothing_held_is_refused_not_lost() -> None:
    with pytest.raises(EntryUnusable, match="0 accounts hold"):
        booked([act(T.MERGER, "400", related_instrument=None)])


def test_a_merger_for_both_sets_part_of_the_cost_against_the_money() -> None:
    book = booked([*HISTORY, act(T.MERGER, "100", ratio="0.5", cost_share="0.75")])
    assert lots(book, OTHER) == [(jan(2), D(5), D(75)), (jan(3), D(5), D(150))]
    assert [(row.cost, row.proceeds) for row in book.realized] == [(D(25), D(50)), (D(50), D(50))]
    by_market = booked([*HISTORY, act(T.MERGER, "80", ratio="0.5")], prices=MARKET)
    assert sum(row.cost for row in by_market.realized) == 150, "80 in money and 80 in units"


def test_a_return_of_capital_lowers_the_cost_and_only_then_gains() -> None:
    book = booked([*HISTORY, act(T.RETURN_OF_CAPITAL, "39", tax="1", related_instrument=None)])
    assert lots(book, SHARE) == [(jan(2), D(10), D(80)), (jan(3), D(10), D(180))]
    assert sum(row.gain for row in book.realized) == 0
    assert (book.expenses[0].amount, book.balances()[0].balance) == (D(1), D(-261))
    large = booked([*HISTORY, act(T.RETURN_OF_CAPITAL, "260", related_instrument=None)])
    assert lots(large, SHARE) == [(jan(2), D(10), D(0)), (jan(3), D(10), D(70))]
    assert [row.gain for row in large.realized] == [D(30), D(0)]


def test_capital_returned_in_dollars_realises_the_rate() -> None:
    dollars: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
    returned = entry(2, T.RETURN_OF_CAPITAL, 8, "50", **dollars)
    book = booked([buy(1, 2, "10", "100", **dollars), returned])
    assert [(lot.cost, lot.base_cost) for lot in book.lots()] == [(D(50), D(40))]
    (row,) = book.realized
    assert (row.price_part, row.fx_part) == (D(0), D(10))


def test_capital_returned_on_units_of_unknown_cost_is_an_unknown_gain() -> None:
    unvalued = entry(1, T.TRANSFER_IN, 2, instrument=SHARE, quantity="10")
    book = booked([unvalued, act(T.RETURN_OF_CAPITAL, "30", related_instrument=None)], prices=prices())
    assert lots(book, SHARE) == [(jan(2), D(10), None)]
    assert [row.gain.is_nan() for row in book.realized] == [True]
    assert book.balances()[0].balance == 30, "the money is known all the same"


def test_capital_returned_on_nothing_held_is_a_gain() -> None:
    book = booked([act(T.RETURN_OF_CAPITAL, "50", related_instrument=None)])
    assert [row.gain for row in book.realized] == [D(50)]
    assert [(each.account, each.balance) for each in book.balances()] == [(CASH, D(50))]


def test_a_redemption_ends_the_lots() -> None:
    book = booked([*HISTORY, entry(9, T.REDEMPTION, 6, "500", instrument=SHARE, quantity="20", price="25")])
    assert book.holdings() == []
    assert sum(row.gain for row in book.realized) == 200
