import random
from copy import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.entries import EntryType, in_order
from portfolios.ledger.errors import EntryUnusable, OutOfOrder
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, net_of_reversals, walk
from portfolios.ledger.valuation import value_book
from tests.portfolios.ledger.builders import (
    CASH,
    COUPON_BOND,
    DEPOT,
    DEPOT2,
    DOLLAR_SHARE,
    DOLLARS,
    NO_RATES,
    OTHER,
    RATES,
    SHARE,
    booked,
    buy,
    empty,
    entry,
    jan,
    prices,
    sell,
)
from tests.portfolios.ledger.stories import INSTRUMENTS, trades_and_money

D = Decimal
T = EntryType
MARKET = prices((SHARE, 2, "12"), (DOLLAR_SHARE, 2, "100"), (OTHER, 2, "7"), (COUPON_BOND, 2, "99"))


def test_settled_and_traded_stand_side_by_side() -> None:
    entries = [buy(1, 5, "10", "100", settlement_date=jan(7)), sell(2, 6, "4", "50", settlement_date=jan(8))]
    seen = []
    for day in (5, 6, 7, 8):
        book = booked(entries, as_of=day)
        held, cash = book.holdings()[0], book.balances()[0]
        seen.append((held.quantity, held.quantity_settled, cash.balance, cash.balance_settled))
    expected = [(10, 0, -100, 0), (6, 0, -50, 0), (6, 10, -50, -100), (6, 6, -50, -50)]
    assert seen == [tuple(map(D, row)) for row in expected]


def test_a_book_does_not_run_backwards() -> None:
    book = booked([entry(1, T.DEPOSIT, 5, "1")])
    with pytest.raises(OutOfOrder, match="stands at 2026-01-05"):
        book.apply(entry(2, T.DEPOSIT, 2, "1"))


def test_the_future_is_not_in_the_book() -> None:
    assert booked([entry(1, T.DEPOSIT, 5, "1")], as_of=4).balances() == []


@pytest.mark.parametrize("method", list(CostMethod))
def test_walking_days_gives_what_folding_to_each_gives(method: CostMethod) -> None:
    entries = trades_and_money(random_seed())
    book = empty(cost_method=method, prices=MARKET)
    for on in walk(book, entries, [jan(day) for day in range(1, 32)]):
        folded = booked(entries, as_of=on.day, cost_method=method, prices=MARKET)
        assert book.holdings() == folded.holdings()
        assert book.balances() == folded.balances()
        assert book.receivables == folded.receivables
        assert book.realized == folded.realized


def test_a_walk_goes_on_where_the_book_stands() -> None:
    entries = trades_and_money(random_seed())
    book = booked(entries, as_of=12, prices=MARKET)
    for _ in walk(book, entries, [jan(20), jan(31)]):
        pass
    assert book.lots() == booked(entries, as_of=31, prices=MARKET).lots()


def test_a_copy_leaves_the_book_alone() -> None:
    book = booked([buy(1, 2, "10", "100")])
    twin = book.copy()
    twin.apply(sell(2, 5, "4", "50"))
    assert (book.holdings()[0].quantity, len(book.realized), len(book.cash_movements)) == (D(10), 0, 1)
    assert (twin.holdings()[0].quantity, len(twin.realized), len(twin.cash_movements)) == (D(6), 1, 2)


def test_a_period_opens_at_the_market() -> None:
    dollars: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
    history = booked([buy(1, 2, "10", "90", fee="1"), buy(2, 2, "5", "400", **dollars)], as_of=8)
    book = history.opened_at_market(MARKET, jan(8))
    assert [(lot.acquired_on, lot.cost, lot.base_cost, lot.expenses) for lot in book.lots()] == [
        (jan(2), D(120), D(120), D(0)),
        (jan(2), D(500), D(500), D(0)),
    ]
    assert (book.cash_movements, book.expenses) == ([], [])
    book.apply(sell(3, 15, "5", "375", **dollars))
    assert (book.realized[0].price_part, book.realized[0].fx_part) == (D("-156.25"), D(125))
    assert history.lots()[0].cost == 89, "the history is untouched"


