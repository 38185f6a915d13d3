"""Template filters for figures and dates in the language of the page.

Every filter takes `None` for "not known" and then says so: a dash with the word for screen readers, never 0.
`{{ value|money:"EUR"|reason:row.reason }}` gives that dash its reason.
"""

import datetime as dt
from decimal import Decimal

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tenancy import figures

register = Library()
Figure = Decimal | float | int


class Missing(SafeString):
    """The text that stands for a figure that is not known."""


def missing(why: object = "") -> Missing:
    """The dash for an unknown figure, with a reason as its tooltip and in words for screen readers."""
    words = str(why) if why else gettext("incomplete")
    return Missing(
        format_html(
            '<span class="missing" title="{}"><span aria-hidden="true">—</span>'
            '<span class="visually-hidden">{}</span></span>',
            words,
            words,
        )
    )


@register.filter
def money(value: Figure | None, unit: str | int = 2) -> str:
    """An amount with the digits of its currency (`money:"JPY"`) or as many as given (`money:0`)."""
    if value is None:
        return missing()
    return figures.number_text(value, places=_places(unit), language=get_language())


@register.filter
def quantity(value: Figure | None) -> str:
    """Units held or traded: all digits there are, up to eight."""
    if value is None:
        return missing()
    return figures.quantity_text(value, language=get_language())


@register.filter
def price(value: Figure | None) -> str:
    """A price per unit: at least two digits after the point, at most six."""
    if value is None:
        return missing()
    return figures.quantity_text(value, language=get_language(), minimum=2, maximum=6)


@register.filter
def percent(value: Figure | None, places: int = 2) -> str:
    """A fraction as a percentage without a plus: weights, rates, limits."""
    if value is None:
        return missing()
    return figures.percent_text(value, places=places, language=get_language())


@register.filter
def compact(value: Figure | None) -> str:
    """A large amount in few digits (12.48m, 1,248万), for headlines only."""
    if value is None:
        return missing()
    return figures.compact_text(value, language=get_language())


@register.filter
def signed(value: Figure | None, unit: str | int = 2) -> str:
    """A change in money: sign, ▲ or ▼ and the colour of gain or loss."""
    if value is None:
        return missing()
    return _move(figures.number_text(value, places=_places(unit), language=get_language(), sign=True))


@register.filter
def signed_percent(value: Figure | None, places: int = 2) -> str:
    """A return (a fraction): sign, ▲ or ▼ and the colour of gain or loss."""
    if value is None:
        return missing()
    return _move(figures.percent_text(value, places=places, language=get_language(), sign=True))


@register.filter
def move(value: Figure | None) -> str:
    """The word for a direction, "gain", "loss" or "", to choose a class by."""
    if value is None or value == 0:
        return ""
    return "gain" if value > 0 else "loss"


@register.filter
def reason(text: str, why: object) -> str:
    """Puts the reason to the dash of an unknown figure; leaves a known one alone."""
    return missing(why) if isinstance(text, Missing) and why else text


@register.filter
def day(value: dt.date | None) -> str:
    """A date in the page's language; a moment is taken in the current time zone first."""
    if value is None:
        return missing()
    return figures.day_text(_local(value), language=get_language())


@register.filter
def month(value: dt.date | None) -> str:
    """The month of a date in the page's language."""
    if value is None:
        return missing()
    return figures.month_text(_local(value), language=get_language())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date and time to the minute, in the current time zone."""
    if value is None:
        return missing()
    return figures.moment_text(timezone.localtime(value), language=get_language())


def _places(unit: str | int) -> int:
    return figures.places_of(unit) if isinstance(unit, str) else unit


def _local(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def _move(text: str) -> SafeString:
    if text[0] not in ("+", figures.MINUS):
        return format_html('<span class="move">{}</span>', text)
    rising = text[0] == "+"
    return format_html(
        '<span class="move move-{}"><span class="move-mark" aria-hidden="true">{}</span>{}</span>',
        "gain" if rising else "loss",
        figures.UP if rising else figures.DOWN,
        text,
    )
