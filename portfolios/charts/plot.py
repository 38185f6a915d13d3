"""The plane that charts over time are drawn on: its margins, its grid, its time axis, lines and areas."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from portfolios.charts.labels import Labels
from portfolios.charts.palette import Palette
from portfolios.charts.scale import Scale, day_ticks, round_ticks
from portfolios.charts.series import Point
from portfolios.charts.svg import element, label, number
from portfolios.charts.text_width import text_width

TICK_SIZE: Final = 11.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle with a scale of days across and a scale of values up."""

    left: float
    right: float
    top: float
    bottom: float
    first: dt.date
    last: dt.date
    low: float
    high: float

    def x(self, day: dt.date) -> float:
        """Where a day lies."""
        span = Scale(self.first.toordinal(), self.last.toordinal(), self.left, self.right)
        return span(day.toordinal())

    def y(self, value: float) -> float:
        """Where a value lies."""
        return Scale(self.low, self.high, self.bottom, self.top)(value)

    @property
    def base(self) -> float:
        """The height areas stand on: zero where it is in sight, else the edge nearer to zero."""
        return self.y(min(max(0.0, self.low), self.high))

    @property
    def ticks(self) -> list[float]:
        """Round values in sight, one for about every 40 pixels."""
        return ticks_between(self.low, self.high, self.bottom - self.top)


def ticks_between(low: float, high: float, height: float) -> list[float]:
    """Round values from `low` to `high`, one for about every 40 pixels of height."""
    slack = (high - low) * 1e-9
    ticks = round_ticks(low, high, count=max(2, int(height / 40)))
    return [tick for tick in ticks if low - slack <= tick <= high + slack]


def room(low: float, high: float) -> tuple[float, float]:
    """The span a plot shows for values from `low` to `high`: a little more, but not beyond zero."""
    margin = (high - low) * 0.05 or abs(low) * 0.05 or 1.0
    below = 0.0 if 0 <= low < margin else low - margin
    return below, (0.0 if -margin < high <= 0 else high + margin)


def axis_width(ticks: Iterable[float], labels: Labels) -> float:
    """Room the labels of the value axis need."""
    return max((text_width(labels.tick(tick), TICK_SIZE) for tick in ticks), default=0.0) + 8


def grid(plot: Plot, labels: Labels, palette: Palette) -> str:
    """Thin lines at the ticks with their labels to the left; the line of zero a little stronger."""
    parts = []
    for tick in plot.ticks:
        y = plot.y(tick)
        zero = abs(tick) < 1e-12
        parts.append(
            element(
                "line",
                css="ch-axis" if zero else "ch-grid",
                x1=plot.left,
                x2=plot.right,
                y1=y,
                y2=y,
                stroke=palette.line_strong if zero else palette.line,
            )
        )
        parts.append(label(labels.tick(tick), plot.left - 8, y + 3.8, text_anchor="end", fill=palette.muted))
    return "".join(parts)


def time_axis(plot: Plot, labels: Labels, palette: Palette, *, y: float) -> str:
    """Labels of the days below the plot; one that would be cut off or touch its neighbour is left out."""
    parts = []
    reached = float("-inf")
    for tick in day_ticks(plot.first, plot.last, count=max(2, int((plot.right - plot.left) / 66))):
        text = labels.time(tick)
        half = text_width(text, TICK_SIZE) / 2
        x = plot.x(tick.on)
        if x - half > max(reached + 10, plot.left - 24) and x + half < plot.right + 12:
            parts.append(label(text, x, y, text_anchor="middle", fill=palette.muted))
            reached = x + half
    return "".join(parts)


def path_of(plot: Plot, piece: Sequence[Point], *, stepped: bool = False) -> str:
    """The commands of a line through a stretch of points; stairs when `stepped`."""
    across = Scale(plot.first.toordinal(), plot.last.toordinal(), plot.left, plot.right)
    up = Scale(plot.low, plot.high, plot.bottom, plot.top)
    points = [(number(across(day.toordinal())), number(up(value))) for day, value in piece]
    if stepped:
        return f"M{points[0][0]} {points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def closed(plot: Plot, piece: Sequence[Point], path: str) -> str:
    """The commands of the surface between the line `path` through a stretch of points and the base."""
    return f"{path}V{number(plot.base)}H{number(plot.x(piece[0][0]))}Z"
