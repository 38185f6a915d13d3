"""Weights against the bands of a mandate: where each class stands, where it should, and how far it may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.scale import Scale, Value, known
from portfolios.charts.svg import WIDE, Size, document, element, empty_chart, label
from portfolios.charts.text_width import shortened, text_width

ROW = 30.0


@dataclass(frozen=True, slots=True)
class Band:
    """One class: its weight and, where the mandate names them, target, minimum and maximum, all as fractions.

    `text` is the weight in words; `note` what stands after it, such as the target.
    """

    label: str
    weight: Value
    slot: int
    text: str
    target: Value = None
    minimum: Value = None
    maximum: Value = None
    note: str = ""

    @property
    def is_outside(self) -> bool:
        """The weight is known and beyond a known limit."""
        weight, low, high = known(self.weight), known(self.minimum), known(self.maximum)
        if weight is None:
            return False
        return (low is not None and weight < low) or (high is not None and weight > high)


def bands_chart(
    bands: Sequence[Band],
    *,
    title: str,
    empty: str,
    width: float = WIDE.width,
    palette: Palette = LIGHT,
) -> str:
    """One row for each class: the permitted range as a pale band, the weight as a bar, the target as a mark.

    A weight outside its band is written in the colour of warning, with ▲ (above) or ▼ (below) before the
    figure. One that is not known has no bar. Negative weights (overdrawn cash) reach to the left of zero.
    """
    if not bands:
        return empty_chart(Size(width, 96), title=title, text=empty, colour=palette.muted)
    names = min(max(text_width(band.label, 12) for band in bands) + 14, width * 0.34)
    figures = (
        max(text_width(_figure(band), 12, bold=True) + text_width(band.note, 11) + 8 for band in bands) + 6
    )
    values = [
        v for band in bands for v in map(known, (band.weight, band.target, band.maximum)) if v is not None
    ]
    scale = Scale(min([0.0, *values]), max([0.01, *values]), names, max(names + 20, width - figures - 10))
    rows = [_row(band, index, scale, width, palette) for index, band in enumerate(bands)]
    return document(Size(width, ROW * len(bands) + 4), *rows, title=title)


def _figure(band: Band) -> str:
    weight, maximum = known(band.weight), known(band.maximum)
    if weight is None or not band.is_outside:
        return band.text
    return f"{'▲' if maximum is not None and weight > maximum else '▼'} {band.text}"


def _row(band: Band, index: int, scale: Scale, width: float, palette: Palette) -> str:
    middle = index * ROW + ROW / 2 + 2
    css, colour = ("ch-warn", palette.warn) if band.is_outside else ("ch-strong", palette.ink)
    note_width = text_width(band.note, 11) + 8 if band.note else 0.0
    return "".join(
        [
            label(
                shortened(band.label, scale.start - 12, 12),
                0,
                middle + 4,
                css="ch-strong",
                fill=palette.ink,
                font_size="12",
            ),
            _range(band, scale, middle, palette),
            _bar(band, scale, middle, palette),
            _target(band, scale, middle, palette),
            label(
                _figure(band),
                width - note_width,
                middle + 4,
                css=css,
                fill=colour,
                font_size="12",
                font_weight="600",
                text_anchor="end",
            ),
            label(band.note, width, middle + 4, fill=palette.muted, text_anchor="end"),
        ]
    )


def _range(band: Band, scale: Scale, middle: float, palette: Palette) -> str:
    low, high = known(band.minimum), known(band.maximum)
    track = element(
        "rect",
        css="ch-track",
        x=scale.start,
        y=middle - 1,
        width=scale.end - scale.start,
        height="2",
        fill=palette.line,
    )
    if low is None and high is None:
        return track
    left = scale(max(low, scale.low)) if low is not None else scale.start
    right = scale(min(high, scale.high)) if high is not None else scale.end
    return track + element(
        "rect",
        css="ch-band",
        x=left,
        y=middle - 8,
        width=max(1.0, right - left),
        height="16",
        rx="2",
        fill=palette.line_strong,
        fill_opacity="0.55",
    )


def _bar(band: Band, scale: Scale, middle: float, palette: Palette) -> str:
    weight = known(band.weight)
    if weight is None:
        return ""
    zero, end = scale(0.0), scale(weight)
    colour = palette.classes[(band.slot - 1) % len(palette.classes)]
    return element(
        "rect",
        css=f"ch-c{band.slot}",
        x=min(zero, end),
        y=middle - 4,
        width=max(1.0, abs(end - zero)),
        height="8",
        rx="1.5",
        fill=colour,
    )


def _target(band: Band, scale: Scale, middle: float, palette: Palette) -> str:
    target = known(band.target)
    if target is None:
        return ""
    x = scale(target)
    return element(
        "line",
        css="ch-target",
        x1=x,
        x2=x,
        y1=middle - 10,
        y2=middle + 10,
        stroke=palette.ink,
        stroke_width="1.6",
    )
