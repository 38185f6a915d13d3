"""Scales and ticks."""

import datetime as dt
from decimal import Decimal

import pytest

from portfolios.charts.scale import Scale, bounds, day_ticks, known, round_ticks


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.03, 0.372, [-0.1, 0, 0.1, 0.2, 0.3, 0.4]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (11_000_000, 15_300_000, [11_000_000, 12_000_000, 13_000_000, 14_000_000, 15_000_000, 16_000_000]),
        (-7, -2, [-7, -6, -5, -4, -3, -2]),
    ],
)
def test_ticks_are_round_and_enclose(low: float, high: float, expected: list[float]) -> None:
    assert round_ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize("value", [0.0, 5.0, -3.0])
def test_equal_bounds_still_give_a_span(value: float) -> None:
    ticks = round_ticks(value, value)
    assert len(ticks) >= 2
    assert ticks[0] < value < ticks[-1] or ticks[0] <= value <= ticks[-1]


def test_gaps_are_known_as_gaps() -> None:
    assert [known(v) for v in (None, float("nan"), float("inf"), Decimal("1.5"), 0)] == [
        None,
        None,
        None,
        1.5,
        0.0,
    ]
    assert bounds([None, 3.0, -1.0]) == (-1.0, 3.0)
    assert bounds([None]) is None


def test_a_scale_without_extent_uses_the_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50
    assert Scale(0, 10, 100, 0)(2.5) == 75


@pytest.mark.parametrize(
    ("first", "last", "count", "expected"),
    [
        ((2024, 9, 30), (2026, 9, 30), 4, ["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"]),
        (
            (2026, 9, 1),
            (2026, 9, 29),
            4,
            ["2026-09-01", "2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29"],
        ),
        (
            (2015, 3, 1),
            (2026, 9, 30),
            6,
            ["2016-01-01", "2018-01-01", "2020-01-01", "2022-01-01", "2024-01-01", "2026-01-01"],
        ),
        ((2026, 1, 1), (2026, 1, 1), 4, ["2026-01-01"]),
    ],
)
def test_days_are_marked_at_starts(
    first: tuple[int, int, int], last: tuple[int, int, int], count: int, expected: list[str]
) -> None:
    ticks = day_ticks(dt.date(*first), dt.date(*last), count=count)
    assert [tick.on.isoformat() for tick in ticks] == expected


def test_steps_are_named() -> None:
    assert {t.step for t in day_ticks(dt.date(2026, 9, 1), dt.date(2026, 9, 20), count=5)} == {"day"}
    assert {t.step for t in day_ticks(dt.date(2025, 9, 1), dt.date(2026, 9, 20), count=5)} == {"month"}
    assert {t.step for t in day_ticks(dt.date(2015, 9, 1), dt.date(2026, 9, 20), count=5)} == {"year"}