def test_a_period_cannot_open_in_the_past_or_on_a_guess() -> None:
    book = booked([buy(1, 2, "10", "90")], as_of=8)
    with pytest.raises(ValueError, match="stands at 2026-01-08"):
        book.opened_at_market(MARKET, jan(7))
    opened = book.opened_at_market(prices(), jan(8))
    assert opened.lots()[0].cost is None
    assert [each.instrument for each in opened.missing] == [SHARE]


def test_receivables_are_revalued_when_a_period_opens() -> None:
    dividend = entry(
        1, T.DIVIDEND, 15, "8", ex_date=jan(2), instrument=DOLLAR_SHARE, currency="USD", cash_account=DOLLARS
    )
    opened = booked([dividend], as_of=8).opened_at_market(MARKET, jan(8))
    assert opened.receivables[0].base_amount == 8
    opened.advance(jan(15))
    assert opened.receivables_paid[0].base_paid - opened.receivables_paid[0].base_booked == 2


def test_what_was_never_known_stays_unknown_and_is_named() -> None:
    dollars: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
    book = booked([buy(1, 2, "10", "100", **dollars), sell(2, 5, "4", "50", **dollars)], rates=NO_RATES)
    (holding,) = book.holdings()
    assert (holding.cost, holding.base_cost) == (D(60), None)
    assert {(each.on, each.base, each.quote) for each in book.missing} == {
        (jan(2), "USD", "EUR"),
        (jan(5), "USD", "EUR"),
    }


def test_cost_of_a_shared_pool_is_shared_by_quantity() -> None:
    book = booked([buy(1, 2, "10", "100"), buy(2, 5, "30", "500", account=DEPOT2)])
    assert [(each.account, each.cost) for each in book.holdings()] == [(DEPOT, D(150)), (DEPOT2, D(450))]
    apart = booked(
        [buy(1, 2, "10", "100"), buy(2, 5, "30", "500", account=DEPOT2)], lot_scope=LotScope.ACCOUNT
    )
    assert [each.cost for each in apart.holdings()] == [D(100), D(500)]


def test_reversals_from_their_own_day_leave_no_trace() -> None:
    mistake = buy(2, 5, "10", "200")
    undo = replace(mistake, id=3, reverses=2)
    redo = replace(undo, id=4, reverses=3)
    assert net_of_reversals([buy(1, 2, "1", "1"), mistake, undo]) == [buy(1, 2, "1", "1")]
    assert net_of_reversals([mistake, undo, redo]) == [mistake]
    later = replace(undo, trade_date=jan(9))
    assert net_of_reversals([mistake, later]) == [mistake, later]
    assert net_of_reversals([undo]) == [undo], "its entry is not at hand"


@pytest.mark.parametrize("kind", list(EntryType))
def test_every_type_is_folded(kind: EntryType) -> None:
    book = booked([buy(1, 2, "10", "100")], prices=MARKET)
    fields: dict[str, Any] = {"instrument": SHARE, "price": "1", "ratio": "2", "cost_share": "0.1"}
    fields |= {"counter_currency": "USD", "counter_amount": "1", "related_instrument": OTHER}
    if kind not in (T.SPIN_OFF, T.MERGER):
        fields["quantity"] = "1"
    before = (book.holdings(), book.balances(), book.receivables)
    book.apply(entry(2, kind, 5, "1", **fields))
    assert (book.holdings(), book.balances(), book.receivables) != before


@pytest.mark.parametrize("kind", [T.STOCK_DIVIDEND, T.SPIN_OFF, T.MERGER, T.RETURN_OF_CAPITAL])
def test_an_act_of_the_issuer_is_reversed_from_its_own_day(kind: EntryType) -> None:
    act = entry(2, kind, 5, instrument=SHARE, ratio="2", related_instrument=OTHER, cost_share="0.5")
    history = [buy(1, 2, "10", "100")]
    undo = replace(act, id=3, reverses=2)
    assert booked([*history, act, undo]).lots() == booked(history).lots()
    with pytest.raises(EntryUnusable, match="from its own day"):
        booked(history).apply(replace(undo, trade_date=jan(9)))


def random_seed() -> int:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    return seed


