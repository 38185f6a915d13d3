"""How far below its earlier peak a portfolio stood, alone or as a panel under its performance."""

from collections.abc import Sequence
from dataclasses import replace

from portfolios.charts.labels import Labels
from portfolios.charts.line import POINTS, line_plot, lines, readout
from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.plot import Plot, axis_width, closed, grid, path_of, ticks_between, time_axis
from portfolios.charts.scale import bounds
from portfolios.charts.series import Point, Series, thinned_pieces
from portfolios.charts.svg import WIDE, Size, document, element, empty_chart, label
from portfolios.charts.text_width import text_width


def drawdown_chart(
    series: Series,
    *,
    title: str,
    labels: Labels,
    size: Size = WIDE,
    palette: Palette = LIGHT,
    interactive: bool = True,
) -> str:
    """Falls from the peak (fractions ≤ 0) hanging from zero, the deepest point named. None is a gap."""
    pieces = series.pieces
    span = bounds(series.numbers)
    if span is None:
        return empty_chart(size, title=title, text=labels.empty, colour=palette.muted)
    low = depth_shown(span[0])
    plot = Plot(
        left=axis_width(ticks_between(low, 0.0, size.height - 32), labels),
        right=size.width - 8,
        top=8.0,
        bottom=size.height - 24,
        first=pieces[0][0][0],
        last=pieces[-1][-1][0],
        low=low,
        high=0.0,
    )
    body = [falls(plot, series, labels, palette), time_axis(plot, labels, palette, y=size.height - 6)]
    data = {"readout": readout(plot, [series], labels)} if interactive else None
    return document(size, *body, title=title, data=data)


def performance_chart(
    series: Sequence[Series],
    drawdown: Series,
    *,
    title: str,
    labels: Labels,
    size: Size = WIDE,
    palette: Palette = LIGHT,
    interactive: bool = True,
) -> str:
    """Lines as in `line_chart` with the falls of the first series in a panel below, on the same days."""
    drawn = [one for one in series if one.pieces]
    span = bounds(value for one in drawn for value in one.numbers)
    if span is None:
        return empty_chart(size, title=title, text=labels.empty, colour=palette.muted)
    depth = min([0.0, *(value for value in drawdown.numbers if value is not None)])
    upper = line_plot(drawn, span, labels, size, bottom=(size.height - 24) * 0.7)
    low, height = depth_shown(depth), size.height - 42 - upper.bottom
    left = max(upper.left, axis_width(ticks_between(low, 0.0, height), labels))
    upper = replace(upper, left=left)
    lower = replace(upper, top=upper.bottom + 18, bottom=size.height - 24, low=low, high=0.0)
    body = [
        lines(upper, drawn, labels, palette),
        falls(lower, drawdown, labels, palette),
        time_axis(lower, labels, palette, y=size.height - 6),
    ]
    data = {"readout": readout(upper, drawn, labels, below=lower.bottom)} if interactive else None
    return document(size, *body, title=title, data=data)


def depth_shown(deepest: float) -> float:
    """How far down a plot of falls reaches: a little below the deepest, and never nothing at all."""
    return min(deepest * 1.12, -0.001)


def falls(plot: Plot, series: Series, labels: Labels, palette: Palette) -> str:
    """Grid, surface and line of a drawdown, and the name of its deepest point."""
    parts = [grid(plot, labels, palette)]
    for piece in thinned_pieces(series, POINTS):
        path = path_of(plot, piece)
        surface = closed(plot, piece, path)
        parts.append(
            element("path", css="ch-fall", d=surface, fill=palette.fall, fill_opacity="0.14")
            + element(
                "path",
                css="ch-fall-line",
                d=path,
                fill="none",
                stroke=palette.fall,
                stroke_width="1.3",
                stroke_linejoin="round",
            )
        )
    points = [point for piece in series.pieces for point in piece]
    deepest = min(points, key=lambda point: point[1], default=None)
    if deepest and deepest[1] < 0:
        parts.append(_named(plot, deepest, labels, palette))
    return "".join(parts)


def _named(plot: Plot, point: Point, labels: Labels, palette: Palette) -> str:
    text = labels.value(point[1])
    x, y = plot.x(point[0]), plot.y(point[1])
    to_the_left = x + text_width(text, 11, bold=True) + 10 > plot.right
    return element("circle", css="ch-fall", cx=x, cy=y, r="2.6", fill=palette.fall) + label(
        text,
        x - 7 if to_the_left else x + 7,
        min(y + 4, plot.bottom - 2),
        css="ch-fall",
        fill=palette.fall,
        font_weight="600",
        text_anchor="end" if to_the_left else None,
    )
