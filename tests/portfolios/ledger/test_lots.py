from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.entries import EntryLot
from portfolios.ledger.lots import AveragePool, CostMethod, Lot, LotPool, LotQueue, new_pool, settle_quantity

D = Decimal


def lot(number: int, quantity: str, cost: str, day: int | None = None) -> Lot:
    cost_ = D(cost)
    return Lot(number, date(2026, 1, day or number), D(quantity), cost_, cost_ * 2, D(1), D(2))


def shape(lots: list[Lot]) -> list[tuple[int, Decimal, Decimal]]:
    return [(each.opened_by, each.quantity, each.cost) for each in lots]


def test_first_in_first_out_with_costs_in_proportion() -> None:
    pool = LotQueue([lot(1, "10", "100"), lot(2, "10", "200")])
    taken = pool.take(D(15))
    assert shape(taken) == [(1, D(10), D(100)), (2, D(5), D(100))]
    assert (taken[1].base_cost, taken[1].expenses, taken[1].base_expenses) == (D(200), D("0.5"), D(1))
    assert shape(pool.lots()) == [(2, D(5), D(100))]
    assert pool.quantity == 5


def test_the_queue_is_by_acquisition_not_by_arrival() -> None:
    pool = LotQueue()
    for each in (lot(3, "1", "30"), lot(1, "1", "10"), lot(2, "1", "20"), lot(4, "1", "25", day=2)):
        pool.add(each)
    assert [each.opened_by for each in pool.lots()] == [1, 2, 4, 3]


def test_chosen_lots_go_first() -> None:
    pool = LotQueue([lot(1, "10", "100"), lot(2, "10", "200"), lot(3, "10", "300")])
    taken = pool.take(D(15), [EntryLot(D(10), opened_by=3), EntryLot(D(5), acquired_on=date(2026, 1, 2))])
    assert shape(taken) == [(3, D(10), D(300)), (2, D(5), D(100))]
    assert shape(pool.lots()) == [(1, D(10), D(100)), (2, D(5), D(100))]
    assert pool.unmatched == 0


def test_where_the_chosen_lot_is_gone_the_oldest_go_and_it_is_noted() -> None:
    pool = LotQueue([lot(1, "10", "100"), lot(2, "10", "200")])
    taken = pool.take(D(5), [EntryLot(D(5), opened_by=9)])
    assert shape(taken) == [(1, D(5), D(50))]
    assert pool.unmatched == 5


def test_short_lots_are_closed_the_same_way() -> None:
    pool = LotQueue([lot(1, "-10", "-100"), lot(2, "-10", "-300")])
    assert shape(pool.take(D(-15))) == [(1, D(-10), D(-100)), (2, D(-5), D(-150))]
    assert shape(pool.lots()) == [(2, D(-5), D(-150))]


def test_the_average_is_moved_by_purchases_only() -> None:
    pool = AveragePool()
    pool.add(lot(1, "10", "100"))
    pool.add(lot(2, "10", "200"))
    (taken,) = pool.take(D(5))
    assert (taken.quantity, taken.cost) == (D(5), D(75))
    (left,) = pool.lots()
    assert (left.quantity, left.cost, left.acquired_on) == (D(15), D(225), date(2026, 1, 1))


def test_an_emptied_average_begins_anew() -> None:
    pool = AveragePool()
    pool.add(lot(1, "10", "100"))
    pool.take(D(10))
    assert pool.lots() == []
    pool.add(lot(5, "1", "7"))
    assert shape(pool.lots()) == [(5, D(1), D(7))]
    assert pool.lots()[0].acquired_on == date(2026, 1, 5)


@pytest.mark.parametrize("method", list(CostMethod))
def test_a_split_keeps_the_cost(method: CostMethod) -> None:
    pool = new_pool(method)
    pool.add(lot(1, "10", "100"))
    pool.add(lot(2, "20", "150"))
    pool.scale(D(10))
    assert pool.quantity == 10 == sum(each.quantity for each in pool.lots())
    assert sum(each.cost for each in pool.lots()) == 250


@pytest.mark.parametrize("method", list(CostMethod))
def test_a_copy_stands_for_itself(method: CostMethod) -> None:
    pool = new_pool(method)
    pool.add(lot(1, "10", "100"))
    twin = pool.copy()
    twin.take(D(4))
    assert (pool.quantity, twin.quantity) == (D(10), D(6))
    assert pool.lots()[0].quantity == 10


def test_a_ratio_in_decimals_does_not_leave_dust() -> None:
    assert settle_quantity(D(30) * D("0.333333333333")) == 10
    assert settle_quantity(D(10) * 2 / 3) == D("6.666666666667")


units = st.lists(st.integers(1, 1000).map(lambda n: (D(n) / 7).quantize(D("1e-8"))), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(units, st.sampled_from(list(CostMethod)), st.data())
def test_nothing_is_lost_whatever_is_taken(
    quantities: list[Decimal], method: CostMethod, data: st.DataObject
) -> None:
    pool = new_pool(method)
    for number, quantity in enumerate(quantities, 1):
        pool.add(Lot(number, date(2026, 1, number), quantity, quantity * 3, quantity * 4, D(1), D(2)))
    held = pool.quantity
    wanted = (data.draw(st.integers(1, 100)) * held / 100).quantize(D("1e-8"))
    taken = pool.take(wanted)
    both = taken + pool.lots()
    close: Callable[[Decimal, Decimal], bool] = lambda a, b: abs(a - b) < D("1e-20")  # noqa: E731
    assert sum(each.quantity for each in taken) == wanted
    assert pool.quantity == held - wanted
    assert close(sum((each.cost for each in both), D(0)), held * 3)
    assert close(sum((each.base_expenses for each in both), D(0)), D(2 * len(quantities)))


def test_both_pools_are_pools() -> None:
    pools: list[LotPool] = [LotQueue(), AveragePool()]
    assert [each.quantity for each in pools] == [0, 0]
    assert [each.take(D(0)) for each in pools] == [[], []]
