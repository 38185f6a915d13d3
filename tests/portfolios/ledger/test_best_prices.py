"""Since when a position is held, and the best price since."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.ledger.best_prices import HeldRun, best_price, held_runs
from portfolios.ledger.rows import MovementKind, UnitMovement

D = Decimal
SHARE = 1


def on(number: int) -> date:
    return date(2020, 1, number)


def moved(
    number: int, quantity: str, kind: MovementKind = MovementKind.TRADE, gross: str = "1"
) -> UnitMovement:
    worth = D(gross)
    return UnitMovement(0, on(number), kind, SHARE, None, D(quantity), worth, worth, D(0))


def run_of(*movements: UnitMovement, until: int = 31) -> HeldRun | None:
    return held_runs(movements, on(until)).get(SHARE)


def test_a_run_begins_with_the_first_close_it_is_held_at_and_ends_at_zero() -> None:
    bought, more, sold, again = moved(2, "10"), moved(3, "5"), moved(4, "-15"), moved(6, "1")
    assert run_of(bought, more) == HeldRun(on(2), is_short=False)
    assert run_of(bought, more, sold) is None
    assert run_of(bought, more, sold, again) == HeldRun(on(6), is_short=False)
    assert run_of(bought, more, sold, again, until=3) == HeldRun(on(2), is_short=False)


def test_within_a_day_nothing_breaks_a_run() -> None:
    assert run_of(moved(2, "10"), moved(4, "-10"), moved(4, "7")) == HeldRun(on(2), is_short=False)


def test_turning_short_opens_another_position() -> None:
    assert run_of(moved(2, "10"), moved(4, "-12")) == HeldRun(on(4), is_short=True)


def test_units_for_nothing_are_a_split_and_units_for_value_are_not() -> None:
    action = MovementKind.CORPORATE_ACTION
    run = run_of(moved(2, "10"), moved(4, "20", action, "0"), moved(5, "3", action, "9"))
    assert run == HeldRun(on(2), is_short=False, splits=((on(4), D(3)),))


PRICES = [(on(1), D(50)), (on(3), D(9)), (on(4), D(12)), (on(6), D(8))]


@pytest.mark.parametrize(
    ("run", "until", "best"),
    [
        (HeldRun(on(3), is_short=False), 6, "12"),
        (HeldRun(on(2), is_short=False), 6, "50"),  # the close of the day it was opened on
        (HeldRun(on(3), is_short=False), 3, "9"),
        (HeldRun(on(3), is_short=True), 6, "8"),
        (HeldRun(on(2), is_short=False, splits=((on(3), D(10)),)), 6, "12"),
        (HeldRun(on(2), is_short=False, splits=((on(5), D(4)),)), 6, "12.5"),
        (HeldRun(on(2), is_short=False, splits=((on(5), D(4)),)), 4, "50"),
    ],
)
def test_the_best_close_since_the_opening(run: HeldRun, until: int, best: str) -> None:
    assert best_price(run, PRICES, on(until)) == D(best)


def test_without_a_price_there_is_no_best_one() -> None:
    assert best_price(HeldRun(on(3), is_short=False), [], on(6)) is None
    assert best_price(HeldRun(on(3), is_short=False), [(on(7), D(1))], on(6)) is None
