"""The words of a chart, given by the caller, so that no language is decided while drawing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from portfolios.charts.scale import DayTick


@dataclass(frozen=True, slots=True)
class Labels:
    """How figures and dates are written in this chart.

    `value` writes a figure exactly (end labels, read-out), `tick` shortly (axes), `day` a date in full,
    `time` a mark on the time axis, and `empty` is the sentence that stands where there is nothing to draw.
    """

    value: Callable[[float], str]
    tick: Callable[[float], str]
    day: Callable[[dt.date], str]
    time: Callable[[DayTick], str]
    empty: str
