"""The limits and bands a mandate states: their form, and everything that can be wrong with them.

What the rules mean stands in the catalogue.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

from compliance.rules.catalogue import CATALOGUE, RuleKind, Subject, Unit, _
from compliance.rules.outcomes import RuleCode


class Problem(StrEnum):
    """What can be wrong with a limit or an allocation."""

    RULE_UNKNOWN = "rule_unknown"
    RULE_NOT_SETTABLE = "rule_not_settable"
    VALUE_UNREADABLE = "value_unreadable"
    VALUE_OUT_OF_RANGE = "value_out_of_range"
    VALUE_NOT_WHOLE = "value_not_whole"
    SUBJECT_NOT_EXPECTED = "subject_not_expected"
    LIMIT_TWICE = "limit_twice"
    STOP_NOT_BELOW_WARNING = "stop_not_below_warning"
    ASSET_CLASS_UNKNOWN = "asset_class_unknown"
    ASSET_CLASS_TWICE = "asset_class_twice"
    BAND_OUT_OF_ORDER = "band_out_of_order"
    TARGETS_NOT_ONE = "targets_not_one"


PROBLEMS: Final[Mapping[Problem, str]] = {
    Problem.RULE_UNKNOWN: _("There is no rule “%(rule)s”."),
    Problem.RULE_NOT_SETTABLE: _("The rule “%(rule)s” is not set as a limit of a mandate."),
    Problem.VALUE_UNREADABLE: _("“%(value)s” is not a decimal number."),
    Problem.VALUE_OUT_OF_RANGE: _(
        "%(value)s is not possible here; the value lies between %(least)s and %(greatest)s."
    ),
    Problem.VALUE_NOT_WHOLE: _("%(value)s is not a whole number."),
    Problem.SUBJECT_NOT_EXPECTED: _(
        "The rule “%(rule)s” is about the portfolio as a whole and takes no subject."
    ),
    Problem.LIMIT_TWICE: _("The rule “%(rule)s” is set twice for the same subject."),
    Problem.STOP_NOT_BELOW_WARNING: _("The stop line %(stop)s must lie below the warning line %(warning)s."),
    Problem.ASSET_CLASS_UNKNOWN: _("There is no asset class “%(asset_class)s”."),
    Problem.ASSET_CLASS_TWICE: _("The asset class “%(asset_class)s” has two bands."),
    Problem.BAND_OUT_OF_ORDER: _(
        "The band of “%(asset_class)s” must have 0 ≤ minimum ≤ target ≤ maximum ≤ 1; it is "
        "%(minimum)s, %(target)s, %(maximum)s."
    ),
    Problem.TARGETS_NOT_ONE: _("The targets sum to %(sum)s instead of 1."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class LimitValue:
    """One limit of a mandate as it is stated: the rule's code, the subject or "", and the value as text or
    number.
    """

    rule: str
    value: Decimal | str
    subject: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class AllocationBand:
    """Target and band of one asset class, as fractions."""

    asset_class: str
    target: Decimal
    minimum: Decimal
    maximum: Decimal


@dataclasses.dataclass(frozen=True, slots=True)
class LimitProblem:
    """What is wrong, with which item of the list (its index; None: the list as a whole) and which of its
    fields.
    """

    index: int | None
    field: str
    problem: Problem
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


def limit_number(value: Decimal | str) -> Decimal | None:
    """The value of a limit as a finite decimal number; None when it is none. Exponents are not accepted in
    text.
    """
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    text = value.strip()
    digits = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if digits.isascii() and digits.isdigit() else None


def validate_limits(limits: Sequence[LimitValue]) -> list[LimitProblem]:
    """Everything that is wrong with a mandate's limits; empty when they are sound."""
    problems: list[LimitProblem] = []
    seen: set[tuple[str, str]] = set()
    for index, limit in enumerate(limits):
        problems += _limit_problems(index, limit)
        if (limit.rule, limit.subject) in seen:
            problems.append(LimitProblem(index, "rule", Problem.LIMIT_TWICE, {"rule": limit.rule}))
        seen.add((limit.rule, limit.subject))
    return problems + list(_line_problems(limits))


