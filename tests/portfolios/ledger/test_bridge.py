import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.bridge import (
    COLUMNS,
    ROW_COLUMNS,
    Bridge,
    bridge_between,
    bridge_period,
    combined,
    correction_items,
    in_minor_units,
    row_in_minor_units,
)
from portfolios.ledger.bridge_items import Column, ItemKind
from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.valuation import value_book
from tests.portfolios.ledger.builders import (
    CASH,
    COUPON_BOND,
    DEPOT,
    DOLLAR_SHARE,
    DOLLARS,
    NO_RATES,
    RATES,
    SHARE,
    TERMS,
    booked,
    buy,
    entry,
    jan,
    prices,
    sell,
)
from tests.portfolios.ledger.stories import everything, market

D = Decimal
T = EntryType
DOLLAR: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}


def bridged(
    entries: Sequence[Entry], start: int | None, end: int, quotes: Any = (), **options: Any
) -> Bridge:
    usual: dict[str, Any] = {"currency": "EUR", "rates": RATES, "prices": prices(*quotes)}
    opened = None if start is None else jan(start)
    return bridge_period(entries, TERMS, start=opened, end=jan(end), **(usual | options))


def effects(bridge: Bridge) -> dict[str, Decimal | None]:
    return {column.value: amount for column, amount in bridge.columns.items() if amount}


def test_the_cross_term_belongs_to_price_and_the_split_does_not_add_over_time() -> None:
    """100 units, 100 to 110 to 95, at 0.90, 0.85 and 0.95."""
    rates = Rates(
        [
            RateQuote("USD", "EUR", jan(day), D(rate))
            for day, rate in ((1, "0.90"), (11, "0.85"), (21, "0.95"))
        ]
    )
    held = [entry(1, T.TRANSFER_IN, 1, instrument=DOLLAR_SHARE, quantity="100", currency="USD")]
    quotes = [(DOLLAR_SHARE, 1, "100"), (DOLLAR_SHARE, 11, "110"), (DOLLAR_SHARE, 21, "95")]
    both = [bridged(held, start, end, quotes, rates=rates) for start, end in ((1, 21), (1, 11), (11, 21))]
    split = [(each.columns[Column.UNREALIZED_PRICE], each.columns[Column.UNREALIZED_FX]) for each in both]
    assert split == [(D(-475), D(500)), (D(850), D(-500)), (D(-1425), D(1100))]
    assert (split[1][0] or 0) + (split[2][0] or 0) == -575
    assert (split[1][1] or 0) + (split[2][1] or 0) == 600


def test_a_month_with_everything_adds_up_to_the_cent() -> None:
    """100,000 + 5,000 + 800 − 80 + 1,200 + 3,400 − 900 − 250 = 109,170."""
    rates = Rates([RateQuote("USD", "EUR", jan(1), D(1)), RateQuote("USD", "EUR", jan(20), D("0.91"))])
    entries = [
        entry(1, T.DEPOSIT, 1, "70000"),
        buy(2, 1, "200", "20000"),
        entry(3, T.DEPOSIT, 1, "30000"),
        buy(4, 1, "100", "10000", **DOLLAR),
        entry(5, T.DEPOSIT, 1, "10000", currency="USD", cash_account=DOLLARS),
        entry(6, T.WITHDRAWAL, 1, "10000"),
        entry(7, T.DEPOSIT, 10, "5000"),
        entry(8, T.DIVIDEND, 12, "720", instrument=SHARE, tax="80"),
        sell(9, 15, "100", "11200"),
        entry(10, T.FEE, 16, "250"),
    ]
    quotes = [(SHARE, 1, "100"), (DOLLAR_SHARE, 1, "100"), (SHARE, 20, "134"), (DOLLAR_SHARE, 20, "100")]
    bridge = bridged(entries, 1, 20, quotes, rates=rates)
    assert (bridge.opening_value, bridge.closing_value, bridge.residual) == (D(100_000), D(109_170), D(0))
    assert effects(bridge) == {
        "contributions": D(5000),
        "income": D(800),
        "taxes": D(80),
        "realized_price": D(1200),
        "unrealized_price": D(3400),
        "unrealized_fx": D(-900),
        "fees": D(250),
    }


