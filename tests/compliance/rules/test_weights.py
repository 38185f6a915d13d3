"""Shares against limits."""

from decimal import Decimal

import pytest

from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Cause, Direction, RuleCode
from compliance.rules.weights import weight_breach


@pytest.mark.parametrize(
    ("direction", "part", "breaks"),
    [
        (Direction.ABOVE, "33.33", False),
        (Direction.ABOVE, "33.34", True),
        (Direction.BELOW, "33.33", False),
        (Direction.BELOW, "33.32", True),
    ],
)
def test_the_limit_itself_is_kept_on_either_side(direction: Direction, part: str, breaks: bool) -> None:
    facts = WeightFacts("X", Decimal(part), Decimal(100))
    breach = weight_breach(RuleCode.INSTRUMENT_WEIGHT, facts, Decimal("0.3333"), direction)
    assert (breach is not None) == breaks
    if breach:
        assert breach.excess == Decimal("0.0001")
        assert breach.cause is Cause.PASSIVE


def test_a_negative_part_is_below() -> None:
    facts = WeightFacts("X", Decimal(-1), Decimal(100), shrank_by_trade=True)
    breach = weight_breach(RuleCode.CASH_FLOOR, facts, Decimal(0), Direction.BELOW)
    assert breach is not None
    assert (breach.value, breach.cause) == (Decimal("-0.01"), Cause.ACTIVE)
