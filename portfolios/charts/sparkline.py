"""A line as small as a word, to stand in a row of a table."""

from collections.abc import Sequence

from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.scale import Scale, Value, bounds, known
from portfolios.charts.svg import Size, document, element, number

WORD = Size(96, 24)


def sparkline(
    values: Sequence[Value],
    *,
    title: str,
    size: Size = WORD,
    palette: Palette = LIGHT,
) -> str:
    """Values at equal distances, the last one marked; None is a gap. Nothing known: an empty drawing."""
    numbers = [known(value) for value in values]
    span = bounds(numbers)
    if span is None:
        return document(size, title=title)
    across = Scale(0, max(1, len(numbers) - 1), 2, size.width - 4)
    up = Scale(*span, size.height - 3, 3)
    commands, pen = [], "M"
    for index, value in enumerate(numbers):
        if value is None:
            pen = "M"
            continue
        commands.append(f"{pen}{number(across(index))} {number(up(value))}")
        pen = "L"
    end = max(index for index, value in enumerate(numbers) if value is not None)
    line = element(
        "path",
        css="ch-line-1",
        d="".join(commands),
        fill="none",
        stroke=palette.series,
        stroke_width="1.4",
        stroke_linejoin="round",
    )
    mark = element(
        "circle", css="ch-total", cx=across(end), cy=up(numbers[end] or 0.0), r="2", fill=palette.series
    )
    return document(size, line, mark, title=title).replace('class="chart"', 'class="chart spark"', 1)
