from decimal import Decimal

import pytest

from portfolios.ledger.entries import EntryLot, EntryType
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.rows import ExpenseKind, IncomeKind
from tests.portfolios.ledger.builders import (
    BOND,
    CASH,
    DOLLAR_SHARE,
    DOLLARS,
    SHARE,
    booked,
    buy,
    entry,
    sell,
)

D = Decimal


def test_a_purchase() -> None:
    book = booked([buy(1, 5, "10", "102.50", fee="2", tax="0.50")])
    (holding,) = book.holdings()
    assert (holding.quantity, holding.cost, holding.base_expenses) == (D(10), D(100), D("2.50"))
    assert holding.average_cost == 10
    (cash,) = book.balances()
    assert (cash.account, cash.balance) == (CASH, D("-102.50"))
    assert [(each.kind, each.amount) for each in book.expenses] == [
        (ExpenseKind.FEE, D(2)),
        (ExpenseKind.TAX, D("0.50")),
    ]


def test_a_sale_realises_the_oldest_lots() -> None:
    book = booked([buy(1, 2, "10", "100"), buy(2, 5, "10", "200"), sell(3, 6, "15", "298", fee="2")])
    first, second = book.realized
    assert (first.opened_by, first.quantity, first.base_cost, first.base_proceeds) == (
        1,
        D(10),
        D(100),
        D(200),
    )
    assert (second.opened_by, second.quantity, second.base_cost, second.base_proceeds) == (
        2,
        D(5),
        D(100),
        D(100),
    )
    assert first.gain + second.gain == 100
    assert sum(each.base_sale_expenses for each in book.realized) == 2
    assert sum(each.gain_after_costs for each in book.realized) == 98


def test_a_sale_beyond_the_holding_opens_a_short_that_a_purchase_covers() -> None:
    book = booked([buy(1, 2, "10", "100"), sell(2, 5, "15", "180")])
    (holding,) = book.holdings()
    assert (holding.quantity, holding.cost) == (D(-5), D(-60))
    assert [each.gain for each in book.realized] == [D(20)]
    book = booked([buy(1, 2, "10", "100"), sell(2, 5, "15", "180"), buy(3, 6, "8", "80")])
    (holding,) = book.holdings()
    assert (holding.quantity, holding.cost) == (D(3), D(30))
    short = book.realized[-1]
    assert (short.quantity, short.cost, short.proceeds, short.gain) == (D(-5), D(-60), D(-50), D(10))


def test_fees_of_a_short_count_against_it() -> None:
    book = booked([sell(1, 5, "10", "99", fee="1"), buy(2, 6, "10", "82", fee="2")])
    (row,) = book.realized
    assert (row.gain, row.gain_after_costs) == (D(20), D(17))
    assert sum(each.balance for each in book.balances()) == 17


def test_price_and_currency_part() -> None:
    dollars = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
    book = booked([buy(1, 2, "10", "1000", **dollars), sell(2, 9, "10", "1100", **dollars)])
    (row,) = book.realized
    assert (row.base_cost, row.base_proceeds) == (D(800), D(1100))
    assert (row.price_part, row.fx_part, row.gain) == (D(100), D(200), D(300))


def test_chosen_lots_under_the_specific_method() -> None:
    entries = [
        buy(1, 2, "10", "100"),
        buy(2, 5, "10", "200"),
        sell(3, 6, "5", "100", lots=(EntryLot(D(5), opened_by=2),)),
    ]
    assert booked(entries, cost_method=CostMethod.SPECIFIC).realized[0].gain == 0
    assert booked(entries, cost_method=CostMethod.FIFO).realized[0].gain == 50
    assert booked(entries, cost_method=CostMethod.AVERAGE).realized[0].gain == 25


def test_a_choice_of_a_lot_that_is_not_there_is_on_record() -> None:
    sale = sell(3, 6, "5", "100", lots=(EntryLot(D(5), opened_by=9),))
    book = booked([buy(1, 2, "10", "100"), sale], cost_method=CostMethod.SPECIFIC)
    assert [row.opened_by for row in book.realized] == [1]
    assert book.unmatched_choices == book.copy().unmatched_choices == {SHARE: D(5)}
    assert booked([buy(1, 2, "10", "100"), sale]).unmatched_choices == {}


def test_accrued_interest_is_income_not_price() -> None:
    bond = {"instrument": BOND, "price": "99", "accrued_interest": "50"}
    book = booked([buy(1, 2, "10000", "9950", **bond), sell(2, 6, "10000", "9950", **bond)])
    assert [(each.kind, each.amount) for each in book.income] == [
        (IncomeKind.ACCRUED, D(-50)),
        (IncomeKind.ACCRUED, D(50)),
    ]
    assert [each.gain for each in book.realized] == [D(0)]
    assert sum(each.base_amount for each in book.cash_movements) == 0


def test_a_trade_without_amount_or_quantity_is_refused() -> None:
    for incomplete in (
        entry(1, EntryType.BUY, 5, instrument=BOND, quantity="1", price="1"),
        buy(1, 5, "1", "1"),
    ):
        broken = (
            incomplete if incomplete.amount is None else entry(1, EntryType.SELL, 5, "1", instrument=BOND)
        )
        with pytest.raises(EntryUnusable):
            booked([broken])


@pytest.mark.parametrize("method", [CostMethod.FIFO, CostMethod.SPECIFIC])
def test_a_purchase_reversed_later_takes_its_own_lot(method: CostMethod) -> None:
    mistake = buy(2, 5, "10", "203", fee="3")
    undo = buy(3, 8, "10", "203", fee="3", reverses=2)
    book = booked([buy(1, 2, "10", "100"), mistake, undo], cost_method=method)
    (lot,) = book.lots()
    assert (lot.opened_by, lot.quantity, lot.cost) == (1, D(10), D(100))
    assert [each.gain_after_costs for each in book.realized] == [D(0)]
    assert book.balances()[0].balance == -100
    assert sum(each.amount for each in book.expenses) == 0


@pytest.mark.parametrize("method", list(CostMethod))
def test_a_sale_reversed_later_brings_its_lots_back(method: CostMethod) -> None:
    history = [buy(1, 2, "10", "100"), buy(2, 5, "10", "200")]
    sale = sell(3, 6, "15", "298", fee="2")
    book = booked([*history, sale, sell(4, 8, "15", "298", fee="2", reverses=3)], cost_method=method)
    clean = booked(history, cost_method=method, as_of=8)
    assert book.lots() == clean.lots()
    assert book.holdings() == clean.holdings()
    assert book.balances() == clean.balances()
    assert sum(each.gain for each in book.realized) == 0
    assert abs(sum((each.gain_after_costs for each in book.realized), D(0))) < D("1e-20")


def test_a_reversed_sale_gives_its_lot_to_the_short_it_left_behind() -> None:
    history = [buy(1, 2, "10", "100")]
    wrong, right = sell(2, 5, "10", "150"), sell(3, 6, "4", "80")
    book = booked([*history, wrong, right, sell(4, 8, "10", "150", reverses=2)])
    clean = booked([*history, right], as_of=8)
    assert book.holdings() == clean.holdings()
    assert [(lot.quantity, lot.cost) for lot in book.lots()] == [(D(6), D(60))]
    assert sum(each.gain for each in book.realized) == sum(each.gain for each in clean.realized) == 40
