"""Lines that must not be touched from above: warning and stop line of a contract, drawdown, stop-loss of a
position.

Touching counts (触及预警线或止损线): a value exactly at its line is a breach. No order follows from it by itself.
"""

from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.exact import difference, product, shown_ratio
from compliance.rules.outcomes import Breach, Direction, RuleCode, Severity


@dataclass(frozen=True, slots=True)
class LineFacts:
    """The value per unit of a portfolio, or the index of its contract that began at 1."""

    unit_value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the unit of the value per unit, such as 0.85."""

    line: Decimal


@dataclass(frozen=True, slots=True)
class LossFacts:
    """A value and what it is measured from: cost or trailing high. For a short position a rise is the loss."""

    subject: str
    value: Decimal
    basis: Decimal
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class MaximumLoss:
    """The loss at which the line is touched, as a fraction of the basis: 0.15 for 15 %."""

    loss: Decimal


def check_warning_line(facts: LineFacts, limits: Line) -> Breach | None:
    """A warning when the value per unit is at or below the warning line (预警线)."""
    return _line_breach(RuleCode.WARNING_LINE, Severity.WARNING, facts, limits)


def check_stop_line(facts: LineFacts, limits: Line) -> Breach | None:
    """A breach when the value per unit is at or below the stop line (止损线)."""
    return _line_breach(RuleCode.STOP_LINE, Severity.BREACH, facts, limits)


def check_drawdown(facts: LossFacts, limits: MaximumLoss) -> Breach | None:
    """A breach when the portfolio has lost that fraction of its highest value per unit, or more."""
    return _loss_breach(RuleCode.DRAWDOWN, Severity.BREACH, facts, limits)


def check_position_stop_loss(facts: LossFacts, limits: MaximumLoss) -> Breach | None:
    """A breach when a position has lost that fraction of its average cost, or more."""
    return _loss_breach(RuleCode.POSITION_STOP_LOSS, Severity.BREACH, facts, limits)


def check_position_trailing_stop(facts: LossFacts, limits: MaximumLoss) -> Breach | None:
    """A breach when a position has lost that fraction of its best price since it was opened, or more."""
    return _loss_breach(RuleCode.POSITION_TRAILING_STOP, Severity.BREACH, facts, limits)


def _line_breach(rule: RuleCode, severity: Severity, facts: LineFacts, limits: Line) -> Breach | None:
    below = difference(limits.line, facts.unit_value)
    if below < 0:
        return None
    return Breach(
        rule=rule,
        subject="",
        severity=severity,
        direction=Direction.BELOW,
        value=facts.unit_value,
        limit=limits.line,
        excess=below,
        facts={"unit_value": f"{facts.unit_value:f}"},
    )


def _loss_breach(rule: RuleCode, severity: Severity, facts: LossFacts, limits: MaximumLoss) -> Breach | None:
    """Loss ≥ limit × basis; the loss of a short position is the rise. Raises ValueError without a positive
    basis.
    """
    if facts.basis <= 0:
        raise ValueError("a loss needs a basis greater than zero")
    loss = difference(facts.basis, facts.value)
    if facts.is_short:
        loss = -loss
    beyond = difference(loss, product(limits.loss, facts.basis))
    if beyond < 0:
        return None
    return Breach(
        rule=rule,
        subject=facts.subject,
        severity=severity,
        direction=Direction.ABOVE,
        value=shown_ratio(loss, facts.basis),
        limit=limits.loss,
        excess=shown_ratio(beyond, facts.basis),
        facts={"value": f"{facts.value:f}", "basis": f"{facts.basis:f}"},
    )
