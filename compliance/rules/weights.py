"""Shares of the portfolio against a limit, compared exactly and without dividing."""

from decimal import Decimal

from compliance.rules.exact import difference, product, shown_ratio
from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Breach, Cause, Direction, RuleCode, Severity


def weight_breach(rule: RuleCode, facts: WeightFacts, limit: Decimal, direction: Direction) -> Breach | None:
    """A breach when part ÷ whole lies beyond the limit (a fraction) on that side; "not above" includes the
    limit.

    Raises ValueError when the whole is not greater than zero: there is no share of nothing.
    """
    if facts.whole <= 0:
        raise ValueError("a share needs a whole greater than zero")
    beyond = difference(facts.part, product(limit, facts.whole))
    by_trade = facts.grew_by_trade
    if direction is Direction.BELOW:
        beyond = -beyond
        by_trade = facts.shrank_by_trade
    if beyond <= 0:
        return None
    return Breach(
        rule=rule,
        subject=facts.subject,
        severity=Severity.BREACH,
        direction=direction,
        value=shown_ratio(facts.part, facts.whole),
        limit=limit,
        excess=shown_ratio(beyond, facts.whole),
        cause=Cause.ACTIVE if by_trade else Cause.PASSIVE,
        facts={"part": f"{facts.part:f}", "whole": f"{facts.whole:f}", "beyond": f"{beyond:f}"},
    )
