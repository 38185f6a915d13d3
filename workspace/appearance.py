"""How pages look to one reader: theme and the colours of market movement, kept in cookies of the browser.

A matter of the device rather than of the account: a dark screen at home, a light one at work.
"""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

THEMES: Final = ("system", "light", "dark")
MOVEMENTS: Final = ("intl", "cn")
COOKIES: Final = {"theme": ("limpid_theme", THEMES), "updown": ("limpid_updown", MOVEMENTS)}
YEAR: Final = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Appearance:
    """The reader's choice; where they made none, the system's theme and the custom of their language."""

    theme: str
    updown: str


def appearance_of(request: HttpRequest) -> Appearance:
    """The appearance a request asks for; an unknown value in a cookie counts as no choice."""
    theme = request.COOKIES.get("limpid_theme", "")
    updown = request.COOKIES.get("limpid_updown", "")
    custom = "cn" if (get_language() or "").startswith("zh") else "intl"
    return Appearance(
        theme=theme if theme in THEMES else "system",
        updown=updown if updown in MOVEMENTS else custom,
    )


def appearance(request: HttpRequest) -> dict[str, Appearance]:
    """Context processor: `appearance.theme` and `appearance.updown` for templates/base.html."""
    return {"appearance": appearance_of(request)}


def appearance_keep(response: HttpResponse, *, name: str, value: str, secure: bool) -> bool:
    """Keeps one choice in its cookie for a year; false, and nothing kept, for a choice there is not."""
    if name not in COOKIES or value not in COOKIES[name][1]:
        return False
    cookie = COOKIES[name][0]
    response.set_cookie(cookie, value, max_age=YEAR, httponly=True, secure=secure, samesite="Lax")
    return True
