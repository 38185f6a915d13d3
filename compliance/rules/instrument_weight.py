"""Is a single instrument small enough? "不得超过" and "not above" include the limit: exactly 25 % passes."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Breach, Direction, RuleCode
from compliance.rules.weights import weight_breach


@dataclass(frozen=True, slots=True)
class MaximumWeight:
    """The greatest share of one instrument, as a fraction of the portfolio."""

    maximum: Decimal


def check(facts: WeightFacts, limits: MaximumWeight) -> Breach | None:
    """A breach above the maximum; instruments exempt from concentration limits never are."""
    if facts.is_exempt:
        return None
    return weight_breach(RuleCode.INSTRUMENT_WEIGHT, facts, limits.maximum, Direction.ABOVE)
