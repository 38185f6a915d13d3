"""What can be wrong with the limits and bands of a mandate."""

from decimal import Decimal

import pytest

from compliance.rules.limits import (
    PROBLEMS,
    AllocationBand,
    LimitValue,
    Problem,
    limit_number,
    render,
    validate_allocation,
    validate_limits,
)

CLASSES = ("cash", "equity", "bond")


def band(asset_class: str, minimum: str, target: str, maximum: str) -> AllocationBand:
    return AllocationBand(asset_class, Decimal(target), Decimal(minimum), Decimal(maximum))


def test_sound_limits() -> None:
    assert validate_limits([]) == []
    assert (
        validate_limits(
            [
                LimitValue("instrument_weight", "0.25"),
                LimitValue("instrument_weight", Decimal("0.10"), subject="US0378331005"),
                LimitValue("warning_line", "0.85"),
                LimitValue("stop_line", "0.80"),
                LimitValue("stale_price", "5"),
                LimitValue("cash_floor_amount", "10000.00"),
            ]
        )
        == []
    )


@pytest.mark.parametrize(
    ("limit", "field", "problem"),
    [
        (LimitValue("instrument_wait", "0.25"), "rule", Problem.RULE_UNKNOWN),
        (LimitValue("negative_cash", "0"), "rule", Problem.RULE_NOT_SETTABLE),
        (LimitValue("depreciation_notice", "0.15"), "rule", Problem.RULE_NOT_SETTABLE),
        (LimitValue("instrument_weight", "25"), "value", Problem.VALUE_OUT_OF_RANGE),
        (LimitValue("instrument_weight", "-0.1"), "value", Problem.VALUE_OUT_OF_RANGE),
        (LimitValue("position_stop_loss", "0"), "value", Problem.VALUE_OUT_OF_RANGE),
        (LimitValue("cash_floor_amount", "-1"), "value", Problem.VALUE_OUT_OF_RANGE),
        (LimitValue("stale_price", "2.5"), "value", Problem.VALUE_NOT_WHOLE),
        (LimitValue("cash_floor", "5%"), "value", Problem.VALUE_UNREADABLE),
        (LimitValue("cash_floor", "1e-2"), "value", Problem.VALUE_UNREADABLE),
        (LimitValue("cash_floor", Decimal("NaN")), "value", Problem.VALUE_UNREADABLE),
        (LimitValue("cash_floor", "0.05", subject="EUR"), "subject", Problem.SUBJECT_NOT_EXPECTED),
    ],
)
def test_a_limit_that_is_not_sound(limit: LimitValue, field: str, problem: Problem) -> None:
    [found] = validate_limits([limit])
    assert (found.index, found.field, found.problem) == (0, field, problem)
    assert "%(" not in render(found)


def test_limits_that_contradict_each_other() -> None:
    [found] = validate_limits([LimitValue("stop_line", "0.85"), LimitValue("warning_line", "0.85")])
    assert (found.index, found.problem) == (0, Problem.STOP_NOT_BELOW_WARNING)
    [found] = validate_limits([LimitValue("cash_floor", "0.01"), LimitValue("cash_floor", "0.02")])
    assert (found.index, found.problem) == (1, Problem.LIMIT_TWICE)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0.25", "0.25"),
        (" 1 ", "1"),
        ("-3.5", "-3.5"),
        ("", None),
        (".", None),
        ("1.2.3", None),
        ("Infinity", None),
        ("٣", None),
    ],
)
def test_numbers_of_limits(value: str, number: str | None) -> None:
    assert limit_number(value) == (None if number is None else Decimal(number))


def test_a_sound_allocation() -> None:
    assert validate_allocation([], CLASSES) == []
    bands = [
        band("cash", "0", "0.05", "0.10"),
        band("equity", "0.4", "0.55", "0.65"),
        band("bond", "0.3", "0.4", "0.5"),
    ]
    assert validate_allocation(bands, CLASSES) == []


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([band("gold", "0", "1", "1")], [(0, Problem.ASSET_CLASS_UNKNOWN)]),
        (
            [band("equity", "0.6", "0.5", "0.7"), band("bond", "0", "0.5", "1")],
            [(0, Problem.BAND_OUT_OF_ORDER)],
        ),
        ([band("equity", "0", "1", "1.1")], [(0, Problem.BAND_OUT_OF_ORDER)]),
        (
            [band("equity", "0", "0.5", "1"), band("equity", "0", "0.5", "1")],
            [(1, Problem.ASSET_CLASS_TWICE)],
        ),
        ([band("equity", "0", "0.9", "1")], [(None, Problem.TARGETS_NOT_ONE)]),
    ],
)
def test_an_allocation_that_is_not_sound(
    bands: list[AllocationBand], expected: list[tuple[int | None, Problem]]
) -> None:
    found = validate_allocation(bands, CLASSES)
    assert [(problem.index, problem.problem) for problem in found] == expected
    assert all("%(" not in render(problem) for problem in found)


def test_every_problem_has_a_sentence() -> None:
    assert set(PROBLEMS) == set(Problem)