def net(book: Book) -> dict[object, Decimal]:
    quantities: dict[object, Decimal] = {
        (each.instrument, each.account): each.quantity for each in book.holdings() if each.quantity
    }
    balances: dict[object, Decimal] = {each.account: each.balance for each in book.balances() if each.balance}
    return quantities | balances


seeds = st.integers(0, 10**6)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(list(CostMethod)), st.sampled_from(list(LotScope)))
def test_every_unit_held_is_in_a_lot_and_came_by_a_movement(
    seed: int, method: CostMethod, scope: LotScope
) -> None:
    book = booked(trades_and_money(seed), cost_method=method, lot_scope=scope, prices=MARKET)
    for instrument in INSTRUMENTS:
        held = sum(each.quantity for each in book.holdings() if each.instrument == instrument)
        assert held == sum(each.quantity for each in book.lots() if each.instrument == instrument)
        assert held == sum(each.quantity for each in book.unit_movements if each.instrument == instrument)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(list(CostMethod)))
def test_bookings_sum_to_zero_unless_external(seed: int, method: CostMethod) -> None:
    """What came in, was earned or was gained less what it cost is what is there: nothing arises, nothing is
    lost.
    """
    book = booked(trades_and_money(seed), as_of=31, cost_method=method, prices=MARKET)
    put_in = sum((each.base_amount for each in book.flows), D(0))
    earned = sum((each.base_amount for each in book.income), D(0))
    spent = sum((each.base_amount for each in book.expenses), D(0))
    gained = sum((each.gain for each in book.realized), D(0))
    changed = sum((each.base_paid - each.base_booked for each in book.receivables_paid), D(0))
    cash = sum((each.base_amount for each in book.cash_movements), D(0))
    invested = sum((each.base_cost or 0 for each in book.lots()), D(0))
    assert abs(put_in + earned - spent + gained + changed - cash - invested) < D("1e-18")


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(0, 28), st.data())
def test_a_reversal_nets_to_nothing(seed: int, delay: int, data: st.DataObject) -> None:
    entries = trades_and_money(seed, 25)
    chosen = data.draw(st.sampled_from(entries))
    undo = replace(chosen, id=1000, reverses=chosen.id, trade_date=chosen.trade_date + timedelta(days=delay))
    with_both = booked([*entries, undo], prices=MARKET)
    without = booked([each for each in entries if each is not chosen], prices=MARKET)
    end = max(each.as_of for each in (with_both, without) if each.as_of) + timedelta(days=40)
    with_both.advance(end)
    without.advance(end)
    assert net(with_both) == net(without)
    for name in ("income", "expenses", "raw_flows"):
        sums = [
            sum((row.amount for row in getattr(book, name) if row.currency == "EUR"), D(0))
            for book in (with_both, without)
        ]
        assert sums[0] == sums[1]


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_numbered_entries_of_a_day_are_booked_by_number(seed: int) -> None:
    entries = [
        replace(each, sequence=each.id, ex_date=None, trade_date=jan(5))
        for each in trades_and_money(seed, 20)
    ]
    source = random.Random(seed)  # noqa: S311
    shuffled = list(entries)
    source.shuffle(shuffled)
    assert in_order(shuffled) == entries
    assert booked(shuffled, prices=MARKET).realized == booked(entries, prices=MARKET).realized


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_cost_methods_agree_on_everything_but_the_lots(seed: int) -> None:
    first, second = (
        booked(trades_and_money(seed), as_of=31, cost_method=each, prices=MARKET)
        for each in ("fifo", "average")
    )
    assert net(first) == net(second)
    totals = []
    for book in (first, second):
        value = value_book(book, jan(31), MARKET, RATES)
        assert value.total is not None
        gains = sum((each.gain for each in book.realized), D(0))
        gains += sum((each.unrealized_gain or D(0) for each in value.holdings), D(0))
        totals.append((value.total, gains.quantize(D("1e-15"))))
    assert totals[0] == totals[1]


def test_dates_of_a_walk_may_be_any() -> None:
    book = empty()
    assert list(walk(book, [], [date(2025, 1, 1), date(2027, 1, 1)])) == [date(2025, 1, 1), date(2027, 1, 1)]
    assert book.as_of == date(2027, 1, 1)
    assert CASH not in {each.account for each in book.balances()}
