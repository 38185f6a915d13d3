"""A line as small as a word."""

import re
from typing import Any

from portfolios.charts.sparkline import sparkline


def test_gaps_lift_the_pen(drawing: Any) -> None:
    chart = drawing(sparkline([1, 2, None, 3, 2], title="t"))
    assert chart.root.get("class") == "chart spark"
    assert re.findall("[ML]", chart.of("ch-line-1")[0].get("d")) == ["M", "L", "M", "L"]


def test_the_last_known_value_is_marked(drawing: Any) -> None:
    chart = drawing(sparkline([1, 5, None], title="t"))
    (mark,) = chart.of("ch-total")
    assert float(mark.get("cy")) == 3


def test_one_value_and_none(drawing: Any) -> None:
    assert len(drawing(sparkline([4], title="t")).of("ch-total")) == 1
    assert len(drawing(sparkline([None, float("nan")], title="t")).root) == 1
    assert len(drawing(sparkline([], title="t")).root) == 1
