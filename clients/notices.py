"""What a notice says: title and body by code, with parameters written in the reader's language.

`notification_create` keeps codes and plain values; the words are made when somebody reads. Parameters are JSON values:
text as it is, `money` and `percent` as decimal strings (a fraction for a percentage), `day` as an ISO date.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tenancy.figures import day_text, number_text, percent_text, places_of


class Kind(StrEnum):
    """How a parameter is written."""

    TEXT = "text"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one code; `parameters` are all it needs. Money is in the parameter `currency`.

    `changes` names a parameter that may be left out: a list of {"name", "change" (money), "share" (fraction)}.
    """

    title: Promise
    body: Promise
    parameters: Mapping[str, Kind]
    changes: str = ""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One line of a notice's list: what changed, by how much, and by which part of the value it is measured from."""

    name: str
    change: str
    share: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice as one reader reads it; `changes` are the lines of its list, if it has one."""

    title: str
    body: str
    changes: tuple[ChangeText, ...] = ()


TEMPLATES: Final[dict[str, Template]] = {
    "depreciation": Template(
        _("The value of %(portfolio)s has fallen by %(fall)s"),
        _(
            "Since %(from_on)s the value of your portfolio %(portfolio)s has fallen by %(fall)s, which reaches the "
            "threshold of %(threshold)s. Its value on %(on)s was %(value)s."
        ),
        {
            "portfolio": Kind.TEXT,
            "fall": Kind.PERCENT,
            "threshold": Kind.PERCENT,
            "from_on": Kind.DAY,
            "on": Kind.DAY,
            "value": Kind.MONEY,
            "currency": Kind.TEXT,
        },
        changes="contributors",
    ),
    "stop_loss": Template(
        _("%(portfolio)s has reached its stop line"),
        _(
            "On %(on)s the value of your portfolio %(portfolio)s stood at %(level)s of the money put in. Your mandate sets the "
            "stop line at %(line)s."
        ),
        {"portfolio": Kind.TEXT, "level": Kind.PERCENT, "line": Kind.PERCENT, "on": Kind.DAY},
    ),
    "warning_line": Template(
        _("%(portfolio)s has reached its warning line"),
        _(
            "On %(on)s the value of your portfolio %(portfolio)s stood at %(level)s of the money put in. Your mandate sets the "
            "warning line at %(line)s."
        ),
        {"portfolio": Kind.TEXT, "level": Kind.PERCENT, "line": Kind.PERCENT, "on": Kind.DAY},
    ),
    "drawdown": Template(
        _("%(portfolio)s has fallen further from its highest value than agreed"),
        _(
            "On %(on)s the value of your portfolio %(portfolio)s stood %(fall)s below its highest. Your mandate sets the "
            "limit at %(limit)s."
        ),
        {"portfolio": Kind.TEXT, "fall": Kind.PERCENT, "limit": Kind.PERCENT, "on": Kind.DAY},
    ),
    "asset_class_band": Template(
        _("%(asset_class)s is outside its band in %(portfolio)s"),
        _(
            "On %(on)s %(asset_class)s made up %(weight)s of your portfolio %(portfolio)s. Your mandate allows between "
            "%(minimum)s and %(maximum)s."
        ),
        {
            "portfolio": Kind.TEXT,
            "asset_class": Kind.TEXT,
            "weight": Kind.PERCENT,
            "minimum": Kind.PERCENT,
            "maximum": Kind.PERCENT,
            "on": Kind.DAY,
        },
    ),
    "instrument_weight": Template(
        _("One position in %(portfolio)s is larger than agreed"),
        _(
            "On %(on)s %(instrument)s made up %(weight)s of your portfolio %(portfolio)s. Your mandate allows at most "
            "%(limit)s in one instrument."
        ),
        {
            "portfolio": Kind.TEXT,
            "instrument": Kind.TEXT,
            "weight": Kind.PERCENT,
            "limit": Kind.PERCENT,
            "on": Kind.DAY,
        },
    ),
    "cash_floor": Template(
        _("%(portfolio)s holds less cash than agreed"),
        _(
            "On %(on)s cash made up %(weight)s of your portfolio %(portfolio)s. Your mandate asks for at least %(limit)s."
        ),
        {"portfolio": Kind.TEXT, "weight": Kind.PERCENT, "limit": Kind.PERCENT, "on": Kind.DAY},
    ),
    "stale_price": Template(
        _("A price in %(portfolio)s is old"),
        _(
            "The last price of %(instrument)s in your portfolio %(portfolio)s is of %(price_on)s. Values of %(on)s rest on it "
            "until a newer one is known."
        ),
        {"portfolio": Kind.TEXT, "instrument": Kind.TEXT, "price_on": Kind.DAY, "on": Kind.DAY},
    ),
    "statement_released": Template(
        _("A new statement of %(portfolio)s is ready"),
        _(
            "The statement of your portfolio %(portfolio)s from %(period_from)s to %(period_to)s can be read here."
        ),
        {"portfolio": Kind.TEXT, "period_from": Kind.DAY, "period_to": Kind.DAY},
    ),
}


CHANGE: Final = frozenset({"name", "change", "share"})
"""What each line of a notice's list has."""


