"""What a rule can find: a breach, or that it cannot be decided.

Not here: what becomes of it (alerts, notices, deadlines kept), which is the work of services.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class RuleCode(StrEnum):
    """The stable code of each kind of rule; stored with limits and alerts."""

    ASSET_CLASS_BAND = "asset_class_band"
    INSTRUMENT_WEIGHT = "instrument_weight"
    CASH_FLOOR = "cash_floor"
    CASH_FLOOR_AMOUNT = "cash_floor_amount"
    WARNING_LINE = "warning_line"
    STOP_LINE = "stop_line"
    DRAWDOWN = "drawdown"
    POSITION_STOP_LOSS = "position_stop_loss"
    POSITION_TRAILING_STOP = "position_trailing_stop"
    STALE_PRICE = "stale_price"
    INCOMPLETE_VALUATION = "incomplete_valuation"
    NEGATIVE_CASH = "negative_cash"
    DEPRECIATION_NOTICE = "depreciation_notice"


class Severity(StrEnum):
    """How urgent a breach is."""

    INFO = "info"
    WARNING = "warning"
    BREACH = "breach"


class Cause(StrEnum):
    """Active: a trade of the day brought it about, to be undone at once. Passive: the market did, to be
    cured in time.
    """

    ACTIVE = "active"
    PASSIVE = "passive"


class Direction(StrEnum):
    """On which side of the limit the value is: the worst value is the highest above, the lowest below."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that does not hold on a day, for one subject ("" for the portfolio as a whole).

    `value` and `limit` are in the unit of the rule (see the catalogue), `value` rounded to 12 places where
    it is a share; the decision was made on exact figures. `excess` ≥ 0 is how far beyond the limit, in the
    same unit as `value`; the larger, the worse. `facts` are the exact figures the rule saw, as text. None:
    the rule has no figure.
    """

    rule: RuleCode
    subject: str
    severity: Severity
    direction: Direction
    value: Decimal | None
    limit: Decimal | None
    excess: Decimal
    cause: Cause | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


class Reason(StrEnum):
    """Why a rule could not be decided."""

    VALUATION_INCOMPLETE = "valuation_incomplete"
    NO_POSITIVE_VALUE = "no_positive_value"
    NO_PRICE = "no_price"
    NO_UNIT_VALUE = "no_unit_value"
    NO_BASIS = "no_basis"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided for a subject that day: neither kept nor broken, so nothing may be
    cleared.
    """

    rule: RuleCode
    subject: str
    reason: Reason


def worse(one: Decimal | None, other: Decimal | None, direction: Direction) -> Decimal | None:
    """The worse of two values of one rule; None counts as no value."""
    known = [value for value in (one, other) if value is not None]
    if not known:
        return None
    return max(known) if direction is Direction.ABOVE else min(known)