def test_money_in_another_currency_is_followed_from_booking_to_booking() -> None:
    entries = [
        entry(1, T.DEPOSIT, 1, "100", currency="USD", cash_account=DOLLARS),
        entry(2, T.FX, 8, "90", counter_currency="USD", counter_amount="100", counter_cash_account=DOLLARS),
    ]
    bridge = bridged(entries, 2, 15)
    fx = [(each.kind, each.on, each.amount) for each in bridge.items if each.column is Column.CASH_FX]
    assert fx == [
        (ItemKind.REVALUATION, jan(8), D(20)),
        (ItemKind.DEALING_DIFFERENCE, jan(8), D(10)),
        (ItemKind.REVALUATION, jan(15), D(50)),
    ]
    assert (bridge.opening_value, bridge.closing_value, bridge.residual) == (D(80), D(160), D(0))


def test_since_inception_everything_came_from_outside() -> None:
    bridge = bridged([entry(1, T.DEPOSIT, 5, "100"), buy(2, 6, "10", "90")], None, 8, [(SHARE, 6, "10")])
    assert (bridge.start, bridge.opening_value) == (jan(4), D(0))
    assert effects(bridge) == {"contributions": D(100), "unrealized_price": D(10)}


def test_a_bond_accrues_income_and_the_coupon_is_no_second_income() -> None:
    entries = [
        entry(1, T.TRANSFER_IN, 1, instrument=COUPON_BOND, quantity="10000"),
        entry(2, T.COUPON, 2, "360", instrument=COUPON_BOND),
    ]
    bond_2026 = TERMS | {COUPON_BOND: TERMS[COUPON_BOND].__class__(**_moved_by_a_day())}
    quotes = [(COUPON_BOND, 1, "100")]
    bridge = bridge_period(
        entries, bond_2026, start=jan(1), end=jan(12), currency="EUR", rates=RATES, prices=prices(*quotes)
    )
    assert bridge.opening_value == 10_359, "a day before the coupon"
    assert bridge.closing_value == 10_370
    assert effects(bridge) == {"income": D(11)}, "the coupon of 360, less 359 accrued before, and ten days"


def _moved_by_a_day() -> dict[str, Any]:
    terms = TERMS[COUPON_BOND]
    fields = {name: getattr(terms, name) for name in terms.__slots__}
    return fields | {"issued_on": date(2025, 1, 2), "matures_on": date(2030, 1, 2)}


def test_units_given_at_a_stated_value_gain_the_difference_on_day_one() -> None:
    gift = entry(1, T.TRANSFER_IN, 5, "80", instrument=SHARE, quantity="10")
    bridge = bridged([gift], None, 5, [(SHARE, 5, "10")])
    assert effects(bridge) == {"contributions": D(80), "unrealized_price": D(20)}


def test_a_fee_paid_from_outside_is_not_in_the_portfolio() -> None:
    bridge = bridged([entry(1, T.FEE, 5, "80", paid_externally=True)], None, 8)
    assert (effects(bridge), bridge.residual) == ({}, D(0))


def test_rows_show_where_it_came_from() -> None:
    entries = [entry(1, T.DEPOSIT, 1, "1000"), buy(2, 5, "10", "501", fee="1"), entry(3, T.INTEREST, 6, "3")]
    bridge = bridged(entries, 1, 8, [(SHARE, 5, "52")])
    rows = {row.key.instrument: row for row in bridge.rows}
    share, cash = rows[SHARE], rows[None]
    assert (share.opening_value, share.closing_value, share.residual) == (D(0), D(520), D(0))
    assert share.columns[Column.NET_INVESTED] == 501
    assert (share.columns[Column.FEES], share.columns[Column.UNREALIZED_PRICE]) == (D(1), D(20))
    assert (cash.opening_value, cash.closing_value, cash.residual) == (D(1000), D(502), D(0))
    assert (cash.columns[Column.NET_INVESTED], cash.columns[Column.INCOME]) == (D(-501), D(3))
    assert (share.key.account, cash.key.account) == (DEPOT, CASH)


