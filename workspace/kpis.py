"""The figures at the head of a page, as text."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tenancy.figures import day_text, number_text, places_of
from workspace.selectors.books import BookTotals

type Kpi = dict[str, Any]


def kpi(label: str, value: Any, **more: Any) -> Kpi:
    """One figure of includes/kpi_strip.html."""
    return {"label": label, "value": value, **more}


def count_kpi(label: str, value: int, note: str = "", url: str = "") -> Kpi:
    """A number of things, and where they are found."""
    return kpi(label, number_text(value, places=0, language=get_language()), note=note, url=url)


def value_kpi(label: str, totals: BookTotals, as_of: str) -> Kpi:
    """What portfolios are worth together, and how many of them are not in it. `as_of` is the day as text."""
    unknown = _("%(count)s portfolios have no complete value") % {"count": totals.unknown}
    places = 0 if abs(totals.value) >= 100_000 else places_of(totals.currency)
    return kpi(
        label,
        number_text(totals.value, places=places, language=get_language()),
        unit=totals.currency,
        note=unknown if totals.unknown else _("At the rates of %(day)s") % {"day": as_of},
        wide=True,
    )


def flows_kpi(totals: BookTotals) -> Kpi:
    """What came in less what went out since the quarter began."""
    language = get_language()
    places = 0 if abs(totals.value) >= 100_000 else places_of(totals.currency)
    return kpi(
        _("Net flows this quarter"),
        _("incomplete")
        if totals.flows is None
        else number_text(totals.flows, places=places, language=language, sign=True),
        note=_("Since %(day)s") % {"day": day_text(totals.flows_from, language=language)},
    )
