"""Forms of statements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.models import Portfolio
from reporting.models import StatementKind, VersionState


class StatementFilter(forms.Form):
    """Which statements a list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *VersionState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *StatementKind.choices]
    )
    q = forms.CharField(label=_("Portfolio or client"), required=False, max_length=100)


class PortfolioField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among portfolios, named by reference and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference} · {obj.name}"


class PrepareForm(forms.Form):
    """Which statement to prepare."""

    portfolio = PortfolioField(
        label=_("Portfolio"), queryset=Portfolio._base_manager.none(), to_field_name="public_id"
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=StatementKind.choices)
    until = forms.DateField(label=_("Last day of the period"), widget=forms.DateInput(attrs={"type": "date"}))
    change_note = forms.CharField(
        label=_("What changed, for a corrected statement"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, portfolios: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["portfolio"]
        assert isinstance(field, PortfolioField)
        field.queryset = portfolios


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
