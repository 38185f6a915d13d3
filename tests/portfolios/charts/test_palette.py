"""Colours that everyone can tell apart."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

from portfolios.charts.palette import DARK, LIGHT, SLOTS, Palette, slot_of

# Machado, Oliveira, Fernandes: "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0.
MACHADO = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TOKENS = Path(__file__).parents[3] / "static/css/tokens.css"


def linear(colour: str) -> tuple[float, ...]:
    """The linear light of #rrggbb, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light = [
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)
    ]
    return (max(light) + 0.05) / (min(light) + 0.05)


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as that vision sees it."""
    rgb = linear(colour)
    seen = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in MACHADO[vision]]
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    xyz = [
        sum(m * c for m, c in zip(row, seen, strict=True)) / w for row, w in zip(matrix, white, strict=True)
    ]
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def distance(one: str, other: str, vision: str) -> float:
    """The CIE 1976 difference of two colours for a vision."""
    return math.dist(lab(one, vision), lab(other, vision))


def test_the_measures_agree_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert lab("#ff0000", "normal") == pytest.approx((53.2, 80.1, 67.2), abs=0.2)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_drawn_stands_out_from_the_surface(palette: Palette) -> None:
    drawn = (*palette.classes, palette.series, palette.comparison, palette.rise, palette.fall, palette.warn)
    assert {
        colour: contrast(colour, palette.surface) for colour in drawn if contrast(colour, palette.surface) < 3
    } == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(palette: Palette) -> None:
    for colour in (palette.ink, palette.muted, palette.rise, palette.fall, palette.warn, palette.series):
        assert contrast(colour, palette.surface) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", MACHADO)
def test_no_two_asset_classes_look_alike(palette: Palette, vision: str) -> None:
    worst = min(distance(a, b, vision) for a, b in combinations(palette.classes, 2))
    assert worst >= 12


def test_a_hand_picked_pair_would_be_caught() -> None:
    assert distance("#d62728", "#8c7a10", "deutan") < 12 < distance("#d62728", "#8c7a10", "normal")


def test_the_style_sheet_holds_the_same_colours() -> None:
    tokens = dict(re.findall(r"--([\w-]+):light-dark\((#\w+,#\w+)\)", TOKENS.read_text(encoding="utf-8")))

    def of(name: str) -> tuple[str, str]:
        light, dark = (
            c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:]) for c in tokens[name].split(",")
        )
        return light, dark

    for index, pair in enumerate(zip(LIGHT.classes, DARK.classes, strict=True), start=1):
        assert of(f"c{index}") == pair
    names = {"surface": "surface", "ink": "ink", "ink-3": "muted", "line": "line", "accent": "series"}
    names |= {
        "series-2": "comparison",
        "green": "rise",
        "red": "fall",
        "amber": "warn",
        "line-strong": "line_strong",
    }
    for token, field in names.items():
        assert of(token) == (getattr(LIGHT, field), getattr(DARK, field)), token


def test_every_asset_class_has_its_own_colour() -> None:
    assert sorted(SLOTS.values()) == list(range(1, 9))
    assert slot_of("equity") == 1
    assert slot_of("unheard of") == SLOTS["other"]


def test_swapping_changes_movement_only() -> None:
    swapped = LIGHT.swapped()
    assert (swapped.rise, swapped.fall) == (LIGHT.fall, LIGHT.rise)
    assert swapped.warn == LIGHT.warn
    assert swapped.swapped() == LIGHT
