"""Returns month by month, a row for each year: where the good and the bad months were."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.scale import Value, known
from portfolios.charts.svg import WIDE, Size, document, element, empty_chart, label

ROW = 26.0


@dataclass(frozen=True, slots=True)
class YearReturns:
    """The twelve months of a year as fractions, January first, and the year itself; None where not known."""

    year: int
    months: Sequence[Value]
    total: Value = None


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The heads of the columns (twelve months and the year) and how a return is written in a cell."""

    months: Sequence[str]
    total: str
    value: Callable[[float], str]
    empty: str


def calendar_chart(
    years: Sequence[YearReturns],
    *,
    title: str,
    words: CalendarWords,
    width: float = WIDE.width,
    palette: Palette = LIGHT,
) -> str:
    """A cell for each month, the stronger coloured the larger the return; every cell carries its figure.

    The strongest colour is that of the largest return in the table, so colour compares within it only. A
    month that is not known is an empty cell.
    """
    figures = [v for year in years for v in map(known, year.months) if v is not None]
    if not figures:
        return empty_chart(Size(width, 96), title=title, text=words.empty, colour=palette.muted)
    largest = max(abs(figure) for figure in figures) or 1.0
    head = 36.0 if width > 480 else 30.0
    cell = (width - head) / 13.4
    body = [_heads(words, head, cell, width, palette)]
    for index, year in enumerate(years):
        body.append(_row(year, 20 + index * ROW, head, cell, largest, words, width, palette))
    return document(Size(width, 22 + ROW * len(years)), *body, title=title)


def _heads(words: CalendarWords, head: float, cell: float, width: float, palette: Palette) -> str:
    font = "11" if cell > 34 else "9"
    parts = [
        label(name, head + cell * (index + 0.5), 12, text_anchor="middle", fill=palette.muted, font_size=font)
        for index, name in enumerate(words.months)
    ]
    parts.append(label(words.total, width - 2, 12, text_anchor="end", fill=palette.muted, font_size=font))
    return "".join(parts)


def _row(
    year: YearReturns,
    y: float,
    head: float,
    cell: float,
    largest: float,
    words: CalendarWords,
    width: float,
    palette: Palette,
) -> str:
    font = "11" if cell > 34 else "8.5"
    parts = [label(str(year.year), 0, y + ROW / 2 + 3, fill=palette.muted, font_size="11")]
    for index, value in enumerate(map(known, year.months)):
        parts.append(_cell(value, head + cell * index, y, cell, largest, words, font, palette))
    total = known(year.total)
    if total is not None:
        parts.append(
            label(
                words.value(total),
                width - 2,
                y + ROW / 2 + 3,
                css="ch-strong",
                fill=palette.ink,
                font_weight="600",
                font_size=font,
                text_anchor="end",
            )
        )
    return "".join(parts)


def _cell(
    value: float | None,
    x: float,
    y: float,
    cell: float,
    largest: float,
    words: CalendarWords,
    font: str,
    palette: Palette,
) -> str:
    box = {"x": x + 1, "y": y + 1, "width": cell - 2, "height": ROW - 2, "rx": "3"}
    if value is None:
        return element("rect", css="ch-cell", fill=palette.line, fill_opacity="0.4", **box)
    css, colour = ("ch-rise", palette.rise) if value >= 0 else ("ch-fall", palette.fall)
    strength = 0.06 + 0.34 * abs(value) / largest if value else 0.0
    rectangle = element("rect", css=css, fill=colour, fill_opacity=f"{strength:.2f}", **box)
    return rectangle + label(
        words.value(value),
        x + cell / 2,
        y + ROW / 2 + 3.6,
        css="ch-strong",
        fill=palette.ink,
        font_size=font,
        text_anchor="middle",
    )
