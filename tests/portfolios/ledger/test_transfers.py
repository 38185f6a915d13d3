from decimal import Decimal
from typing import Any

import pytest

from portfolios.ledger.book_state import Basis
from portfolios.ledger.entries import Entry, EntryLot, EntryType
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import CostMethod, LotScope
from tests.portfolios.ledger.builders import (
    CASH,
    COUPON_BOND,
    DEPOT,
    DEPOT2,
    DOLLAR_SHARE,
    SHARE,
    booked,
    buy,
    empty,
    entry,
    jan,
    prices,
    sell,
)

D = Decimal
IN, OUT = EntryType.TRANSFER_IN, EntryType.TRANSFER_OUT


def move(id: int, day: int, quantity: str, source: int = DEPOT, target: int = DEPOT2) -> list[Entry]:
    own: dict[str, Any] = {
        "instrument": SHARE,
        "quantity": quantity,
        "external": False,
        "transfer_group": f"g{id}",
    }
    return [entry(id, OUT, day, account=source, **own), entry(id + 1, IN, day, account=target, **own)]


def test_cash_from_outside_is_a_flow() -> None:
    book = booked([entry(1, IN, 5, "100"), entry(2, OUT, 6, "30")])
    assert book.balances()[0].balance == 70
    assert [(each.on, each.base_amount) for each in book.flows] == [(jan(5), D(100)), (jan(6), D(-30))]


def test_cash_between_own_accounts_is_none() -> None:
    own: dict[str, Any] = {"external": False, "transfer_group": "g"}
    book = booked([entry(1, OUT, 5, "100", **own), entry(2, IN, 5, "100", cash_account=29, **own)])
    assert [(each.account, each.balance) for each in book.balances()] == [(CASH, D(-100)), (29, D(100))]
    assert book.flows == []


def test_units_from_outside_come_at_the_stated_amount_else_at_the_market() -> None:
    arrival = entry(1, IN, 5, instrument=SHARE, quantity="10")
    book = booked([arrival], prices=prices((SHARE, 2, "12")))
    assert (book.flows[0].base_amount, book.lots()[0].cost) == (D(120), D(120))
    stated = booked(
        [entry(1, IN, 5, "100", instrument=SHARE, quantity="10")], prices=prices((SHARE, 2, "12"))
    )
    assert (stated.flows[0].base_amount, stated.lots()[0].cost) == (D(100), D(100))
    assert book.balances() == []


def test_a_value_nobody_knows_is_named_not_zero() -> None:
    book = booked([entry(1, IN, 5, instrument=SHARE, quantity="10")])
    assert book.flows[0].base_amount.is_nan()
    assert book.holdings()[0].base_cost is None
    assert [each.instrument for each in book.missing] == [SHARE]


def test_taking_on_a_client_with_history() -> None:
    lots = (EntryLot(D(6), jan(2), D(300), D("0.7")), EntryLot(D(4), jan(8), D(250)))
    arrival = entry(1, IN, 15, instrument=DOLLAR_SHARE, quantity="10", lots=lots)
    book = booked([arrival], prices=prices((DOLLAR_SHARE, 15, "80")))
    assert [(lot.acquired_on, lot.quantity, lot.cost, lot.base_cost) for lot in book.lots()] == [
        (jan(2), D(6), D(300), D(210)),
        (jan(8), D(4), D(250), D(250)),
    ]
    assert book.flows[0].base_amount == 1000, "ten at 80 dollars at 1.25 euros: the market, not the cost"


def test_where_gains_run_from_the_market_history_does_not_count() -> None:
    lots = (EntryLot(D(10), jan(2), D(300)),)
    arrival = entry(1, IN, 15, instrument=SHARE, quantity="10", lots=lots)
    book = empty(basis=Basis.MARKET, prices=prices((SHARE, 15, "80")))
    book.apply(arrival)
    assert (book.lots()[0].acquired_on, book.lots()[0].cost) == (jan(15), D(800))


def test_units_that_leave_for_outside_end_their_lots() -> None:
    book = booked([buy(1, 2, "10", "100"), entry(2, OUT, 5, "60", instrument=SHARE, quantity="4")])
    (row,) = book.realized
    assert (row.is_transfer, row.quantity, row.gain) == (True, D(4), D(20))
    assert book.flows[-1].base_amount == -60
    assert book.balances()[0].balance == -100, "no cash moved"


@pytest.mark.parametrize("method", list(CostMethod))
@pytest.mark.parametrize("scope", list(LotScope))
def test_an_own_transfer_keeps_date_cost_and_rate(method: CostMethod, scope: LotScope) -> None:
    history = [buy(1, 2, "10", "103", fee="3")]
    book = booked([*history, *move(2, 5, "10")], cost_method=method, lot_scope=scope)
    before, after = booked(history, cost_method=method, lot_scope=scope).lots(), book.lots()
    assert [(each.acquired_on, each.cost, each.base_cost, each.expenses) for each in after] == [
        (each.acquired_on, each.cost, each.base_cost, each.expenses) for each in before
    ]
    assert [(each.account, each.quantity) for each in book.holdings()] == [(DEPOT2, D(10))]
    assert (book.flows, book.realized, book.missing) == ([], [], [])


