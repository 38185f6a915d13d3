"""All limits of a portfolio on one day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from compliance.rules.asset_class_band import Band
from compliance.rules.evaluate import evaluate
from compliance.rules.facts import CashFacts, FigureState, PortfolioFacts, PositionFacts
from compliance.rules.limits import LimitValue
from compliance.rules.outcomes import Cause, Direction, Reason, RuleCode, worse

APPLE = PositionFacts(
    "AAPL",
    "equity",
    Decimal(30_000),
    price=Decimal(84),
    price_age=0,
    average_cost=Decimal(100),
    best_price=Decimal(120),
    increased=True,
)
TREASURY = PositionFacts("UST", "bond", Decimal(60_000), price=Decimal(99), price_age=8, is_exempt=True)
FACTS = PortfolioFacts(
    as_of=date(2022, 6, 30),
    currency="EUR",
    state=FigureState.ESTIMATED,
    value=Decimal(100_000),
    cash=Decimal(10_000),
    positions=(APPLE, TREASURY),
    balances=(CashFacts("K-EUR", "EUR", Decimal(11_000)), CashFacts("K-USD", "USD", Decimal("-1050.25"))),
    unit_value=Decimal("0.84"),
    unit_high=Decimal("1.05"),
)
BANDS = (
    Band("equity", Decimal("0.30"), Decimal("0.50")),
    Band("bond", Decimal("0.20"), Decimal("0.50")),
    Band("cash", Decimal("0"), Decimal("0.10")),
)
LIMITS = (
    LimitValue("instrument_weight", "0.25"),
    LimitValue("cash_floor", "0.10"),
    LimitValue("cash_floor_amount", "10000.01"),
    LimitValue("warning_line", "0.85"),
    LimitValue("stop_line", "0.80"),
    LimitValue("drawdown", "0.20"),
    LimitValue("position_stop_loss", "0.15"),
    LimitValue("position_trailing_stop", "0.30"),
    LimitValue("stale_price", "5"),
)


def found(
    facts: PortfolioFacts, limits: tuple[LimitValue, ...] = LIMITS, bands: tuple[Band, ...] = BANDS
) -> set[tuple[str, str]]:
    return {
        (breach.rule.value, breach.subject) for breach in evaluate(facts, bands=bands, limits=limits).breaches
    }


def test_every_breach_of_the_day_is_found_and_nothing_else() -> None:
    assert found(FACTS) == {
        ("negative_cash", "K-USD"),
        ("asset_class_band", "bond"),
        ("instrument_weight", "AAPL"),
        ("cash_floor_amount", ""),
        ("warning_line", ""),
        ("drawdown", ""),
        ("position_stop_loss", "AAPL"),
        ("position_trailing_stop", "AAPL"),
        ("stale_price", "UST"),
    }


def test_what_lacks_a_basis_is_undecided() -> None:
    undecided = evaluate(FACTS, limits=LIMITS).undecided
    assert {(item.rule.value, item.subject, item.reason) for item in undecided} == {
        ("position_stop_loss", "UST", Reason.NO_BASIS),
        ("position_trailing_stop", "UST", Reason.NO_BASIS),
    }


def test_an_incomplete_valuation_is_an_alert_and_leaves_shares_undecided() -> None:
    facts = replace(
        FACTS,
        state=FigureState.INCOMPLETE,
        value=None,
        cash=None,
        unit_value=None,
        missing=("AAPL",),
        positions=(replace(APPLE, value=None, price=None, price_age=None), TREASURY),
    )
    outcome = evaluate(facts, bands=BANDS, limits=LIMITS)
    assert {breach.rule for breach in outcome.breaches} == {
        RuleCode.INCOMPLETE_VALUATION,
        RuleCode.NEGATIVE_CASH,
        RuleCode.STALE_PRICE,
    }
    assert {item.rule for item in outcome.undecided} == {
        RuleCode.ASSET_CLASS_BAND,
        RuleCode.INSTRUMENT_WEIGHT,
        RuleCode.CASH_FLOOR,
        RuleCode.CASH_FLOOR_AMOUNT,
        RuleCode.WARNING_LINE,
        RuleCode.STOP_LINE,
        RuleCode.DRAWDOWN,
        RuleCode.POSITION_STOP_LOSS,
        RuleCode.POSITION_TRAILING_STOP,
        RuleCode.STALE_PRICE,
    }


def test_a_portfolio_worth_nothing_has_no_shares() -> None:
    outcome = evaluate(replace(FACTS, value=Decimal(0)), bands=BANDS[:1], limits=LIMITS[:2])
    assert {item.reason for item in outcome.undecided} == {Reason.NO_POSITIVE_VALUE}


def test_a_trade_of_the_day_makes_the_breach_active() -> None:
    [breach] = [item for item in evaluate(FACTS, limits=LIMITS[:1]).breaches if item.subject == "AAPL"]
    assert breach.cause is Cause.ACTIVE
    held = replace(FACTS, positions=(replace(APPLE, increased=False),))
    [breach] = [item for item in evaluate(held, limits=LIMITS[:1]).breaches if item.subject == "AAPL"]
    assert breach.cause is Cause.PASSIVE


def test_a_limit_for_one_instrument_replaces_the_general_one() -> None:
    assert ("instrument_weight", "AAPL") not in found(
        FACTS,
        (LimitValue("instrument_weight", "0.25"), LimitValue("instrument_weight", "0.35", subject="AAPL")),
    )
    assert ("instrument_weight", "AAPL") in found(
        FACTS,
        (LimitValue("instrument_weight", "0.35"), LimitValue("instrument_weight", "0.25", subject="AAPL")),
    )


def test_an_instruments_own_price_age_counts() -> None:
    monthly = replace(FACTS, positions=(replace(TREASURY, max_price_age=25),))
    assert ("stale_price", "UST") not in found(monthly)


def test_a_class_that_is_not_held_is_below_its_minimum() -> None:
    [breach] = [
        item
        for item in evaluate(FACTS, bands=(Band("commodity", Decimal("0.01"), Decimal("0.10")),)).breaches
        if item.rule is RuleCode.ASSET_CLASS_BAND
    ]
    assert (breach.subject, breach.value, breach.direction) == ("commodity", Decimal(0), Direction.BELOW)


@pytest.mark.parametrize("limit", [LimitValue("cash_floor", "much"), LimitValue("negative_cash", "0")])
def test_a_limit_that_is_not_sound_raises(limit: LimitValue) -> None:
    with pytest.raises(ValueError, match=r"not the value|not set as a limit"):
        evaluate(FACTS, limits=(limit,))


def test_the_worse_of_two_values() -> None:
    assert worse(Decimal(1), Decimal(2), Direction.ABOVE) == 2
    assert worse(Decimal(1), Decimal(2), Direction.BELOW) == 1
    assert worse(None, Decimal(2), Direction.BELOW) == 2
    assert worse(None, None, Direction.ABOVE) is None
