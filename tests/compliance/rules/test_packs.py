"""Rule packs: whom the notice is owed to, and the limits a regime brings along."""

from decimal import Decimal

import pytest

from compliance.rules.limits import LimitValue, validate_limits
from compliance.rules.outcomes import RuleCode
from compliance.rules.packs import (
    DEFAULT_PACKS,
    PackRefused,
    depreciation_step_for,
    limits_in_force,
    read_parameters,
)


@pytest.mark.parametrize(
    ("pack", "mandate_type", "classification", "requested", "step"),
    [
        ("EU", "discretionary", "retail", False, Decimal("0.10")),
        ("EU", "discretionary", "professional", True, Decimal("0.10")),
        ("EU", "discretionary", "professional", False, None),
        ("EU", "discretionary", "eligible_counterparty", True, None),
        ("EU", "advisory", "retail", False, None),
        ("EU", "execution_only", "retail", True, None),
        ("UK", "discretionary", "retail", False, None),
        ("CN", "discretionary", "retail", False, None),
    ],
)
def test_whom_the_notice_is_owed_to(
    pack: str, mandate_type: str, classification: str, requested: bool, step: Decimal | None
) -> None:
    found = depreciation_step_for(
        DEFAULT_PACKS[pack], mandate_type=mandate_type, classification=classification, requested=requested
    )
    assert found == step


@pytest.mark.parametrize("code", sorted(DEFAULT_PACKS))
def test_the_defaults_are_sound_and_survive_storage(code: str) -> None:
    pack = DEFAULT_PACKS[code]
    assert read_parameters(pack.to_json()) == pack
    assert validate_limits([LimitValue(rule, value) for rule, value in pack.limits.items()]) == []


@pytest.mark.parametrize(
    "data",
    [
        {"depreciation_step": "0.15"},
        {"depreciation_step": "0"},
        {"depreciation_step": "ten"},
        {"passive_cure_days": -1},
        {"passive_cure_days": "10"},
        {"passive_cure_days": True},
        {"limits": {"unknown": "1"}},
        {"limits": {"instrument_weight": "25"}},
        {"leverage": "2"},
    ],
)
def test_parameters_that_are_not_sound_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(PackRefused):
        read_parameters(data)


def test_a_smaller_step_is_the_firms_choice() -> None:
    assert read_parameters({"depreciation_step": "0.05"}).depreciation_step == Decimal("0.05")


def test_a_mandates_limit_replaces_the_packs() -> None:
    own = (LimitValue("instrument_weight", "0.20"), LimitValue("warning_line", "0.90"))
    found = {(limit.rule, limit.subject): limit.value for limit in limits_in_force(own, DEFAULT_PACKS["CN"])}
    assert found == {
        ("instrument_weight", ""): "0.20",
        ("warning_line", ""): "0.90",
        (RuleCode.STOP_LINE, ""): Decimal("0.80"),
        (RuleCode.STALE_PRICE, ""): Decimal(5),
    }
    special = (LimitValue("instrument_weight", "0.10", subject="X"),)
    subjects = {(limit.rule, limit.subject) for limit in limits_in_force(special, DEFAULT_PACKS["CN"])}
    assert {("instrument_weight", "X"), ("instrument_weight", "")} <= subjects
