"""Figures as text in the reader's language: numbers, money, percentages, dates.

Not arithmetic: a value comes in as it was computed and is only rounded for reading. A missing value (`None`)
has no text here; what a reader sees instead is decided by the template filters.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "\u2212"
UP, DOWN = "\u25b2", "\u25bc"

# Currencies whose smallest unit is not a hundredth (ISO 4217).
MINOR_UNITS = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"], 0),
    **dict.fromkeys(["UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How one language writes figures; the steps are the words for large round numbers, largest first."""

    group: str
    decimal: str
    day: str
    month: str
    months: tuple[str, ...]
    steps: tuple[tuple[int, str], ...]


ENGLISH = Style(
    group=",",
    decimal=".",
    day="{d.day} {month} {d.year}",
    month="{month} {d.year}",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    steps=((10**9, "bn"), (10**6, "m"), (10**3, "k")),
)
CHINESE = replace(
    ENGLISH,
    day="{d.year}年{d.month}月{d.day}日",
    month="{d.year}年{d.month}月",
    steps=((10**8, "亿"), (10**4, "万")),
)
GERMAN = replace(
    ENGLISH,
    group=".",
    decimal=",",
    day="{d.day}. {month} {d.year}",
    months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    steps=((10**9, " Mrd."), (10**6, " Mio.")),
)
STYLES = {
    "en": ENGLISH,
    "zh": CHINESE,
    "de": GERMAN,
    "de-ch": replace(GERMAN, group="\u2019", decimal="."),
}


def style_of(language: str | None) -> Style:
    """The writing style of a language code, by its longest known prefix; English for any other."""
    code = (language or "en").lower().replace("_", "-")
    while code not in STYLES and "-" in code:
        code = code.rpartition("-")[0]
    return STYLES.get(code, ENGLISH)


def places_of(currency: str) -> int:
    """Digits after the point of a currency's smallest unit (ISO 4217): 2 unless listed."""
    return MINOR_UNITS.get(currency.upper(), 2)


def number_text(value: Decimal | float, *, places: int, language: str | None, sign: bool = False) -> str:
    """A number with grouped thousands and exactly `places` digits, rounded half to even.

    Negative numbers carry the true minus; with `sign`, positive ones a plus. What rounds to zero has no sign.
    Raises `ValueError` for NaN and infinity: a figure that is not known is `None` and has no text.
    """
    style = style_of(language)
    rounded = _exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{abs(rounded):,.{places}f}".translate(str.maketrans(",.", style.group + style.decimal))
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def quantity_text(value: Decimal | float, *, language: str | None, minimum: int = 0, maximum: int = 8) -> str:
    """A number with the digits it has after the point, between `minimum` and `maximum`: units and prices."""
    rounded = _exact(value).quantize(Decimal(1).scaleb(-maximum), rounding=ROUND_HALF_EVEN)
    digits = len(f"{rounded:f}".partition(".")[2].rstrip("0"))
    return number_text(rounded, places=max(minimum, digits), language=language)


def percent_text(
    fraction: Decimal | float, *, places: int = 2, language: str | None, sign: bool = False
) -> str:
    """A fraction (0.0684) as a percentage (6.84%)."""
    return number_text(_exact(fraction) * 100, places=places, language=language, sign=sign) + "%"


def compact_text(value: Decimal | float, *, language: str | None) -> str:
    """A large number in few digits (12.48m, 1,248万): for headlines and axes, not to be read exactly."""
    exact = _exact(value)
    for size, word in style_of(language).steps:
        if abs(exact) >= size:
            scaled = exact / size
            places = max(0, 3 - len(str(int(abs(scaled))))) if abs(scaled) >= 100 else 2
            return _trimmed(number_text(scaled, places=places, language=language), language) + word
    return _trimmed(number_text(exact, places=2 if abs(exact) < 100 else 0, language=language), language)


def day_text(day: dt.date, *, language: str | None) -> str:
    """A date: 30 Sep 2026, 2026年9月30日."""
    style = style_of(language)
    return style.day.format(d=day, month=style.months[day.month - 1])


def month_text(day: dt.date, *, language: str | None) -> str:
    """The month of a date: Sep 2026, 2026年9月."""
    style = style_of(language)
    return style.month.format(d=day, month=style.months[day.month - 1])


def moment_text(moment: dt.datetime, *, language: str | None) -> str:
    """A date and time to the minute, in the zone the moment is given in: 30 Sep 2026, 18:00."""
    gap = " " if style_of(language) is CHINESE else ", "
    return f"{day_text(moment.date(), language=language)}{gap}{moment:%H:%M}"


def _exact(value: Decimal | float) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a figure")
    return exact


def _trimmed(text: str, language: str | None) -> str:
    point = style_of(language).decimal
    return text.rstrip("0").removesuffix(point) if point in text else text
