"""Which period and which currency a page about changes shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.validators import MinValueValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.forms import DayField
from portfolios.ledger.money import CURRENCIES

FIRST_DAY: Final = date(1900, 1, 1)
DEFAULT: Final = "year"
NAMES: Final[dict[str, Promise | str]] = {
    "month": gettext_lazy("This month"),
    "last-month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter"),
    "last-quarter": gettext_lazy("Last quarter"),
    "year": gettext_lazy("This year"),
    "last-year": gettext_lazy("Last year"),
    "all": gettext_lazy("Everything"),
}
LENGTHS: Final = {"month": 1, "quarter": 3, "year": 12}


class ChangesForm(forms.Form):
    """Free dates and the currency. Each day is meant at its close."""

    from_on = DayField(
        label=gettext_lazy("From the close of"), required=False, validators=[MinValueValidator(FIRST_DAY)]
    )
    until = DayField(
        label=gettext_lazy("To the close of"), required=False, validators=[MinValueValidator(FIRST_DAY)]
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)

    def __init__(self, *args: Any, currencies: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["currency"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, code) for code in dict.fromkeys(currencies)]

    def clean(self) -> dict[str, Any]:
        """A period has a day in it."""
        found = super().clean() or {}
        first, last = found.get("from_on"), found.get("until")
        if first and last and first >= last:
            self.add_error("until", _("The period has to end after the day it begins with."))
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """The period (after, until] and the currency; `after` None is since the first booking, `code` "" for free dates."""

    code: str
    after: date | None
    until: date
    currency: str

    def query(self, **more: str) -> str:
        """The same question as the query of an address, with `more` of it."""
        shown = {"period": self.code} if self.code else {}
        if not self.code:
            shown = {"until": self.until.isoformat()}
            if self.after is not None:
                shown = {"from_on": self.after.isoformat(), **shown}
        given = {**shown, "currency": self.currency, **more}
        return urlencode({name: text for name, text in given.items() if text})


def asked_of(
    given: QueryDict, *, today: date, begun: date | None, currency: str
) -> tuple[Asked, ChangesForm]:
    """What the query asks for, and the form that shows it. What cannot be read is said at its field and not used.

    Nothing reaches past `today`, or back before the booking that everything began with.
    """
    wanted = given.get("currency", "")
    wanted = wanted if wanted in CURRENCIES else currency
    form = ChangesForm(given, currencies=[wanted])
    days = form.cleaned_data if form.is_valid() else {}
    first, last = days.get("from_on"), days.get("until")
    until = min(last or today, today)
    if first and first >= until:
        form.add_error("from_on", _("The period has to begin before today."))
    elif first or last:
        return Asked("", _not_before(first, begun), until, wanted), form
    code = given.get("period", "")
    code = code if code in NAMES else DEFAULT
    after, until = period_of(code, today)
    return Asked(code, _not_before(after, begun), until, wanted), form


def form_of(asked: Asked, form: ChangesForm, currencies: Iterable[str]) -> ChangesForm:
    """The form to show: as filled in where it has to be mended, else with the period that is shown."""
    if form.errors:
        form.fields["currency"].choices = [(each, each) for each in currencies]  # type: ignore[attr-defined]
        return form
    shown = {"from_on": asked.after, "until": asked.until, "currency": asked.currency}
    return ChangesForm(initial=shown, currencies=currencies)


def period_of(code: str, today: date) -> tuple[date | None, date]:
    """The days of a code: those since the last month, quarter or year ended, or all of the one before."""
    if code == "all":
        return None, today
    length = LENGTHS[code.removeprefix("last-")]
    begins = date(today.year, (today.month - 1) // length * length + 1, 1)
    after = begins - timedelta(days=1)
    if not code.startswith("last-"):
        return after, today
    before = date(after.year, (after.month - 1) // length * length + 1, 1)
    return before - timedelta(days=1), after


def period_choices(asked: Asked, **more: str) -> list[dict[str, object]]:
    """For `includes/segmented.html`; `more` of the address stays as it is."""
    given = {name: text for name, text in more.items() if text}
    return [
        {
            "label": label,
            "url": f"?{urlencode({'period': code, 'currency': asked.currency, **given})}",
            "current": code == asked.code,
        }
        for code, label in NAMES.items()
    ]


def _not_before(after: date | None, begun: date | None) -> date | None:
    if after is None or begun is None or after < begun - timedelta(days=1):
        return None
    return after
