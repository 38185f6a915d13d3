"""Alerts in words: titles of rules, and figures in the unit of their rule, in the language of the page.

The rules themselves know codes and English sentences only; here they are translated where they are shown.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clients.notices import ChangeText, change_text
from compliance.models import Alert, AlertState, Severity
from compliance.rules.catalogue import CATALOGUE, RuleKind, Unit
from compliance.rules.outcomes import RuleCode
from portfolios.choices import AssetClass, FigureState
from tenancy import figures

SEVERITY_CHIPS: Final = {Severity.INFO: "info", Severity.WARNING: "warn", Severity.BREACH: "danger"}
STATE_CHIPS: Final = {
    AlertState.OPEN: "danger",
    AlertState.ACKNOWLEDGED: "warn",
    AlertState.CLEARED: "ok",
    AlertState.CLOSED: "",
}
STEPS: Final[Mapping[str, str | Promise]] = {
    "opened": _("Opened"),
    "seen": _("Seen again"),
    "worsened": _("Got worse"),
    "notified": _("Client told"),
    "acknowledged": _("Acknowledged"),
    "assigned": _("Assigned"),
    "closed": _("Closed"),
    "cleared": _("Cleared: the rule holds again"),
}

_MONEY, _PERCENT, _DAY, _NUMBER, _TEXT = "money", "percent", "day", "number", "text"
FACTS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    "part": (_("Value of the part"), _MONEY),
    "whole": (_("Value of the portfolio"), _MONEY),
    "minimum": (_("Least allowed"), _PERCENT),
    "target": (_("Target"), _PERCENT),
    "maximum": (_("Greatest allowed"), _PERCENT),
    "beyond": (_("Beyond the limit"), _MONEY),
    "period_start": (_("Period began"), _DAY),
    "on": (_("Day of the fall"), _DAY),
    "base": (_("Value to measure from"), _MONEY),
    "value": (_("Value measured"), _MONEY),
    "total_value": (_("Value of the portfolio"), _MONEY),
    "uninvested": (_("Cash added, not yet invested"), _MONEY),
    "fall": (_("Fall"), _PERCENT),
    "multiple": (_("Step of the notice"), _TEXT),
    "previous_multiple": (_("Step told before"), _TEXT),
    "last_on": (_("Last priced on"), _DAY),
    "unit_value": (_("Value per unit"), _NUMBER),
    "basis": (_("Measured from"), _NUMBER),
    "missing": (_("Missing"), _TEXT),
    "currency": (_("Currency"), _TEXT),
    "state": (_("Valuation"), "state"),
    "direction": (_("Side of the limit"), "direction"),
    "cause": (_("Brought about by"), "cause"),
    "undecided": (_("Not decided"), "rule"),
}
_WORDS: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "state": dict(FigureState.choices),
    "direction": {"above": _("above"), "below": _("below")},
    "cause": {"active": _("a trade of the day"), "passive": _("the market")},
}


def kind_of(rule: str) -> RuleKind | None:
    """The rule's entry in the catalogue; None for a code of a former version."""
    return CATALOGUE.get(RuleCode(rule)) if rule in RuleCode else None


def title_of(rule: str) -> str:
    """The rule's title in the active language, or its code when it is no longer known."""
    kind = kind_of(rule)
    return gettext(kind.title) if kind else rule


def subject_of(alert: Alert) -> str:
    """Whom the alert is about, in words; "" for the portfolio as a whole."""
    if alert.subject in AssetClass:
        return str(AssetClass(alert.subject).label)
    return alert.subject_label


def headline_of(alert: Alert) -> str:
    """One line: the rule and, where there is one, its subject."""
    subject = subject_of(alert)
    return f"{title_of(alert.rule)} · {subject}" if subject else title_of(alert.rule)


def figure_of(rule: str, value: Decimal | None, *, currency: str = "") -> str | None:
    """A value or limit in the unit of the rule, in the active language; None when there is none."""
    kind = kind_of(rule)
    if value is None or kind is None or kind.unit is Unit.NONE:
        return None
    language = get_language()
    if rule == RuleCode.DEPRECIATION_NOTICE or kind.unit is Unit.FRACTION:
        return figures.percent_text(value, places=2, language=language)
    if kind.unit is Unit.AMOUNT:
        places = figures.places_of(currency) if currency else 2
        return f"{figures.number_text(value, places=places, language=language)} {currency}".strip()
    text = figures.quantity_text(value, language=language, maximum=4)
    return gettext("%(count)s business days") % {"count": text} if kind.unit is Unit.BUSINESS_DAYS else text


def unit_of(rule: str, *, currency: str) -> str:
    """What bare figures of the rule are measured in; "" where they are counts or there are none."""
    kind = kind_of(rule)
    if kind is None:
        return ""
    if rule == RuleCode.DEPRECIATION_NOTICE or kind.unit is Unit.FRACTION:
        return gettext("fraction of 1")
    named = {
        Unit.AMOUNT: currency,
        Unit.BUSINESS_DAYS: gettext("business days"),
        Unit.UNIT_VALUE: gettext("value per unit"),
    }
    return named.get(kind.unit, "")


def facts_of(alert: Alert, *, currency: str) -> list[dict[str, str]]:
    """What the rule saw, as label and value; what no label is known for is left to the trail."""
    shown = []
    for name, (label, sort) in FACTS.items():
        if name in alert.facts and (text := _fact(sort, alert.facts[name], currency)):
            shown.append({"label": str(label), "value": text})
    return shown


def contributors_of(alert: Alert, *, currency: str) -> list[ChangeText]:
    """The instruments that brought the fall about, in words; empty for alerts that keep none."""
    rows = alert.facts.get("contributors", ())
    return [change_text(row, currency=currency, language=get_language()) for row in rows]


def _fact(sort: str, value: Any, currency: str) -> str:
    language = get_language()
    if sort in _WORDS:
        return str(_WORDS[sort].get(str(value), value))
    if sort == "rule":
        return title_of(str(value))
    if sort == _TEXT:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    try:
        if sort == _DAY:
            return figures.day_text(dt.date.fromisoformat(str(value)), language=language)
        number = Decimal(str(value))
    except (ValueError, InvalidOperation):
        return str(value)
    if sort == _NUMBER:
        return figures.quantity_text(number, language=language, maximum=6)
    if sort == _PERCENT:
        return figures.percent_text(number, places=2, language=language)
    amount = figures.number_text(number, places=figures.places_of(currency), language=language)
    return f"{amount} {currency}"
