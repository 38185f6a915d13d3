"""Is an asset class inside its band of the mandate? Both ends of the band belong to it."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Breach, Direction, RuleCode
from compliance.rules.weights import weight_breach


@dataclass(frozen=True, slots=True)
class Band:
    """The least and greatest share of an asset class, as fractions 0..1 of the portfolio."""

    asset_class: str
    minimum: Decimal
    maximum: Decimal


def check(facts: WeightFacts, limits: Band) -> Breach | None:
    """A breach below the minimum or above the maximum; exactly at either end is inside."""
    rule = RuleCode.ASSET_CLASS_BAND
    return weight_breach(rule, facts, limits.maximum, Direction.ABOVE) or weight_breach(
        rule, facts, limits.minimum, Direction.BELOW
    )
