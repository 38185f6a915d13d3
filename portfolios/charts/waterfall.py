"""From one value to another, step by step: what brought a portfolio from its opening to its closing value."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.scale import Scale, Value, known
from portfolios.charts.svg import WIDE, Size, document, element, empty_chart, label
from portfolios.charts.text_width import shortened, text_width

ROW = 27.0
BAR = 15.0


@dataclass(frozen=True, slots=True)
class Step:
    """One row: a change by `amount`, or with `is_total` a value of that amount; `text` says it in words."""

    label: str
    amount: Value
    text: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A step with the two values its bar reaches between; None where its amount is not known."""

    step: Step
    begun: float
    ended: float | None


def waterfall_chart(
    steps: Sequence[Step],
    *,
    title: str,
    empty: str,
    width: float = WIDE.width,
    palette: Palette = LIGHT,
) -> str:
    """Rows downwards: totals from zero, changes from where the row above ended, joined by thin lines.

    The axis leaves zero out when all values are far from it, so that small changes can be seen; totals then
    start at the left edge. A change that is not known has no bar and the next one starts where the last
    known one ended.
    """
    placed = _placed(steps)
    reached = [value for one in placed if one.ended is not None for value in (one.begun, one.ended)]
    if not reached:
        return empty_chart(Size(width, 96), title=title, text=empty, colour=palette.muted)
    names = min(max(text_width(one.step.label, 12) for one in placed) + 14, width * 0.46)
    figures = max(text_width(one.step.text, 12, bold=True) for one in placed) + 8
    scale = _scale(placed, names, max(names + 20, width - figures - 6))
    rows = [_row(one, index, scale, width, palette) for index, one in enumerate(placed)]
    joints = [_joint(one, index, scale, palette) for index, one in enumerate(placed[:-1])]
    return document(Size(width, ROW * len(placed) + 4), *joints, *rows, title=title)


def _placed(steps: Sequence[Step]) -> list[_Placed]:
    placed, level = [], 0.0
    for step in steps:
        amount = known(step.amount)
        begun = 0.0 if step.is_total else level
        ended = None if amount is None else (amount if step.is_total else level + amount)
        placed.append(_Placed(step, begun, ended))
        level = level if ended is None else ended
    return placed


def _scale(placed: Sequence[_Placed], start: float, end: float) -> Scale:
    levels = [one.ended for one in placed if one.ended is not None]
    low, high = min(levels), max(levels)
    margin = (high - low) * 0.35 or abs(high) or 1.0
    if low > 0 and low - margin > 0:
        return Scale(low - margin, high, start, end)
    if high < 0 and high + margin < 0:
        return Scale(low, high + margin, start, end)
    return Scale(min(low, 0.0), max(high, 0.0, low + 1e-9), start, end)


def _clamped(scale: Scale, value: float) -> float:
    return scale(min(max(value, scale.low), scale.high))


def _row(one: _Placed, index: int, scale: Scale, width: float, palette: Palette) -> str:
    middle = index * ROW + ROW / 2 + 2
    weight = "600" if one.step.is_total else None
    name = shortened(one.step.label, scale.start - 12, 12, bold=one.step.is_total)
    return "".join(
        [
            label(name, 0, middle + 4, css="ch-strong", fill=palette.ink, font_size="12", font_weight=weight),
            _bar(one, scale, middle, palette),
            label(
                one.step.text,
                width,
                middle + 4,
                css="ch-strong",
                fill=palette.ink,
                font_size="12",
                font_weight=weight,
                text_anchor="end",
            ),
        ]
    )


def _bar(one: _Placed, scale: Scale, middle: float, palette: Palette) -> str:
    if one.ended is None:
        return ""
    left, right = sorted((_clamped(scale, one.begun), _clamped(scale, one.ended)))
    if one.step.is_total:
        css, colour = "ch-total", palette.series
    elif one.ended >= one.begun:
        css, colour = "ch-rise", palette.rise
    else:
        css, colour = "ch-fall", palette.fall
    return element(
        "rect",
        css=css,
        x=left,
        y=middle - BAR / 2,
        width=max(1.0, right - left),
        height=BAR,
        rx="1.5",
        fill=colour,
    )


def _joint(one: _Placed, index: int, scale: Scale, palette: Palette) -> str:
    x = _clamped(scale, one.begun if one.ended is None else one.ended)
    top = index * ROW + ROW / 2 + 2 + BAR / 2
    return element(
        "line",
        css="ch-axis",
        x1=x,
        x2=x,
        y1=top,
        y2=top + ROW - BAR,
        stroke=palette.line_strong,
        stroke_width="1",
    )
