"""What people type to enter an act of an issuer; the service decides what each type needs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.forms import CODE, AmountField, DayField, InstrumentField
from portfolios.models import EVENT_TYPES
from portfolios.services.corporate_actions import EventDraft

HUNDRED = Decimal(100)


class CorporateActionForm(forms.Form):
    """The terms of one act, as the issuer or the custodian announced them."""

    type = forms.ChoiceField(label=_("Type"), choices=[(each.value, each.label) for each in EVENT_TYPES])
    instrument = InstrumentField(label=_("Instrument"), help_text=_("ISIN or symbol."))
    ex_date = DayField(
        label=_("Ex date"), help_text=_("Whoever held the instrument at the close before is entitled.")
    )
    pay_date = DayField(label=_("Pay date"), required=False, help_text=_("Left empty: the ex date."))
    per_unit = AmountField(
        label=_("Money per unit"),
        max_digits=24,
        decimal_places=12,
        help_text=_("As the market quotes it; of a bond in per cent."),
    )
    currency = forms.CharField(
        label=_("Currency of the money"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs=dict(CODE)),
        help_text=_("Left empty: the instrument's."),
    )
    tax_percent = AmountField(
        label=_("Tax withheld, in per cent"), max_digits=8, decimal_places=6, max_value=Decimal("99.999999")
    )
    ratio = AmountField(
        label=_("Ratio"), max_digits=24, decimal_places=12, help_text=_("New units for one old unit.")
    )
    related_instrument = InstrumentField(
        label=_("Instrument received"),
        required=False,
        help_text=_("Of a spin-off or a merger: ISIN or symbol."),
    )
    cost_share = AmountField(
        label=_("Share of cost that moves"),
        max_digits=12,
        decimal_places=10,
        help_text=_("Between 0 and 1. Left empty, the first market prices decide."),
    )
    fraction_price = AmountField(
        label=_("Price paid for fractions"),
        max_digits=24,
        decimal_places=12,
        help_text=_("Of one new unit. Left empty, fractions stay in the portfolios."),
    )
    reference = forms.CharField(
        label=_("Issuer's or custodian's reference"),
        required=False,
        max_length=100,
        help_text=_("Tells two acts of one kind and day apart."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def draft(self) -> EventDraft:
        """The draft that the service is asked to enter."""
        fields: dict[str, Any] = dict(self.cleaned_data)
        percent = fields.pop("tax_percent")
        return EventDraft(
            **fields | {"currency": fields["currency"].upper()}, tax_rate=(percent or Decimal(0)) / HUNDRED
        )
