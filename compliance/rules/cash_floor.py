"""Is there enough cash, as a share of the portfolio or as an amount? Exactly the floor is enough."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.exact import difference
from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Breach, Cause, Direction, RuleCode, Severity
from compliance.rules.weights import weight_breach


@dataclass(frozen=True, slots=True)
class CashFloor:
    """The least cash: `minimum` as a fraction of the portfolio."""

    minimum: Decimal


@dataclass(frozen=True, slots=True)
class CashFloorAmount:
    """The least cash: `minimum` as an amount in the portfolio's currency."""

    minimum: Decimal


def check(facts: WeightFacts, limits: CashFloor) -> Breach | None:
    """A breach when the share of cash lies below the floor."""
    return weight_breach(RuleCode.CASH_FLOOR, facts, limits.minimum, Direction.BELOW)


def check_amount(facts: WeightFacts, limits: CashFloorAmount) -> Breach | None:
    """A breach when the amount of cash lies below the floor; the whole is not looked at."""
    short = difference(limits.minimum, facts.part)
    if short <= 0:
        return None
    return Breach(
        rule=RuleCode.CASH_FLOOR_AMOUNT,
        subject=facts.subject,
        severity=Severity.BREACH,
        direction=Direction.BELOW,
        value=facts.part,
        limit=limits.minimum,
        excess=short,
        cause=Cause.ACTIVE if facts.shrank_by_trade else Cause.PASSIVE,
        facts={"part": f"{facts.part:f}", "beyond": f"{short:f}"},
    )