def test_what_is_not_known_is_none_and_named() -> None:
    bridge = bridged([buy(1, 5, "10", "100", **DOLLAR)], None, 8, [(SHARE, 5, "52")], rates=NO_RATES)
    assert bridge.columns[Column.UNREALIZED_PRICE] is None
    assert bridge.columns[Column.FEES] == 0
    assert (bridge.closing_value, bridge.residual, bridge.state) == (None, None, LookupState.MISSING)
    assert Missing(jan(8), instrument=DOLLAR_SHARE) in bridge.missing
    assert Missing(jan(8), "USD", "EUR") in bridge.missing
    assert in_minor_units(bridge) is None


def test_gaps_before_the_period_do_not_matter() -> None:
    only_later = Rates([RateQuote("EUR", "USD", jan(8), D(1))])
    bridge = bridged([buy(1, 2, "10", "100", **DOLLAR)], 8, 9, [(DOLLAR_SHARE, 8, "12")], rates=only_later)
    assert (bridge.missing, bridge.residual, bridge.opening_value) == ((), D(0), D(20))


def test_a_period_has_days() -> None:
    with pytest.raises(ValueError, match="holds no day"):
        bridged([], 5, 5)


def test_from_book_to_book_is_the_same_and_leaves_both_alone() -> None:
    entries, quotes = everything(3), market(3)
    first, last = (booked(entries, as_of=day, prices=quotes) for day in (9, 24))
    before = (first.lots(), last.lots())
    bridge = bridge_between(first, last, entries, prices=quotes, rates=RATES)
    assert bridge == bridged(entries, 9, 24, prices=quotes)
    assert (first.lots(), last.lots()) == before
    with pytest.raises(ValueError, match="holds no day"):
        bridge_between(last, first, entries, prices=quotes, rates=RATES)


def test_an_empty_portfolio_explains_nothing_with_nothing() -> None:
    bridge = bridged([], 2, 5)
    assert effects(bridge) == {}
    assert bridge.opening_value == bridge.closing_value == bridge.residual == 0


def test_corrections_lead_from_what_was_reported_to_what_is_known() -> None:
    reported_with = [entry(1, T.DEPOSIT, 1, "1000"), entry(2, T.FEE, 2, "10")]
    late = [entry(3, T.FEE, 2, "10", reverses=2), entry(4, T.DIVIDEND, 3, "7", instrument=SHARE)]

    def value(entries: Sequence[Entry]) -> Decimal | None:
        return value_book(booked(entries, as_of=5), jan(5), prices(), RATES).total

    items = correction_items(reported_with, [*reported_with, *late], value, reported=D(989), on=jan(5))
    assert [(each.entry, each.amount) for each in items] == [(None, D(1)), (3, D(10)), (4, D(7))]
    bridge = bridged([*reported_with, *late], 5, 9, corrections=items)
    assert (bridge.opening_value, bridge.columns[Column.CORRECTIONS]) == (D(989), D(18))
    assert (bridge.closing_value, bridge.residual) == (D(1007), D(0))
    assert correction_items(reported_with, reported_with, value, reported=D(990), on=jan(5)) == []


