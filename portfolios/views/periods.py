"""The periods that pages about performance offer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.analytics.periods import add_months

DEFAULT: Final = "1y"
NAMES: Final[dict[str, str | Promise]] = {
    "3m": _("3M"),
    "ytd": _("YTD"),
    "1y": _("1Y"),
    "3y": _("3Y"),
    "5y": _("5Y"),
    "max": _("Max"),
}
_MONTHS: Final = {"3m": -3, "1y": -12, "3y": -36, "5y": -60}


@dataclass(frozen=True, slots=True)
class ChosenPeriod:
    """What the reader asked for: (after, until]; `after` None means since the first booking."""

    code: str
    after: date | None
    until: date


def period_chosen(code: str, *, until: date, begun: date | None) -> ChosenPeriod:
    """The period of a code, from the beginning where the portfolio is younger; an unknown code is the default."""
    code = code if code in NAMES else DEFAULT
    if code == "max":
        return ChosenPeriod(code, None, until)
    after = date(until.year - 1, 12, 31) if code == "ytd" else add_months(until, _MONTHS[code])
    if begun is None or after < begun - timedelta(days=1):
        return ChosenPeriod(code, None, until)
    return ChosenPeriod(code, after, until)


def period_between(after: date | None, until: date, *, begun: date | None) -> ChosenPeriod:
    """A period of the reader's own; one that begins before the first booking begins with it."""
    if after is None or begun is None or after < begun - timedelta(days=1):
        return ChosenPeriod("", None, until)
    return ChosenPeriod("", after, until)


def period_choices(current: str, **kept: str) -> list[dict[str, object]]:
    """For `includes/segmented.html`; `kept` is what else the address says and goes on saying."""
    return [
        {
            "label": label,
            "url": f"?{urlencode({'period': code, **{name: value for name, value in kept.items() if value}})}",
            "current": code == current,
        }
        for code, label in NAMES.items()
    ]
