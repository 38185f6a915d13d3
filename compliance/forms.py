"""What people type about alerts and mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.alert_words import title_of
from compliance.models import AlertState, Severity
from compliance.rules.outcomes import RuleCode
from compliance.selectors.alerts import AlertFilter, alert_owners


class AlertFilterForm(forms.Form):
    """Narrows the queue; left alone it shows what is open or acknowledged."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Open and acknowledged")), *AlertState.choices, ("all", _("All"))],
    )
    severity = forms.ChoiceField(
        label=_("Severity"), required=False, choices=[("", _("Any severity")), *reversed(Severity.choices)]
    )
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = [("", _("Any rule")), *((code.value, title_of(code)) for code in RuleCode)]

    def wanted(self) -> AlertFilter:
        """What to look for; what cannot be read does not narrow."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state", "")
        return AlertFilter(
            state={"": "standing", "all": ""}.get(state, state),
            severity=found.get("severity", ""),
            rule=found.get("rule", ""),
            mine=found.get("mine", False),
        )


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of the firm, by name and role."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and role."""
        return f"{obj.user.name} · {obj.get_role_display()}"


class AssignForm(forms.Form):
    """Who looks after an alert."""

    owner = OwnerField(label=_("Owner"), queryset=None)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = alert_owners()


class AcknowledgeForm(forms.Form):
    """That somebody looks after an alert, and what they intend."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(forms.Form):
    """Why an alert ends by decision."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the alert and in the audit trail with your name."),
    )
