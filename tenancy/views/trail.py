"""The audit trail: what was done, and who looked at whose data."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tenancy.models import Membership
from tenancy.pages import PageRequest, page, paging_context, shows
from tenancy.paging import page_of
from tenancy.roles import Action
from tenancy.selectors.trail import (
    TrailFilter,
    actions_seen,
    changes_of,
    client_names,
    entry_list,
    event_list,
    purposes_seen,
)
from tenancy.trail_words import action_words, purpose_words


class TrailForm(forms.Form):
    """The filters of the trail."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    client = forms.CharField(label=_("Client's reference"), required=False, max_length=40)
    action = forms.ChoiceField(label=_("What"), required=False)
    from_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_on = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, looks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.select_related("user").order_by("user__name", "user__email")
        people = [(str(member.user.public_id), str(member.user)) for member in members]
        words = purpose_words if looks else action_words
        codes = purposes_seen() if looks else actions_seen()
        everything = ("", _("All"))
        self.fields["person"].choices = [everything, *people]  # type: ignore[attr-defined]
        self.fields["action"].choices = [everything, *((code, words(code)) for code in codes)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


def _where(form: TrailForm) -> TrailFilter:
    given = form.cleaned_data if form.is_valid() else {}
    return TrailFilter(
        user_public_id=given.get("person", ""),
        client_reference=given.get("client", "").strip(),
        action=given.get("action", ""),
        from_on=given.get("from_on"),
        to_on=given.get("to_on"),
    )


def trail_asked(request: PageRequest) -> tuple[TrailForm, bool, Any]:
    """The filters of the address, whether they are about looks (`?show=looks`), and the rows they choose, unordered."""
    looks = request.GET.get("show") == "looks"
    form = TrailForm(request.GET, looks=looks)
    rows: Any = (event_list if looks else entry_list)(actor=request.actor, where=_where(form))
    return form, looks, rows


@page(action=Action.AUDIT_VIEW, purpose="audit.list")
def audit_list(request: PageRequest) -> HttpResponse:
    """Changes and refusals, or looks at client data (`?show=looks`), newest first, filtered."""
    form, looks, rows = trail_asked(request)
    shown = page_of(rows, order=("-id",), cursor=request.GET.get("cursor", ""))
    ids = {client_id for row in shown.rows for client_id in row.client_ids}
    names = client_names(actor=request.actor, ids=ids)
    shows(request, *ids)
    entries = [
        {
            "row": row,
            "words": purpose_words(row.purpose) if looks else action_words(row.action),
            "clients": [names[client_id] for client_id in row.client_ids if client_id in names],
            "changes": [] if looks else changes_of(row),
        }
        for row in shown.rows
    ]
    context = {"entries": entries, "looks": looks, "filter_form": form, **paging_context(request, shown)}
    return render(request, "tenancy/audit_list.html", context)
