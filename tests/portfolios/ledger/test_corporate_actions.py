from decimal import Decimal

import pytest

from portfolios.ledger.corporate_actions import money_brought
from portfolios.ledger.entries import EntryType
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import CostMethod, LotScope
from tests.portfolios.ledger.builders import DEPOT, DEPOT2, SHARE, booked, buy, entry, jan, sell

D = Decimal
SPLIT = EntryType.SPLIT


@pytest.mark.parametrize("method", list(CostMethod))
@pytest.mark.parametrize("scope", list(LotScope))
def test_a_split_in_every_account(method: CostMethod, scope: LotScope) -> None:
    history = [buy(1, 2, "10", "100"), buy(2, 5, "4", "80", account=DEPOT2)]
    split = entry(3, SPLIT, 6, instrument=SHARE, ratio="3", account=None)
    book = booked([*history, split], cost_method=method, lot_scope=scope)
    assert [(each.account, each.quantity) for each in book.holdings()] == [(DEPOT, D(30)), (DEPOT2, D(12))]
    assert sum(lot.cost or 0 for lot in book.lots()) == 180
    assert sum(lot.quantity for lot in book.lots()) == 42


@pytest.mark.parametrize("scope", list(LotScope))
def test_a_split_booked_account_by_account_ends_the_same(scope: LotScope) -> None:
    history = [buy(1, 2, "10", "100"), buy(2, 5, "4", "80", account=DEPOT2)]
    splits = [
        entry(3, SPLIT, 6, instrument=SHARE, ratio="3", account=DEPOT),
        entry(4, SPLIT, 6, instrument=SHARE, ratio="3", account=DEPOT2),
    ]
    book = booked([*history, *splits], lot_scope=scope)
    assert [each.quantity for each in book.holdings()] == [D(30), D(12)]
    assert sum(lot.quantity for lot in book.lots()) == 42


def test_the_split_comes_before_the_trades_of_its_day() -> None:
    day = [sell(2, 6, "15", "150"), entry(3, SPLIT, 6, instrument=SHARE, ratio="2")]
    book = booked([buy(1, 2, "10", "100"), *day])
    assert book.holdings()[0].quantity == 5
    assert book.realized[0].gain == 75


def test_a_reverse_split_with_cash_in_lieu() -> None:
    merge = entry(2, SPLIT, 6, instrument=SHARE, ratio="0.1", cash_in_lieu="30")
    book = booked([buy(1, 2, "25", "500"), merge])
    (row,) = book.realized
    assert (row.quantity, row.cost, row.gain) == (D("0.5"), D(100), D(-70))
    assert (book.holdings()[0].quantity, book.holdings()[0].cost) == (D(2), D(400))
    assert book.balances()[0].balance == -470


@pytest.mark.parametrize(
    ("kind", "amount", "cash_in_lieu", "paid"),
    [
        (EntryType.MERGER, D(100), D(3), D(103)),
        (EntryType.RETURN_OF_CAPITAL, D(39), None, D(39)),
        (EntryType.SPIN_OFF, D(9), D(9), D(9)),
        (EntryType.SPLIT, None, D(30), D(30)),
        (EntryType.STOCK_DIVIDEND, None, None, None),
        (EntryType.SPLIT, D(0), D(0), None),
    ],
)
def test_what_an_act_of_the_issuer_pays(
    kind: EntryType, amount: Decimal | None, cash_in_lieu: Decimal | None, paid: Decimal | None
) -> None:
    assert money_brought(kind, amount, cash_in_lieu) == paid


def test_cash_in_lieu_needs_a_fraction_and_one_account() -> None:
    merge = entry(3, SPLIT, 6, instrument=SHARE, ratio="0.1", cash_in_lieu="30", account=None)
    with pytest.raises(EntryUnusable, match="no fraction"):
        booked([buy(1, 2, "20", "500"), merge])
    with pytest.raises(EntryUnusable, match="one is meant"):
        booked([buy(1, 2, "25", "500"), buy(2, 2, "25", "500", account=DEPOT2), merge])


def test_one_for_three_in_decimals_leaves_no_dust() -> None:
    third = entry(2, SPLIT, 6, instrument=SHARE, ratio="0.333333333333")
    book = booked([buy(1, 2, "30", "300"), third, sell(3, 7, "10", "330")])
    assert book.holdings() == []
    assert book.lots() == []


def test_unsettled_units_are_split_too() -> None:
    bought = buy(1, 5, "10", "100", settlement_date=jan(7))
    book = booked([bought, entry(2, SPLIT, 6, instrument=SHARE, ratio="2")], as_of=6)
    (holding,) = book.holdings()
    assert (holding.quantity, holding.quantity_settled) == (D(20), D(0))


def test_a_short_position_is_split_as_well() -> None:
    book = booked([sell(1, 2, "10", "100"), entry(2, SPLIT, 6, instrument=SHARE, ratio="2")])
    assert [(lot.quantity, lot.cost) for lot in book.lots()] == [(D(-20), D(-100))]


def test_a_split_reversed_later() -> None:
    split = entry(2, SPLIT, 5, instrument=SHARE, ratio="3")
    undo = entry(3, SPLIT, 8, instrument=SHARE, ratio="3", reverses=2)
    book = booked([buy(1, 2, "10", "100"), split, undo])
    assert [(lot.quantity, lot.cost) for lot in book.lots()] == [(D(10), D(100))]


def test_a_split_without_ratio_is_refused() -> None:
    with pytest.raises(EntryUnusable, match="no ratio"):
        booked([entry(2, SPLIT, 5, instrument=SHARE)])


@pytest.mark.parametrize("stated", [{"quantity": "2"}, {"ratio": "0.2"}])
def test_a_stock_dividend_costs_nothing(stated: dict[str, str]) -> None:
    bonus = entry(2, EntryType.STOCK_DIVIDEND, 6, instrument=SHARE, **stated)
    book = booked([buy(1, 2, "10", "120"), bonus])
    assert [(lot.acquired_on, lot.quantity, lot.cost) for lot in book.lots()] == [(jan(2), D(12), D(120))]
    assert book.holdings()[0].average_cost == 10
    assert (book.flows, book.income) == ([], [])


def test_a_stock_dividend_pays_the_fraction_in_cash() -> None:
    bonus = entry(2, EntryType.STOCK_DIVIDEND, 6, instrument=SHARE, ratio="0.25", cash_in_lieu="7")
    book = booked([buy(1, 2, "10", "100"), bonus])
    assert (book.holdings()[0].quantity, book.balances()[0].balance) == (D(12), D(-93))
    assert [(row.quantity, row.gain) for row in book.realized] == [(D("0.5"), D(3))]


def test_every_unit_that_comes_by_an_act_has_a_movement() -> None:
    book = booked(
        [
            buy(1, 2, "10", "100"),
            entry(2, SPLIT, 5, instrument=SHARE, ratio="3"),
            entry(3, EntryType.STOCK_DIVIDEND, 6, instrument=SHARE, quantity="4"),
        ]
    )
    assert [each.quantity for each in book.unit_movements] == [D(10), D(20), D(4)]
    assert book.holdings()[0].quantity == 34
