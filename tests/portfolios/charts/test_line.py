"""Lines over time."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portfolios.charts.labels import Labels
from portfolios.charts.line import line_chart, spread
from portfolios.charts.series import Series
from portfolios.charts.svg import NARROW, WIDE
from portfolios.charts.text_width import text_width

Days = Callable[[int], list[date]]


def test_portfolio_and_benchmark_are_named_at_their_ends(labels: Labels, drawing: Any, days: Days) -> None:
    ours = Series("Portfolio", days(100), [i / 400 for i in range(100)])
    theirs = Series("Benchmark", days(100), [i / 800 for i in range(100)])
    chart = drawing(line_chart([ours, theirs], title="Since January", labels=labels))
    assert "+24.75%" in chart.texts
    assert "Benchmark" in chart.texts
    assert len(chart.of("ch-line-1")) == len(chart.of("ch-line-2")) == 1
    assert chart.of("ch-line-2")[0].get("stroke-dasharray")


def test_a_gap_breaks_the_line_and_is_never_zero(labels: Labels, drawing: Any, days: Days) -> None:
    values = [0.5] * 20
    values[8:12] = [None] * 4  # type: ignore[list-item]
    chart = drawing(line_chart([Series("a", days(20), values)], title="t", labels=labels))
    lines = chart.of("ch-line-1", "path")
    assert len(lines) == 2
    heights = {y for line in lines for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line.get("d") or "")}
    assert len(heights) == 1


def test_a_gap_stays_a_gap_in_the_read_out(labels: Labels, drawing: Any, days: Days) -> None:
    ours = Series("a", days(3), [0.1, 0.2, 0.3])
    theirs = Series("b", days(3), [0.1, None, 0.3])
    chart = drawing(line_chart([ours, theirs], title="t", labels=labels))
    data = json.loads(chart.root.get("data-readout"))
    assert data["series"][1]["text"] == ["+10.00%", None, "+30.00%"]
    assert data["series"][1]["y"][1] is None
    assert data["when"] == ["2025-01-01", "2025-01-02", "2025-01-03"]
    assert len(data["x"]) == 3


def test_nothing_known_says_so(labels: Labels, drawing: Any, days: Days) -> None:
    for series in ([], [Series("a", [], [])], [Series("a", days(2), [None, float("nan")])]):
        chart = drawing(line_chart(series, title="t", labels=labels))
        assert chart.texts == ["Nothing here yet."]
        assert chart.root.get("data-readout") is None


def test_one_point_is_a_dot(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(line_chart([Series("a", days(1), [0.25])], title="t", labels=labels))
    assert len(chart.of("ch-dot-1", "circle")) == 1
    assert chart.of("ch-line-1") == []
    assert "+25.00%" in chart.texts


def test_negative_values_hang_from_zero(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(line_chart([Series("a", days(3), [-0.1, -0.4, -0.2])], title="t", labels=labels))
    (area,) = chart.of("ch-area")
    base = float(re.findall(r"V([\d.]+)H", area.get("d") or "")[0])
    tops = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", area.get("d") or "")]
    assert all(base < y for y in tops)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_end_label_is_cut_off(labels: Labels, drawing: Any, days: Days, size: Any) -> None:
    name = "A benchmark with quite a long name"
    series = [Series("Portfolio", days(50), [0.1] * 50), Series(name, days(50), [0.2] * 50)]
    chart = drawing(line_chart(series, title="t", labels=labels, size=size))
    end = next(t for t in chart.root.iter() if t.text == name and t.tag.endswith("text"))
    assert float(end.get("x")) + text_width(name, 11) <= size.width


def test_long_series_are_thinned_and_small(labels: Labels, drawing: Any, days: Days) -> None:
    values = [((i * 7919) % 1000) / 1000 for i in range(5000)]
    svg = line_chart([Series("a", days(5000), values)], title="t", labels=labels, interactive=False)
    (line,) = drawing(svg).of("ch-line-1")
    assert len(re.findall("[ML]", line.get("d") or "")) == 240
    assert len(svg) < 12_000
    assert "data-readout" not in svg


def test_words_are_escaped(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(
        line_chart([Series('<b>"&', days(2), [0.1, 0.2])], title='A & "B" <c>', labels=labels, size=NARROW)
    )
    assert '<b>"&' in chart.texts
    assert chart.root.get("aria-label") == 'A & "B" <c>'


def test_stairs_hold_until_the_next_value(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(
        line_chart(
            [Series("a", days(3), [1, 1, 2], stepped=True)], title="t", labels=labels, interactive=False
        )
    )
    (line,) = chart.of("ch-line-1")
    assert re.fullmatch(r"M[\d.]+ [\d.]+(H[\d.]+V[\d.]+){2}", line.get("d") or "")


def test_labels_keep_their_distance() -> None:
    assert spread([50, 55], gap=28, top=0, bottom=200) == [50, 78]
    assert spread([195, 190], gap=28, top=0, bottom=200) == [200, 172]
    assert spread([100], gap=28, top=0, bottom=200) == [100]
    assert spread([], gap=28, top=0, bottom=200) == []
    three = spread([199, 199, 199], gap=28, top=0, bottom=200)
    assert sorted(three) == [144, 172, 200]
