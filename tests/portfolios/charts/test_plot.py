"""The plane of charts over time."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from portfolios.charts.labels import Labels
from portfolios.charts.palette import LIGHT
from portfolios.charts.plot import Plot, closed, grid, path_of, room, ticks_between, time_axis

PLOT = Plot(
    left=40,
    right=640,
    top=10,
    bottom=210,
    first=dt.date(2025, 1, 1),
    last=dt.date(2026, 12, 31),
    low=-0.1,
    high=0.3,
)


def test_values_and_days_have_their_places() -> None:
    assert (PLOT.x(PLOT.first), PLOT.x(PLOT.last)) == (40, 640)
    assert (PLOT.y(-0.1), PLOT.y(0.3)) == (210, 10)
    assert PLOT.base == PLOT.y(0.0)


def test_the_base_stays_in_sight() -> None:
    assert replace(PLOT, low=5, high=9).base == 210
    assert replace(PLOT, low=-9, high=-5).base == 10


def test_one_day_lies_in_the_middle() -> None:
    assert replace(PLOT, last=PLOT.first).x(PLOT.first) == 340


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, (0.0, 105.0)),
        (50, 100, (47.5, 102.5)),
        (-100, 0, (-105.0, 0.0)),
        (0, 0, (0.0, 0.0)),
        (5, 5, (4.75, 5.25)),
    ],
)
def test_a_little_room_but_not_beyond_zero(low: float, high: float, expected: tuple[float, float]) -> None:
    assert room(low, high) == pytest.approx(expected)


def test_ticks_stay_inside() -> None:
    ticks = ticks_between(-0.03, 0.372, 200)
    assert ticks == pytest.approx([0, 0.1, 0.2, 0.3])
    assert len(ticks_between(0, 1, 30)) >= 2


def test_the_line_of_zero_is_stronger(labels: Labels) -> None:
    drawn = grid(PLOT, labels, LIGHT)
    assert drawn.count('class="ch-axis"') == 1
    assert drawn.count('class="ch-grid"') >= 3


def test_labels_of_days_do_not_touch(labels: Labels) -> None:
    drawn = time_axis(replace(PLOT, right=240), labels, LIGHT, y=220)
    places = [float(x) for x in re.findall(r'x="([\d.]+)"', drawn)]
    assert places
    assert all(after - before > 50 for before, after in pairwise(places))


def test_paths() -> None:
    piece = [(dt.date(2025, 1, 1), 0.0), (dt.date(2026, 12, 31), 0.3)]
    assert path_of(PLOT, piece) == "M40 160L640 10"
    assert path_of(PLOT, piece, stepped=True) == "M40 160H640V10"
    assert closed(PLOT, piece, path_of(PLOT, piece)) == "M40 160L640 10V160H40Z"
