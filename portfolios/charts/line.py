"""Lines over time: a portfolio against its benchmark, or its value against the money put in."""

import json
from collections.abc import Sequence
from itertools import pairwise

from portfolios.charts.labels import Labels
from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.plot import Plot, axis_width, closed, grid, path_of, room, ticks_between, time_axis
from portfolios.charts.scale import bounds
from portfolios.charts.series import Point, Series, thinned_pieces
from portfolios.charts.svg import WIDE, Size, document, element, empty_chart, label
from portfolios.charts.text_width import text_width

POINTS = 240


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    labels: Labels,
    size: Size = WIDE,
    palette: Palette = LIGHT,
    interactive: bool = True,
) -> str:
    """The first series as the line with its area, the others thin and dashed; each named at its own end.

    None (and NaN) is a gap. One point is drawn as a dot, no point at all as the sentence `labels.empty`. With
    `interactive` the SVG carries the points for the read-out; paper needs none.
    """
    drawn = [one for one in series if one.pieces]
    span = bounds(value for one in drawn for value in one.numbers)
    if span is None:
        return empty_chart(size, title=title, text=labels.empty, colour=palette.muted)
    plot = line_plot(drawn, span, labels, size, bottom=size.height - 24)
    body = [lines(plot, drawn, labels, palette), time_axis(plot, labels, palette, y=size.height - 6)]
    data = {"readout": readout(plot, drawn, labels)} if interactive else None
    return document(size, *body, title=title, data=data)


def lines(plot: Plot, series: Sequence[Series], labels: Labels, palette: Palette) -> str:
    """Grid, lines and the names at their ends, without the time axis."""
    paths = [_paths(plot, one) for one in series]
    drawn = [_line(plot, pieces, index, palette) for index, pieces in enumerate(paths)]
    under = [grid(plot, labels, palette), _area(plot, paths[0], palette)]
    return "".join([*under, *reversed(drawn), _end_labels(plot, series, labels, palette)])


def readout(plot: Plot, series: Sequence[Series], labels: Labels, *, below: float | None = None) -> str:
    """What the page's read-out shows: places and words of the first series' days, as JSON.

    The read-out's upright line goes from the top of the plot to `below` (its bottom, where not given).
    """
    days = [day for piece in thinned_pieces(series[0], POINTS // 2) for day, _ in piece]
    lines = []
    for one in series:
        values = dict(zip(one.days, one.numbers, strict=True))
        found = [values.get(day) for day in days]
        lines.append(
            {
                "name": one.name,
                "y": [None if value is None else round(plot.y(value), 1) for value in found],
                "text": [None if value is None else labels.value(value) for value in found],
            }
        )
    content = {
        "x": [round(plot.x(day), 1) for day in days],
        "when": [labels.day(day) for day in days],
        "top": round(plot.top, 1),
        "bottom": round(plot.bottom if below is None else below, 1),
        "series": lines,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def line_plot(
    series: Sequence[Series], span: tuple[float, float], labels: Labels, size: Size, *, bottom: float
) -> Plot:
    """The plane for these series: as wide as the labels on both sides leave it, down to `bottom`."""
    top = 8.0
    low, high = room(*span)
    pieces = [piece for one in series for piece in one.pieces]
    return Plot(
        left=axis_width(ticks_between(low, high, bottom - top), labels),
        right=size.width - _end_width(series, labels),
        top=top,
        bottom=bottom,
        first=min(piece[0][0] for piece in pieces),
        last=max(piece[-1][0] for piece in pieces),
        low=low,
        high=high,
    )


def _end_width(series: Sequence[Series], labels: Labels) -> float:
    widths = [0.0]
    for one in series:
        end = one.last()
        if end:
            widths += [text_width(labels.value(end[1]), 11, bold=True), text_width(one.name, 11)]
    return max(widths) + 12


type Pieces = list[tuple[list[Point], str]]


def _paths(plot: Plot, series: Series) -> Pieces:
    """The stretches of a series, thinned, each with the commands of its line."""
    pieces = thinned_pieces(series, POINTS)
    return [(piece, path_of(plot, piece, stepped=series.stepped)) for piece in pieces]


def _area(plot: Plot, pieces: Pieces, palette: Palette) -> str:
    return "".join(
        element("path", css="ch-area", d=closed(plot, piece, path), fill=palette.area)
        for piece, path in pieces
        if len(piece) > 1
    )


def _line(plot: Plot, pieces: Pieces, index: int, palette: Palette) -> str:
    colour = palette.series if index == 0 else palette.comparison
    kind = "ch-line-1" if index == 0 else "ch-line-2"
    parts = []
    for piece, path in pieces:
        if len(piece) == 1:
            parts.append(_dot(plot, piece[0], kind.replace("line", "dot"), colour))
            continue
        parts.append(
            element(
                "path",
                css=kind,
                d=path,
                fill="none",
                stroke=colour,
                stroke_width="1.8" if index == 0 else "1.3",
                stroke_linejoin="round",
                stroke_dasharray=None if index == 0 else "4 3",
            )
        )
    return "".join(parts)


def _dot(plot: Plot, point: Point, css: str, colour: str) -> str:
    return element("circle", css=css, cx=plot.x(point[0]), cy=plot.y(point[1]), r="3", fill=colour)


def _end_labels(plot: Plot, series: Sequence[Series], labels: Labels, palette: Palette) -> str:
    ends = [(index, one, end) for index, one in enumerate(series) if (end := one.last())]
    wished = [plot.y(end[1]) for _, _, end in ends]
    places = spread(wished, gap=28, top=plot.top + 4, bottom=plot.bottom - 14)
    parts = []
    for (index, one, end), y in zip(ends, places, strict=True):
        colour = palette.series if index == 0 else palette.muted
        css = "ch-text-1" if index == 0 else "ch-text-2"
        x = plot.right + 8
        parts.append(label(labels.value(end[1]), x, y + 3, css=css, fill=colour, font_weight="600"))
        parts.append(label(one.name, x, y + 16, css=css, fill=colour))
    return "".join(parts)


def spread(wished: Sequence[float], *, gap: float, top: float, bottom: float) -> list[float]:
    """Places as near as possible to those wished, at least `gap` apart and between `top` and `bottom`.

    Where there is not room for all, they run past the top rather than over each other.
    """
    order = sorted(range(len(wished)), key=lambda index: wished[index])
    places = [min(max(y, top), bottom) for y in wished]
    for above, below in pairwise(order):
        places[below] = max(places[below], places[above] + gap)
    if order:
        places[order[-1]] = min(places[order[-1]], bottom)
    for below, above in pairwise(reversed(order)):
        places[above] = min(places[above], places[below] - gap)
    return places
