"""Lines that may not be touched: the contract's lines, drawdown, stop-loss."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from compliance.rules.loss_lines import (
    Line,
    LineFacts,
    LossFacts,
    MaximumLoss,
    check_drawdown,
    check_position_stop_loss,
    check_position_trailing_stop,
    check_stop_line,
    check_warning_line,
)
from compliance.rules.outcomes import Breach, RuleCode, Severity

WARNING, STOP = Line(Decimal("0.85")), Line(Decimal("0.80"))


@pytest.mark.parametrize(
    ("unit_value", "warned", "stopped"),
    [
        ("0.851", False, False),
        ("0.8500000001", False, False),
        ("0.85", True, False),
        ("0.849", True, False),
        ("0.80", True, True),
        ("0.799", True, True),
    ],
)
def test_the_lines_of_a_contract(unit_value: str, warned: bool, stopped: bool) -> None:
    facts = LineFacts(Decimal(unit_value))
    warning, stop = check_warning_line(facts, WARNING), check_stop_line(facts, STOP)
    assert (warning is not None, stop is not None) == (warned, stopped)
    if warning:
        assert (warning.rule, warning.severity) == (RuleCode.WARNING_LINE, Severity.WARNING)
        assert warning.excess == Decimal("0.85") - Decimal(unit_value)
    if stop:
        assert (stop.rule, stop.severity, stop.limit) == (
            RuleCode.STOP_LINE,
            Severity.BREACH,
            Decimal("0.80"),
        )


@pytest.mark.parametrize(
    ("value", "basis", "is_short", "loss"),
    [
        ("85.01", "100", False, None),
        ("85", "100", False, "0.15"),
        ("50", "100", False, "0.5"),
        ("120", "100", False, None),
        ("114.99", "100", True, None),
        ("115", "100", True, "0.15"),
        ("50", "100", True, None),
    ],
)
@pytest.mark.parametrize("check", [check_drawdown, check_position_stop_loss, check_position_trailing_stop])
def test_fifteen_per_cent_from_the_basis(
    check: Callable[[LossFacts, MaximumLoss], Breach | None],
    value: str,
    basis: str,
    is_short: bool,
    loss: str | None,
) -> None:
    facts = LossFacts("X", Decimal(value), Decimal(basis), is_short=is_short)
    breach = check(facts, MaximumLoss(Decimal("0.15")))
    assert (breach.value if breach else None) == (None if loss is None else Decimal(loss))


def test_a_third_is_compared_exactly() -> None:
    facts = LossFacts("X", Decimal(2), Decimal(3))
    assert check_drawdown(facts, MaximumLoss(Decimal("0.33333333"))) is not None
    assert check_drawdown(facts, MaximumLoss(Decimal("0.33333334"))) is None


def test_without_a_basis_there_is_no_loss() -> None:
    with pytest.raises(ValueError, match="basis greater than zero"):
        check_drawdown(LossFacts("", Decimal(1), Decimal(0)), MaximumLoss(Decimal("0.1")))
