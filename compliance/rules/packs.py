"""The rules a regime brings along: defaults to be reviewed by the firm's compliance officer, as data with a
date.

A pack says how large the step of the depreciation notice is (None: no such notice), within how many
business days a breach by the market is to be cured, and which limits hold where a mandate sets none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from compliance.rules.depreciation import STEP
from compliance.rules.limits import LimitValue, limit_number, validate_limits
from compliance.rules.outcomes import RuleCode


@dataclass(frozen=True, slots=True)
class PackParameters:
    """The parameters of one version of a rule pack."""

    depreciation_step: Decimal | None = None
    passive_cure_days: int = 10
    limits: Mapping[RuleCode, Decimal] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As stored: decimals as text."""
        step = self.depreciation_step
        return {
            "depreciation_step": None if step is None else f"{step:f}",
            "passive_cure_days": self.passive_cure_days,
            "limits": {rule: f"{value:f}" for rule, value in self.limits.items()},
        }


class PackRefused(ValueError):
    """The parameters of a pack are not sound; the text says which."""


def read_parameters(data: Mapping[str, Any]) -> PackParameters:
    """The parameters from their stored form. Raises PackRefused for unknown names and impossible values."""
    unknown = set(data) - {"depreciation_step", "passive_cure_days", "limits"}
    if unknown:
        raise PackRefused(f"unknown parameters: {', '.join(sorted(unknown))}")
    limits = [LimitValue(rule, str(value)) for rule, value in data.get("limits", {}).items()]
    if problems := validate_limits(limits):
        raise PackRefused(f"limit {problems[0].params or problems[0].field}: {problems[0].problem}")
    days = data.get("passive_cure_days", 10)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 260:
        raise PackRefused("passive_cure_days is a whole number from 0 to 260")
    return PackParameters(
        _step(data.get("depreciation_step")),
        days,
        {RuleCode(limit.rule): Decimal(limit.value) for limit in limits},
    )


def _step(value: object) -> Decimal | None:
    """Art 62 allows no step above 10 % (ESMA Q&A 1809); a smaller one is the firm's choice."""
    if value is None:
        return None
    number = limit_number(str(value))
    if number is None or not 0 < number <= STEP:
        raise PackRefused("depreciation_step is greater than 0 and at most 0.10")
    return number


_EVERYWHERE: Final = {RuleCode.STALE_PRICE: Decimal(5)}

DEFAULT_PACKS: Final[Mapping[str, PackParameters]] = {
    "EU": PackParameters(depreciation_step=STEP, limits=_EVERYWHERE),
    "UK": PackParameters(limits=_EVERYWHERE),
    "CH": PackParameters(limits=_EVERYWHERE),
    "US": PackParameters(limits=_EVERYWHERE),
    "CN": PackParameters(
        limits={
            **_EVERYWHERE,
            RuleCode.INSTRUMENT_WEIGHT: Decimal("0.25"),
            RuleCode.WARNING_LINE: Decimal("0.85"),
            RuleCode.STOP_LINE: Decimal("0.80"),
        }
    ),
}


def depreciation_step_for(
    pack: PackParameters, *, mandate_type: str, classification: str, requested: bool = False
) -> Decimal | None:
    """The step of the notice for a client, or None when there is none to be given.

    It is owed under a discretionary mandate to retail clients, and to professional ones who asked for it.
    """
    if mandate_type != "discretionary":
        return None
    owed = classification == "retail" or (classification == "professional" and requested)
    return pack.depreciation_step if owed else None


def limits_in_force(mandate: tuple[LimitValue, ...], pack: PackParameters) -> tuple[LimitValue, ...]:
    """The mandate's limits, and those of the pack for rules the mandate does not set for all subjects."""
    own = {limit.rule for limit in mandate if not limit.subject}
    inherited = tuple(LimitValue(rule, value) for rule, value in pack.limits.items() if rule not in own)
    return (*mandate, *inherited)
