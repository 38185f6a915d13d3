"""Forms of people, teams, grants, tokens and settings: shape only, the rules stand in the services."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenancy.models import Team, Tenant
from tenancy.roles import INVITABLE, STAFF, Role, Scope


def roles(allowed: frozenset[Role]) -> list[tuple[str, Any]]:
    """The choices of a role field, in the order of the roles."""
    return [(role.value, role.label) for role in Role if role in allowed]


class InvitationAcceptForm(forms.Form):
    """Name and password of a new login; an existing one has nothing to fill in."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least twelve characters. A few unusual words are easy to remember and hard to guess."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    password_again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, existing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if existing:
            self.fields.clear()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("password") != data.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        return data


class InviteForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=lambda: roles(INVITABLE), initial=Role.ADVISOR)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    client_reference = forms.CharField(
        label=_("Client"),
        max_length=40,
        required=False,
        help_text=_("For a portal user: the reference of the client, as the advisor gave it to you."),
    )


class RoleForm(forms.Form):
    """Another role for a colleague."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: roles(STAFF))


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a team."""

    class Meta:
        model = Team
        fields = ("name",)


class MemberForm(forms.Form):
    """A colleague for a team, chosen from the members of the firm."""

    member = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """Access of a person or a team to a client or portfolio, named by its reference."""

    holder = forms.ChoiceField(label=_("Person or team"))
    kind = forms.ChoiceField(
        label=_("Access to"), choices=[("client", _("Client")), ("portfolio", _("Portfolio"))]
    )
    reference = forms.CharField(label=_("Reference"), max_length=60)

    def __init__(self, *args: Any, holders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = holders  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A key for an integrator's program."""

    name = forms.CharField(label=_("Name"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ.value]
    )
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class FirmForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the administrator may set; two of the fields take a second person."""

    class Meta:
        model = Tenant
        fields = ("legal_name", "lei", "evening_cutoff", "notice", "clients_need_second_factor", "rule_pack")
        widgets = {"evening_cutoff": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
