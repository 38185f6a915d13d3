"""How pages look to one reader: theme and the colours of market movement.

First a matter of the device, kept in its cookies (a dark screen at home, a light one at work); what a signed-in person chose
last is also kept on the account, for devices where they have not chosen yet.
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
    """What this browser chose, else what the account chose last, else the custom; unknown values count as no choice."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("limpid_theme") or getattr(user, "theme", "")
    updown = request.COOKIES.get("limpid_updown") or getattr(user, "up_down", "")
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