def _limit_problems(index: int, limit: LimitValue) -> Iterator[LimitProblem]:
    if limit.rule not in CATALOGUE:
        yield LimitProblem(index, "rule", Problem.RULE_UNKNOWN, {"rule": limit.rule})
        return
    kind = CATALOGUE[RuleCode(limit.rule)]
    if not kind.settable:
        yield LimitProblem(index, "rule", Problem.RULE_NOT_SETTABLE, {"rule": limit.rule})
        return
    if limit.subject and kind.subject is Subject.PORTFOLIO:
        yield LimitProblem(index, "subject", Problem.SUBJECT_NOT_EXPECTED, {"rule": limit.rule})
    number = limit_number(limit.value)
    if number is None:
        yield LimitProblem(index, "value", Problem.VALUE_UNREADABLE, {"value": str(limit.value)})
        return
    yield from _range_problems(index, kind, number)


def _range_problems(index: int, kind: RuleKind, number: Decimal) -> Iterator[LimitProblem]:
    too_small = kind.least is not None and number < kind.least
    too_large = kind.greatest is not None and number > kind.greatest
    if too_small or too_large:
        params = {
            "value": f"{number:f}",
            "least": "−∞" if kind.least is None else f"{kind.least:f}",
            "greatest": "∞" if kind.greatest is None else f"{kind.greatest:f}",
        }
        yield LimitProblem(index, "value", Problem.VALUE_OUT_OF_RANGE, params)
    elif kind.unit is Unit.BUSINESS_DAYS and number != number.to_integral_value():
        yield LimitProblem(index, "value", Problem.VALUE_NOT_WHOLE, {"value": f"{number:f}"})


def _line_problems(limits: Sequence[LimitValue]) -> Iterator[LimitProblem]:
    lines = {limit.rule: (index, limit_number(limit.value)) for index, limit in enumerate(limits)}
    index, stop = lines.get(RuleCode.STOP_LINE, (None, None))
    warning = lines.get(RuleCode.WARNING_LINE, (None, None))[1]
    if stop is not None and warning is not None and stop >= warning:
        params = {"stop": f"{stop:f}", "warning": f"{warning:f}"}
        yield LimitProblem(index, "value", Problem.STOP_NOT_BELOW_WARNING, params)


def validate_allocation(
    bands: Sequence[AllocationBand], asset_classes: Collection[str]
) -> list[LimitProblem]:
    """Everything that is wrong with a mandate's allocation; empty when it is sound, or when there is none."""
    problems: list[LimitProblem] = []
    seen: set[str] = set()
    for index, band in enumerate(bands):
        problems += _band_problems(index, band, asset_classes)
        if band.asset_class in seen:
            params = {"asset_class": band.asset_class}
            problems.append(LimitProblem(index, "asset_class", Problem.ASSET_CLASS_TWICE, params))
        seen.add(band.asset_class)
    targets = sum((band.target for band in bands), start=Decimal(0))
    if bands and targets != 1:
        problems.append(LimitProblem(None, "target", Problem.TARGETS_NOT_ONE, {"sum": f"{targets:f}"}))
    return problems


def _band_problems(
    index: int, band: AllocationBand, asset_classes: Collection[str]
) -> Iterator[LimitProblem]:
    if band.asset_class not in asset_classes:
        params = {"asset_class": band.asset_class}
        yield LimitProblem(index, "asset_class", Problem.ASSET_CLASS_UNKNOWN, params)
    if not 0 <= band.minimum <= band.target <= band.maximum <= 1:
        params = {
            "asset_class": band.asset_class,
            "minimum": f"{band.minimum:f}",
            "target": f"{band.target:f}",
            "maximum": f"{band.maximum:f}",
        }
        yield LimitProblem(index, "minimum", Problem.BAND_OUT_OF_ORDER, params)


def render(item: LimitProblem, translate: Callable[[str], str] = str) -> str:
    """The sentence for a problem, its template passed through `translate` first."""
    return translate(PROBLEMS[item.problem]) % item.params