class ParametersDiffer(ValueError):
    """A notice was made with other parameters than its words need."""


def parameters_checked(code: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a known code as JSON strings, and its list if it has one.

    Raises `ParametersDiffer` for missing or unknown ones, and what their kind raises for unreadable ones.
    """
    template = TEMPLATES.get(code)
    if template is None:
        raise ParametersDiffer(f"no notice has the code {code!r}")
    if set(parameters) - {template.changes} != set(template.parameters):
        raise ParametersDiffer(f"{code} needs {sorted(template.parameters)}, not {sorted(parameters)}")
    plain: dict[str, Any] = {name: str(parameters[name]) for name in template.parameters}
    _written(template, plain, "en")
    if template.changes in parameters:
        rows = parameters[template.changes]
        if any(set(row) != CHANGE for row in rows):
            raise ParametersDiffer(f"a change needs {sorted(CHANGE)}")
        plain[template.changes] = [{name: str(row[name]) for name in row} for row in rows]
        _changes(template, plain, "en")
    return plain


def notice_text(code: str, parameters: Mapping[str, Any]) -> NoticeText:
    """Title and body in the active language; a code of a former version still says that there is a notice."""
    template = TEMPLATES.get(code)
    if template is None or not set(template.parameters) <= set(parameters):
        return NoticeText(gettext("A notice from your firm"), "")
    values = _written(template, parameters, get_language())
    changes = _changes(template, parameters, get_language())
    return NoticeText(str(template.title) % values, str(template.body) % values, changes)


def _changes(
    template: Template, parameters: Mapping[str, Any], language: str | None
) -> tuple[ChangeText, ...]:
    currency = str(parameters.get("currency", ""))
    return tuple(
        change_text(row, currency=currency, language=language) for row in parameters.get(template.changes, ())
    )


def change_text(row: Mapping[str, str], *, currency: str, language: str | None) -> ChangeText:
    """One line of a list of changes in words: amounts with their sign and currency, the share in percent."""
    amount = number_text(Decimal(row["change"]), places=places_of(currency), language=language, sign=True)
    share = percent_text(Decimal(row["share"]), language=language, sign=True)
    return ChangeText(row["name"], f"{amount} {currency}", share)


def _written(template: Template, parameters: Mapping[str, Any], language: str | None) -> dict[str, str]:
    currency = str(parameters.get("currency", ""))
    return {
        name: _value(kind, str(parameters[name]), currency, language)
        for name, kind in template.parameters.items()
    }


def _value(kind: Kind, value: str, currency: str, language: str | None) -> str:
    if kind is Kind.PERCENT:
        return percent_text(Decimal(value), language=language)
    if kind is Kind.MONEY:
        return (
            f"{number_text(Decimal(value), places=places_of(currency), language=language)} {currency}".strip()
        )
    if kind is Kind.DAY:
        return day_text(dt.date.fromisoformat(value), language=language)
    return value
