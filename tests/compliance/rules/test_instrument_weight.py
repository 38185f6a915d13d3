"""Concentration: the exact boundary, active and passive breaches, exemptions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rules.facts import WeightFacts
from compliance.rules.instrument_weight import MaximumWeight, check
from compliance.rules.outcomes import Cause, Direction, RuleCode

QUARTER = MaximumWeight(Decimal("0.25"))
NET_ASSETS = Decimal(10_000_000)


def held(part: str, **options: bool) -> WeightFacts:
    return WeightFacts("X", Decimal(part), NET_ASSETS, **options)


def test_exactly_a_quarter_passes() -> None:
    assert check(held("2500000"), QUARTER) is None


def test_one_unit_of_money_more_by_a_trade_is_an_active_breach() -> None:
    breach = check(held("2500001", grew_by_trade=True), QUARTER)
    assert breach is not None
    assert breach.rule is RuleCode.INSTRUMENT_WEIGHT
    assert breach.cause is Cause.ACTIVE
    assert breach.value == Decimal("0.2500001")
    assert breach.excess == Decimal("1E-7")
    assert breach.facts == {"part": "2500001", "whole": "10000000", "beyond": "1.00"}


def test_drifting_to_26_per_cent_is_a_passive_breach() -> None:
    breach = check(held("2600000"), QUARTER)
    assert breach is not None
    assert (breach.cause, breach.value, breach.direction) == (Cause.PASSIVE, Decimal("0.26"), Direction.ABOVE)
    sold = check(held("2600000", shrank_by_trade=True), QUARTER)
    assert sold is not None
    assert sold.cause is Cause.PASSIVE


def test_forty_per_cent_of_a_treasury_is_exempt() -> None:
    assert check(held("4000000", is_exempt=True), QUARTER) is None


def test_there_is_no_share_of_nothing() -> None:
    with pytest.raises(ValueError, match="greater than zero"):
        check(WeightFacts("X", Decimal(1), Decimal(0)), QUARTER)


@given(
    whole=st.decimals(min_value="0.01", max_value="99999999", places=8),
    limit=st.decimals(min_value=0, max_value=1, places=8),
)
def test_the_boundary_is_exact_for_any_value(whole: Decimal, limit: Decimal) -> None:
    at = limit * whole
    assert check(WeightFacts("X", at, whole), MaximumWeight(limit)) is None
    over = check(WeightFacts("X", at + Decimal("1e-16"), whole), MaximumWeight(limit))
    assert over is not None
    assert over.excess >= 0
