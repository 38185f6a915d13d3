"""Forms of client files: shape only, the rules stand in the services."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import (
    Classification,
    Client,
    ClientKind,
    ContactChannel,
    DocumentKind,
    Household,
    Language,
    RelationshipKind,
)
from tenancy.permissions import Actor, visible

BANDS = [
    (1, _("1, very low")),
    (2, _("2, low")),
    (3, _("3, medium")),
    (4, _("4, high")),
    (5, _("5, very high")),
]


class DayInput(forms.DateInput):
    """The browser's own calendar, which speaks ISO."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day."""

    widget = DayInput


class HouseholdField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A household in sight, by its public id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, to_field_name="public_id", **kwargs)


class ClientForm(forms.Form):
    """The facts of a client."""

    reference = forms.CharField(label=_("Reference"), max_length=40)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As it is written on papers; the family name of a person last, in Chinese first."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ClientKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    classification = forms.ChoiceField(label=_("Classification"), choices=Classification.choices)
    household = HouseholdField(label=_("Household"), required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    country = forms.CharField(label=_("Country (two letters)"), max_length=2, min_length=2, required=False)
    tax_country = forms.CharField(
        label=_("Tax residence (two letters)"), max_length=2, min_length=2, required=False
    )
    born_on = DayField(label=_("Date of birth or foundation"), required=False)
    lei = forms.CharField(label=_("Legal entity identifier"), max_length=20, required=False)
    wants_depreciation_notice = forms.BooleanField(
        label=_("Has asked for the notice of a fall of 10 %"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].queryset = visible(actor, Household).order_by("name")  # type: ignore[attr-defined]


class ClientStateForm(ClientForm):
    """The facts of a client who is there already, and whether they still are."""

    is_active = forms.BooleanField(label=_("Active"), required=False)
    closed_on = DayField(label=_("Closed on"), required=False)


class ClientFilterForm(forms.Form):
    """The filters of the list."""

    q = forms.CharField(
        label=_("Name, pinyin or reference"),
        required=False,
        widget=forms.SearchInput(attrs={"class": "input"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *ClientKind.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("active", _("Active")), ("closed", _("Closed")), ("all", _("All"))],
        widget=forms.Select(attrs={"class": "input"}),
    )


class HouseholdForm(forms.Form):
    """The name of a household and its first members, by their references."""

    reference = forms.CharField(label=_("Reference"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)


class HouseholdOpenForm(HouseholdForm):
    """A new household with at least one member."""

    members = forms.ModelMultipleChoiceField(  # type: ignore[var-annotated]
        queryset=None,
        to_field_name="public_id",
        label=_("Members"),
        help_text=_("Hold Ctrl to choose several."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = visible(actor, Client).filter(is_active=True, household__isnull=True)
        self.fields["members"].queryset = mine.order_by("sort_name", "id")  # type: ignore[attr-defined]


class RelatedForm(forms.Form):
    """Another client and what they are to this one."""

    reference = forms.CharField(label=_("Reference of the other client"), max_length=40)
    kind = forms.ChoiceField(label=_("Is the"), choices=RelationshipKind.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class RiskProfileForm(forms.Form):
    """An assessment."""

    assessed_on = DayField(label=_("Assessed on"))
    tolerance = forms.TypedChoiceField(label=_("Risk tolerance"), choices=BANDS, coerce=int)
    capacity = forms.TypedChoiceField(label=_("Capacity for loss"), choices=BANDS, coerce=int)
    valid_until = DayField(label=_("Valid until"))
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"assessed_on": today, "valid_until": _in_two_years(today)})
        super().__init__(*args, **kwargs)


def _in_two_years(day: date) -> date:
    return day.replace(year=day.year + 2, day=min(day.day, 28))


class GoalForm(forms.Form):
    """What the money is for."""

    name = forms.CharField(label=_("Goal"), max_length=200)
    target_amount = forms.DecimalField(
        label=_("Amount"), max_digits=20, decimal_places=4, min_value=0, required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, required=False)
    target_on = DayField(label=_("By"), required=False)


class GoalStateForm(GoalForm):
    """A goal, and whether it is reached."""

    is_reached = forms.BooleanField(label=_("Reached"), required=False)


class DocumentForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, JPEG, PNG or TIFF, up to 15 MB."))
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    expires_on = DayField(label=_("Expires on"), required=False)
    is_shared = forms.BooleanField(label=_("Show it to the client in the portal"), required=False)


class NoteForm(forms.Form):
    """A contact and the next step."""

    on = DayField(label=_("Date"))
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel.choices)
    summary = forms.CharField(
        label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_step_on = DayField(label=_("Due on"), required=False)


class PortalInviteForm(forms.Form):
    """Somebody to let into the portal."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
