"""What people type about portfolios, instruments, prices and files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.choices import (
    AssetClass,
    FileDateOrder,
    FileDecimalMark,
    FileDelimiter,
    FileEncoding,
    TransactionType,
)
from portfolios.importing.formats import Declared
from portfolios.models import ImportKind
from portfolios.selectors.instruments import instrument_by_code
from portfolios.selectors.transactions import TransactionFilter
from portfolios.services.manual_prices import LARGEST, Evidence

DAY: Final = {"type": "date"}
CODE: Final = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs=dict(DAY), format="%Y-%m-%d"))
        super().__init__(**options)


class AmountField(forms.DecimalField):
    """A positive figure, right-aligned, without the browser's spinner."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input num", "autocomplete": "off"})
        options = {"widget": widget, "min_value": Decimal(0), "required": False, **options}
        super().__init__(**options)


class TransactionFilterForm(forms.Form):
    """Narrows a list of transactions. What cannot be read narrows nothing and says so at its field."""

    q = forms.CharField(label=_("Instrument or note"), required=False, widget=forms.SearchInput())
    type = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("All types")), *TransactionType.choices]
    )
    from_on = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def wanted(self) -> TransactionFilter:
        """What to look for."""
        self.is_valid()
        found = self.cleaned_data
        return TransactionFilter(
            type=found.get("type", ""),
            from_on=found.get("from_on"),
            until=found.get("until"),
            text=found.get("q", ""),
        )


class InstrumentField(forms.CharField):
    """An instrument by its ISIN, or by its symbol with the market or currency where that is not enough."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=dict(CODE)))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The instrument, or None for an empty optional field."""
        text = super().clean(value)
        if not text:
            return None
        found = instrument_by_code(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(gettext("No instrument has this ISIN or symbol."), code="unknown")
        named = ", ".join(f"{each.symbol} {each.mic} {each.currency}" for each in found)
        raise ValidationError(
            gettext("Several instruments fit: %(found)s. Give the ISIN.") % {"found": named}, code="ambiguous"
        )


class ReversalForm(forms.Form):
    """Why a transaction is taken back, and from when on."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the ledger and in the audit trail with your name."),
    )
    effective_on = DayField(
        label=_("Takes effect on"),
        required=False,
        help_text=_("Left empty: from the trade date, as if it had never been booked."),
    )


class HoldingsForm(forms.Form):
    """The day whose holdings are shown."""

    as_of = DayField(label=_("As of"), required=False)


class PeriodForm(forms.Form):
    """A period of one's own choosing, (after, until], and the currency to measure it in."""

    after = DayField(label=_("From the close of"), required=False)
    until = DayField(label=_("Until the close of"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(
        self, *args: Any, currencies: Sequence[str], begun: date | None, today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choice = self.fields["currency"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, code) for code in currencies]
        self._begun, self._today = begun, today

    def clean(self) -> dict[str, Any]:
        """Nothing is measured after the business date, and a period has one day at least."""
        found = self.cleaned_data
        after, until = found.get("after"), found.get("until")
        if until and until > self._today:
            self.add_error("until", gettext("This day has not been yet."))
        elif until and self._begun and until < self._begun:
            self.add_error("until", gettext("Nothing was booked before this day."))
        elif after and after >= (until or self._today):
            self.add_error("after", gettext("A period ends after it begins."))
        return found


class InstrumentFilterForm(forms.Form):
    """Narrows the list of instruments."""

    q = forms.CharField(label=_("Name, symbol or ISIN"), required=False, widget=forms.SearchInput())
    asset_class = forms.ChoiceField(
        label=_("Asset class"), required=False, choices=[("", _("All classes")), *AssetClass.choices]
    )


class PriceForm(forms.Form):
    """A price by hand. One for a day that has a price already waits for a second person; both are kept."""

    on = DayField(label=_("Date"))
    price = AmountField(label=_("Price"), required=True, max_digits=24, decimal_places=12)
    source = forms.CharField(label=_("Source"), max_length=60, help_text=_("Where the price comes from."))
    reason = forms.CharField(
        label=_("Reason of a change"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the day has a price already: a second person then decides."),
    )
    document = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("How the price was found, up to 20 MB. Needed for what has no market."),
    )

    def evidence(self) -> Evidence | None:
        """The attached document, read; None without one."""
        file = self.cleaned_data.get("document")
        if file is None:
            return None
        return Evidence(file.name, file.read(LARGEST + 1), file.content_type or "application/octet-stream")


def _by_itself(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices of something that a file usually shows by itself, which comes first."""
    return [("", _("As the file shows")), *choices]


class ImportForm(forms.Form):
    """A file, what it holds, and for files that do not show it themselves, how it is written."""

    WRITTEN: Final = ("encoding", "delimiter", "decimal_mark", "date_order")

    kind = forms.ChoiceField(label=_("What the file holds"), choices=ImportKind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or GB18030; columns separated by comma, semicolon or tab."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    as_of = DayField(
        label=_("Date of a custodian's list"),
        required=False,
        help_text=_("Only where the lines do not say it themselves."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=_by_itself(FileEncoding.choices)
    )
    delimiter = forms.ChoiceField(
        label=_("Columns are separated by"), required=False, choices=_by_itself(FileDelimiter.choices)
    )
    decimal_mark = forms.ChoiceField(
        label=_("Decimal mark"), required=False, choices=_by_itself(FileDecimalMark.choices)
    )
    date_order = forms.ChoiceField(
        label=_("Order of dates"), required=False, choices=_by_itself(FileDateOrder.choices)
    )

    def declared(self) -> Declared:
        """What was stated about how the file is written; None leaves it to the file. For a valid form."""
        return Declared(**{name: self.cleaned_data[name] or None for name in self.WRITTEN})

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields everybody fills in."""
        return [self[name] for name in self.fields if name not in self.WRITTEN]

    @property
    def written_fields(self) -> list[forms.BoundField]:
        """The fields for files that do not show how they are written."""
        return [self[name] for name in self.WRITTEN]

    @property
    def states_how_written(self) -> bool:
        """Whether something was stated about how the file is written, or is wrong there."""
        return any(field.value() or field.errors for field in self.written_fields)


class BreakForm(forms.Form):
    """What became of a difference with the custodian."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("resolve", _("Resolved: the book or the custodian was corrected")),
            ("explain", _("Explained: accepted with the reason given")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


__all__ = [
    "BreakForm",
    "HoldingsForm",
    "ImportForm",
    "InstrumentFilterForm",
    "PeriodForm",
    "PriceForm",
    "ReversalForm",
    "TransactionFilterForm",
]