def test_a_household_cancels_the_moves_between_its_portfolios() -> None:
    own: dict[str, Any] = {"external": False, "transfer_group": "g"}
    sender = [
        buy(1, 1, "10", "100"),
        entry(2, T.TRANSFER_OUT, 5, instrument=SHARE, quantity="10", **own),
        entry(3, T.DEPOSIT, 6, "50"),
    ]
    receiver = [entry(4, T.TRANSFER_IN, 5, instrument=SHARE, quantity="10", account=99, **own)]
    quotes = [(SHARE, 1, "10"), (SHARE, 5, "12"), (SHARE, 8, "15")]
    parts = [bridged(each, 1, 8, quotes) for each in (sender, receiver)]
    assert [each.columns[Column.WITHDRAWALS] for each in parts] == [D(120), D(0)]
    household = combined(parts)
    assert effects(household) == {"contributions": D(50), "unrealized_price": D(50)}
    assert (household.opening_value, household.closing_value, household.residual) == (D(0), D(100), D(0))


def test_only_like_is_combined_with_like() -> None:
    with pytest.raises(ValueError, match="one period"):
        combined([bridged([], 2, 5), bridged([], 2, 6)])


def test_the_shown_cents_add_up() -> None:
    bridge = bridged(everything(7), 9, 24, prices=market(7))
    shown = in_minor_units(bridge)
    assert shown is not None
    changes = sum(column.sign * shown[column.value] for column in COLUMNS)
    assert shown["opening_value"] + changes + shown["residual"] == shown["closing_value"]
    assert shown["residual"] == 0
    assert all(abs(shown[each.value] - (bridge.columns[each] or 0)) < D("0.01") for each in COLUMNS)


def test_the_shown_cents_of_a_row_add_up_by_themselves() -> None:
    bridge = bridged(everything(7), 9, 24, prices=market(7))
    for row in bridge.rows:
        shown = row_in_minor_units(row, "EUR")
        assert shown is not None
        changes = sum(column.sign * shown[column.value] for column in ROW_COLUMNS)
        assert shown["opening_value"] + changes + shown["residual"] == shown["closing_value"]
    unknown = bridged([buy(1, 5, "10", "100")], None, 8).rows[-1]
    assert row_in_minor_units(unknown, "EUR") is None


@pytest.mark.parametrize("method", list(CostMethod))
@pytest.mark.parametrize("scope", list(LotScope))
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 20), st.integers(1, 11))
def test_nothing_is_left_unexplained(
    method: CostMethod, scope: LotScope, seed: int, start: int, length: int
) -> None:
    bridge = bridged(
        everything(seed), start, start + length, prices=market(seed), cost_method=method, lot_scope=scope
    )
    assert bridge.missing == ()
    assert bridge.residual is not None
    assert abs(bridge.residual) < D("1e-9")
    for row in bridge.rows:
        assert row.residual is not None
        assert abs(row.residual) < D("1e-9"), row


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_rows_sum_to_the_portfolio_and_net_invested_to_the_flows(seed: int) -> None:
    bridge = bridged(everything(seed), None, 31, prices=market(seed))
    for column in (Column.INCOME, Column.FEES, Column.REALIZED_PRICE, Column.CASH_FX, Column.ACCRUED_FX):
        of_rows = sum((row.columns[column] or D(0) for row in bridge.rows), D(0))
        assert abs(of_rows - (bridge.columns[column] or D(0))) < D("1e-15")
    invested = sum((row.columns[Column.NET_INVESTED] or D(0) for row in bridge.rows), D(0))
    flows = (bridge.columns[Column.CONTRIBUTIONS] or D(0)) - (bridge.columns[Column.WITHDRAWALS] or D(0))
    assert abs(invested - flows) < D("1e-15")


def test_what_adds_over_sub_periods() -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    entries, quotes = everything(seed), market(seed)
    whole, first, second = (bridged(entries, *days, prices=quotes) for days in ((2, 30), (2, 17), (17, 30)))
    for column in (Column.CONTRIBUTIONS, Column.WITHDRAWALS, Column.FEES, Column.TAXES):
        parts = (first.columns[column] or D(0)) + (second.columns[column] or D(0))
        assert abs((whole.columns[column] or D(0)) - parts) < D("1e-15")
