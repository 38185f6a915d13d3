from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from portfolios.ledger.bridge_items import Column, Item, ItemKind, RowKey, flow_items, items_of
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.positions import walk
from portfolios.ledger.rows import UNKNOWN, Flow
from portfolios.ledger.valuation import value_book
from tests.portfolios.ledger.builders import (
    CASH,
    DEPOT,
    DEPOT2,
    DOLLAR_SHARE,
    DOLLARS,
    RATES,
    SHARE,
    booked,
    buy,
    entry,
    jan,
    prices,
    sell,
)

D = Decimal
T = EntryType
MARKET = prices((SHARE, 1, "10"), (SHARE, 8, "12"), (SHARE, 15, "9"), (DOLLAR_SHARE, 1, "10"))
DOLLAR: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
OWN: dict[str, Any] = {"instrument": SHARE, "external": False, "transfer_group": "g"}


def items(entries: list[Entry], start: int, end: int) -> list[Item]:
    history = booked(entries, as_of=start, prices=MARKET)
    opening = value_book(history, jan(start), MARKET, RATES)
    book = history.opened_at_market(MARKET, jan(start))
    assert list(walk(book, entries, [jan(end)])) == [jan(end)]
    return items_of(book, opening, value_book(book, jan(end), MARKET, RATES))


def of_kind(found: list[Item], kind: ItemKind) -> list[tuple[str, int | None, Decimal]]:
    return [(each.column.value, each.entry, each.amount) for each in found if each.kind is kind]


@pytest.mark.parametrize("column", list(Column))
def test_a_column_raises_or_lowers_the_value(column: Column) -> None:
    lowering = {Column.WITHDRAWALS, Column.FEES, Column.TAXES}
    assert column.sign == (-1 if column in lowering else 1)


def test_the_direction_of_a_flow_is_known_even_where_its_value_is_not() -> None:
    flows = [Flow(1, jan(2), SHARE, DEPOT, D(-3), "EUR", UNKNOWN, UNKNOWN, None)]
    (item,) = flow_items(flows)
    assert (item.column, item.amount.is_nan()) == (Column.WITHDRAWALS, True)


def test_a_disposal_names_the_entry_that_ended_the_lot() -> None:
    found = items([buy(1, 1, "10", "90"), sell(2, 8, "4", "50")], 1, 15)
    assert of_kind(found, ItemKind.DISPOSAL) == [("realized_price", 2, D(10))]
    assert of_kind(found, ItemKind.HOLDING) == [("unrealized_price", 1, D(-6))]


def test_what_is_held_names_the_entries_that_brought_it() -> None:
    found = items([buy(1, 1, "10", "90"), buy(2, 5, "10", "110"), sell(3, 8, "4", "50")], 1, 15)
    assert of_kind(found, ItemKind.HOLDING) == [
        ("unrealized_price", 1, D(-6)),
        ("unrealized_price", 2, D(-20)),
    ]


def test_money_leaves_one_row_and_enters_another() -> None:
    found = items([buy(1, 5, "10", "101", fee="1")], 1, 8)
    moved: dict[RowKey | None, Decimal] = defaultdict(Decimal)
    for each in found:
        if each.kind is ItemKind.MOVEMENT:
            moved[each.row] += each.amount
    assert moved == {RowKey(None, CASH, "EUR"): D(-101), RowKey(SHARE, DEPOT): D(101)}


def test_a_fee_of_an_account_is_no_movement() -> None:
    found = items([entry(1, T.FEE, 5, "7")], 1, 8)
    by_column: dict[Column, Decimal] = defaultdict(Decimal)
    for each in found:
        assert each.row == RowKey(None, CASH, "EUR")
        by_column[each.column] += each.amount
    assert by_column == {Column.FEES: D(7), Column.NET_INVESTED: D(0)}


def test_income_waiting_in_dollars_gains_with_the_dollar() -> None:
    dividend = entry(1, T.DIVIDEND, 15, "8", ex_date=jan(5), **DOLLAR)
    assert of_kind(items([dividend], 2, 8), ItemKind.RECEIVABLE) == [("accrued_fx", 1, D("1.6"))]
    assert of_kind(items([dividend], 2, 15), ItemKind.RECEIVABLE) == [("accrued_fx", 1, D("3.6"))]
    assert of_kind(items([dividend], 8, 15), ItemKind.RECEIVABLE) == [("accrued_fx", 1, D(2))]


def test_a_move_within_the_portfolio_is_at_cost_and_gains_nothing() -> None:
    moves = [
        entry(2, T.TRANSFER_OUT, 8, quantity="10", account=DEPOT, **OWN),
        entry(3, T.TRANSFER_IN, 8, quantity="10", account=DEPOT2, **OWN),
    ]
    found = items([buy(1, 1, "10", "90"), *moves], 1, 15)
    assert of_kind(found, ItemKind.OWN_TRANSFER) == of_kind(found, ItemKind.FLOW) == []
    moved = {each.row: each.amount for each in found if each.kind is ItemKind.MOVEMENT}
    assert moved == {RowKey(SHARE, DEPOT): D(-100), RowKey(SHARE, DEPOT2): D(100)}


def test_units_that_leave_for_another_portfolio_take_their_gain_along() -> None:
    found = items([buy(1, 1, "10", "90"), entry(2, T.TRANSFER_OUT, 8, quantity="10", **OWN)], 1, 15)
    assert of_kind(found, ItemKind.FLOW) == [("withdrawals", 2, D(120))]
    assert of_kind(found, ItemKind.OWN_TRANSFER) == [("unrealized_price", 2, D(20))]


def test_accounts_in_one_pool_exchange_cost_that_sums_to_zero() -> None:
    entries = [
        buy(1, 5, "10", "100"),
        buy(2, 6, "10", "140", account=DEPOT2),
        sell(3, 8, "10", "120", account=DEPOT2),
    ]
    shifted = {each.row: each.amount for each in items(entries, 1, 15) if each.kind is ItemKind.POOLING}
    assert shifted == {RowKey(SHARE, DEPOT): D(40), RowKey(SHARE, DEPOT2): D(-40)}
