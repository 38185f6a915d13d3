"""Bands of asset classes: both ends belong to the band."""

from decimal import Decimal

import pytest

from compliance.rules.asset_class_band import Band, check
from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Cause, Direction

EQUITY = Band("equity", Decimal("0.40"), Decimal("0.60"))


@pytest.mark.parametrize("part", ["40", "50", "60"])
def test_inside(part: str) -> None:
    assert check(WeightFacts("equity", Decimal(part), Decimal(100)), EQUITY) is None


@pytest.mark.parametrize(
    ("part", "direction", "limit", "excess"),
    [
        ("61", Direction.ABOVE, "0.60", "0.01"),
        ("60.01", Direction.ABOVE, "0.60", "0.0001"),
        ("39.99", Direction.BELOW, "0.40", "0.0001"),
        ("0", Direction.BELOW, "0.40", "0.4"),
        ("-5", Direction.BELOW, "0.40", "0.45"),
    ],
)
def test_outside(part: str, direction: Direction, limit: str, excess: str) -> None:
    breach = check(WeightFacts("equity", Decimal(part), Decimal(100)), EQUITY)
    assert breach is not None
    assert (breach.direction, breach.limit, breach.excess) == (direction, Decimal(limit), Decimal(excess))


def test_a_trade_makes_only_the_side_it_moved_to_active() -> None:
    bought = check(WeightFacts("equity", Decimal(61), Decimal(100), grew_by_trade=True), EQUITY)
    sold = check(WeightFacts("equity", Decimal(39), Decimal(100), shrank_by_trade=True), EQUITY)
    bought_and_below = check(WeightFacts("equity", Decimal(39), Decimal(100), grew_by_trade=True), EQUITY)
    assert [breach and breach.cause for breach in (bought, sold, bought_and_below)] == [
        Cause.ACTIVE,
        Cause.ACTIVE,
        Cause.PASSIVE,
    ]
