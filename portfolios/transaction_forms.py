"""What people type to post a transaction by hand; the service decides what each type needs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portfolios.choices import AccountKind, FeeKind, TransactionType
from portfolios.forms import CODE, AmountField, DayField, InstrumentField
from portfolios.import_messages import sentence as import_sentence
from portfolios.importing import values
from portfolios.importing.reading import Reading, ValueRefused
from portfolios.ledger.entries import EntryType
from portfolios.ledger.entry_checks import fields_of
from portfolios.models import Account, Portfolio
from portfolios.services.transactions import LotDraft, TransactionDraft


class LotsField(forms.CharField):
    """Tax lots in the spelling of the import: “60 2019-03-01 6000.00 0.93 | 40 2020-05-04”."""

    _reading = Reading(decimal_mark=".")

    def clean(self, value: Any) -> Any:
        """The lots as drafts; none for an empty field."""
        try:
            found = values.lots().bind(self._reading)(super().clean(value)) or ()
        except ValueRefused as refused:
            raise ValidationError(
                import_sentence(refused.code, refused.params), code=refused.code
            ) from refused
        return [LotDraft(each.quantity, each.acquired_on, each.cost, each.fx_rate) for each in found]


ALWAYS = frozenset({"type", "trade_date", "settlement_date", "currency", "sequence", "external_id", "note"})
"""Fields that a transaction of any type has."""


def _fields_of(kind: str) -> frozenset[str]:
    """The form's fields for a type; here those of a transfer say whether it crosses the client's border."""
    names = set(fields_of(EntryType(kind)))
    if "paid_externally" in names:
        names.add("is_paid_externally")
    if "transfer_group" in names:
        names.add("is_external")
    return frozenset(names)


class TransactionTypeForm(forms.Form):
    """Which type of transaction is to be posted."""

    type = forms.ChoiceField(label=_("Type"), choices=TransactionType.choices)


class TransactionForm(forms.Form):
    """One transaction of a type by hand: the fields that the type can have; the service decides which it needs."""

    type = forms.ChoiceField(choices=TransactionType.choices, widget=forms.HiddenInput())
    trade_date = DayField(label=_("Trade date"))
    settlement_date = DayField(
        label=_("Settlement date"), required=False, help_text=_("Left empty, it follows from the calendar.")
    )
    instrument = InstrumentField(
        label=_("Instrument"),
        required=False,
        help_text=_("ISIN or symbol; empty for money."),
    )
    quantity = AmountField(label=_("Quantity"), max_digits=24, decimal_places=8)
    price = AmountField(label=_("Price"), max_digits=24, decimal_places=12)
    amount = AmountField(
        label=_("Amount"),
        max_digits=20,
        decimal_places=4,
        help_text=_(
            "What the cash account is charged or credited with, fees and taxes included; always positive."
        ),
    )
    currency = forms.CharField(
        label=_("Currency of the amount"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs=dict(CODE)),
    )
    fee = AmountField(label=_("Fee included"), max_digits=20, decimal_places=4)
    tax = AmountField(label=_("Tax included"), max_digits=20, decimal_places=4)
    fee_kind = forms.ChoiceField(
        label=_("Kind of fee"), required=False, choices=[("", _("Not a fee")), *FeeKind.choices]
    )
    fx_rate = AmountField(
        label=_("Exchange rate"),
        max_digits=24,
        decimal_places=12,
        help_text=_("Instrument's currency into the amount's."),
    )
    accrued_interest = AmountField(label=_("Accrued interest included"), max_digits=20, decimal_places=4)
    ex_date = DayField(label=_("Ex date"), required=False)
    counter_currency = forms.CharField(
        label=_("Currency bought"), required=False, max_length=3, widget=forms.TextInput(attrs=dict(CODE))
    )
    counter_amount = AmountField(label=_("Amount bought"), max_digits=20, decimal_places=4)
    counter_cash_account: Any = forms.ModelChoiceField(
        label=_("Cash account credited"), queryset=None, required=False, empty_label=_("By currency")
    )
    related_instrument = InstrumentField(
        label=_("Instrument received"),
        required=False,
        help_text=_("Of a spin-off or a merger: ISIN or symbol."),
    )
    ratio = AmountField(
        label=_("Ratio"),
        max_digits=24,
        decimal_places=12,
        help_text=_("Acts of the issuer: new units for one old unit."),
    )
    cost_share = AmountField(
        label=_("Share of cost that moves"),
        max_digits=12,
        decimal_places=10,
        help_text=_("Between 0 and 1. Left empty, the first market prices decide."),
    )
    cash_in_lieu = AmountField(
        label=_("Cash in lieu"),
        max_digits=20,
        decimal_places=4,
        help_text=_("Paid for the fraction of a unit that arose."),
    )
    lots = LotsField(
        label=_("Lots"),
        required=False,
        help_text=_(
            "“Quantity date cost rate”, lots separated by “|”: the history a transfer brings, or the lots a disposal takes."
        ),
    )
    is_external = forms.BooleanField(
        label=_("With the outside"),
        required=False,
        initial=True,
        help_text=_("Of a transfer; not ticked, it is a move between own accounts or portfolios."),
    )
    transfer_group = forms.CharField(
        label=_("Transfer group"),
        required=False,
        max_length=100,
        help_text=_("The same words on both sides of a move; what arrives then keeps its lots."),
    )
    is_paid_externally = forms.BooleanField(label=_("Fee or tax paid from outside"), required=False)
    sequence = forms.IntegerField(
        label=_("Order of the day"),
        required=False,
        min_value=-(2**31),
        max_value=2**31 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input num"}),
    )
    account: Any = forms.ModelChoiceField(
        label=_("Custody account"),
        queryset=None,
        required=False,
        empty_label=_("The portfolio's own"),
    )
    cash_account: Any = forms.ModelChoiceField(
        label=_("Cash account"), queryset=None, required=False, empty_label=_("By currency")
    )
    external_id = forms.CharField(
        label=_("Custodian's reference"),
        required=False,
        max_length=100,
        help_text=_("With one, posting it again is recognised."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, portfolio: Portfolio, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["type"] = kind
        accounts = Account.objects.filter(portfolio=portfolio).order_by("pk")
        self._choose("account", accounts.filter(kind=AccountKind.CUSTODY))
        self._choose("cash_account", accounts.filter(kind=AccountKind.CASH))
        self._choose("counter_cash_account", accounts.filter(kind=AccountKind.CASH))
        for name in self.fields.keys() - ALWAYS - _fields_of(kind):
            del self.fields[name]

    def _choose(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """Currencies are written in capitals."""
        found = self.cleaned_data
        for name in self.fields.keys() & {"currency", "counter_currency"}:
            found[name] = found.get(name, "").upper()
        return found

    def draft(self) -> TransactionDraft:
        """The draft that the service is asked to post."""
        return TransactionDraft(**self.cleaned_data)