def test_part_of_two_lots_moves_oldest_first() -> None:
    book = booked(
        [buy(1, 2, "33", "3300"), buy(2, 5, "17", "3400"), *move(3, 6, "40")], lot_scope=LotScope.ACCOUNT
    )
    assert [(each.account, each.quantity, each.cost) for each in book.lots()] == [
        (DEPOT, D(10), D(2000)),
        (DEPOT2, D(33), D(3300)),
        (DEPOT2, D(7), D(1400)),
    ]


def test_lots_queue_by_purchase_after_chained_moves() -> None:
    entries = [
        buy(1, 2, "5", "500"),
        buy(2, 5, "5", "1000", account=DEPOT2),
        *move(3, 6, "5", DEPOT, 13),
        *move(5, 6, "5", 13, DEPOT2),
        sell(7, 8, "5", "700", account=DEPOT2),
    ]
    book = booked(entries, lot_scope=LotScope.ACCOUNT)
    assert [(row.opened_by, row.gain) for row in book.realized] == [(1, D(200))]


def test_a_leg_whose_other_side_is_elsewhere_is_a_flow_at_market() -> None:
    (out, _), (_, arrival) = move(2, 5, "10"), move(4, 5, "10")
    market = prices((SHARE, 5, "12"))
    sender = booked([buy(1, 2, "10", "100"), out], prices=market)
    assert [(each.base_amount, each.transfer_group) for each in sender.flows] == [(D(-120), "g2")]
    assert (sender.lots(), sender.realized) == ([], [])
    receiver = booked([arrival], prices=market)
    assert receiver.flows[0].base_amount == 120
    assert receiver.lots()[0].cost == 120


def test_a_move_that_takes_days_keeps_its_lots() -> None:
    out, arrival = move(2, 5, "10")
    later = entry(
        arrival.id,
        IN,
        9,
        account=DEPOT2,
        instrument=SHARE,
        quantity="10",
        external=False,
        transfer_group=arrival.transfer_group,
    )
    market = prices((SHARE, 2, "12"))
    assert booked([buy(1, 2, "10", "100"), out, later], as_of=7, prices=market).holdings() == []
    book = booked([buy(1, 2, "10", "100"), out, later], prices=market)
    assert [(lot.acquired_on, lot.cost) for lot in book.lots()] == [(jan(2), D(100))]
    assert [each.base_amount for each in book.flows] == [D(-120), D(120)]


def test_moving_more_than_is_held_leaves_a_short_behind() -> None:
    book = booked([buy(1, 2, "4", "40"), *move(2, 5, "10")], prices=prices((SHARE, 5, "12")))
    assert [(each.account, each.quantity) for each in book.holdings()] == [(DEPOT, D(-6)), (DEPOT2, D(10))]


def test_costs_of_an_own_move_are_booked_by_themselves() -> None:
    out = entry(2, OUT, 5, instrument=SHARE, quantity="1", external=False, transfer_group="g", fee="1")
    with pytest.raises(EntryUnusable, match="booked as fee or tax"):
        booked([buy(1, 2, "10", "100"), out])


def test_transfers_reversed_later() -> None:
    kind: dict[str, Any] = {"instrument": SHARE, "quantity": "4"}
    arrived = [entry(1, IN, 5, "60", **kind), entry(2, IN, 8, "60", reverses=1, **kind)]
    left = [
        buy(3, 2, "10", "100"),
        entry(4, OUT, 5, "60", **kind),
        entry(5, OUT, 8, "60", reverses=4, **kind),
    ]
    assert booked(arrived).holdings() == []
    assert sum(each.base_amount for each in booked(arrived).flows) == 0
    book = booked(left)
    assert [(lot.acquired_on, lot.cost) for lot in book.lots()] == [(jan(2), D(100))]
    assert sum(each.gain for each in book.realized) == 0
    assert sum(each.base_amount for each in book.flows) == 0
    cash = booked([entry(1, IN, 5, "60"), entry(2, IN, 8, "60", reverses=1)])
    assert cash.balances()[0].balance == 0
    with pytest.raises(EntryUnusable, match="moved back"):
        booked(
            [*move(2, 5, "10"), *[entry(9, OUT, 8, reverses=2, external=False, transfer_group="g2", **kind)]]
        )


def test_a_bond_that_comes_at_the_market_brings_its_accrued_interest() -> None:
    arrival = entry(1, IN, 15, instrument=COUPON_BOND, quantity="10000")
    book = booked([arrival], prices=prices((COUPON_BOND, 15, "98.5")))
    assert (book.flows[0].base_amount, book.lots()[0].cost) == (D(9864), D(9850))
    assert book.income[0].amount == -14
