"""Are the figures fit to decide on: prices young enough, the valuation complete, no account overdrawn?"""

from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.facts import CashFacts, FigureState
from compliance.rules.outcomes import Breach, Direction, RuleCode, Severity


@dataclass(frozen=True, slots=True)
class PriceAgeFacts:
    """The age of an instrument's last price in business days."""

    subject: str
    age: int


@dataclass(frozen=True, slots=True)
class MaximumAge:
    """The greatest age, in business days, at which a price still counts as current."""

    business_days: int


@dataclass(frozen=True, slots=True)
class ValuationFacts:
    """The state of a valuation and what is missing from it."""

    state: FigureState
    missing: tuple[str, ...] = ()


def check_stale_price(facts: PriceAgeFacts, limits: MaximumAge) -> Breach | None:
    """A warning when the price is older than the limit; exactly that old is current."""
    over = facts.age - limits.business_days
    if over <= 0:
        return None
    return Breach(
        rule=RuleCode.STALE_PRICE,
        subject=facts.subject,
        severity=Severity.WARNING,
        direction=Direction.ABOVE,
        value=Decimal(facts.age),
        limit=Decimal(limits.business_days),
        excess=Decimal(over),
    )


def check_incomplete_valuation(facts: ValuationFacts) -> Breach | None:
    """A warning when something held has no price or rate at all; an estimated valuation is complete enough."""
    if facts.state is not FigureState.INCOMPLETE:
        return None
    return Breach(
        rule=RuleCode.INCOMPLETE_VALUATION,
        subject="",
        severity=Severity.WARNING,
        direction=Direction.ABOVE,
        value=Decimal(len(facts.missing)),
        limit=Decimal(0),
        excess=Decimal(len(facts.missing)),
        facts={"missing": ", ".join(facts.missing)},
    )


def check_negative_cash(facts: CashFacts) -> Breach | None:
    """A warning when a cash account is overdrawn. The ledger books what happened; that it may not stay so
    is said here.
    """
    if facts.balance >= 0:
        return None
    return Breach(
        rule=RuleCode.NEGATIVE_CASH,
        subject=facts.account,
        severity=Severity.WARNING,
        direction=Direction.BELOW,
        value=facts.balance,
        limit=Decimal(0),
        excess=-facts.balance,
        facts={"currency": facts.currency},
    )
