"""Households."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from clients.forms import HouseholdForm, HouseholdOpenForm
from clients.models import Household
from clients.selectors.clients import household_list as household_rows
from clients.selectors.clients import household_members, member_ids
from clients.services.households import household_create as create
from clients.services.households import household_update as update
from clients.views.clients import form_page
from tenancy.pages import PageRequest, attempt, page, paging_context, shows
from tenancy.paging import page_of
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


def crumbs() -> list[dict[str, str]]:
    """The way to a household."""
    return [{"label": _("Households"), "url": reverse("household_list")}]


# The pages of a household in the order of its tabs; one of them belongs to an app above and is known by name only.
TABS: Final = (
    ("household_detail", gettext_lazy("Members")),
    ("household_bridge", pgettext_lazy("bridge", "What changed")),
)


def household_tabs(household: Household, current: str) -> list[dict[str, Any]]:
    """The tabs of a household's pages; `current` is the URL name of the one that is open."""
    return [
        {"label": label, "url": reverse(name, args=[household.public_id]), "current": name == current}
        for name, label in TABS
    ]


@page(action=Action.CLIENT_VIEW, purpose="household.list")
def household_list(request: PageRequest) -> HttpResponse:
    """Households with a member in sight."""
    query = request.GET.get("q", "").strip()
    shown = page_of(
        household_rows(actor=request.actor, query=query),
        order=("name", "id"),
        cursor=request.GET.get("cursor", ""),
    )
    shows(request, *member_ids(actor=request.actor, households=shown.rows))
    context = {
        "households": shown.rows,
        "query": query,
        "may_create": request.actor.may(Action.CLIENT_EDIT),
        **paging_context(request, shown),
    }
    return render(request, "clients/household_list.html", context)


@page(action=Action.CLIENT_VIEW, purpose="household.file")
def household_detail(request: PageRequest, public_id: UUID) -> HttpResponse:
    """One household and its members in sight."""
    household = visible_or_404(request.actor, Household, public_id)
    members = household_members(actor=request.actor, household=household)
    shows(request, *(member.pk for member in members), obj=household)
    context = {
        "household": household,
        "members": members,
        "breadcrumbs": crumbs(),
        "tabs": household_tabs(household, "household_detail"),
        "may_edit": request.actor.may(Action.CLIENT_EDIT),
    }
    return render(request, "clients/household_detail.html", context)


@page(action=Action.CLIENT_EDIT, purpose="household.create")
@require_http_methods(["GET", "POST"])
def household_create(request: PageRequest) -> HttpResponse:
    """Puts clients without a household into a new one."""
    form = HouseholdOpenForm(request.POST or None, actor=request.actor)
    shows(request, *form.fields["members"].queryset.values_list("pk", flat=True))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        household = attempt(form, lambda: create(actor=request.actor, **form.cleaned_data))
        if household is not None:
            messages.success(request, _("The household is open."))
            return redirect("household_detail", household.public_id)
    return form_page(
        request, form, cancel=reverse("household_list"), heading=_("New household"), breadcrumbs=crumbs()
    )


@page(action=Action.CLIENT_EDIT, purpose="household.update")
@require_http_methods(["GET", "POST"])
def household_update(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Renames a household."""
    household = visible_or_404(request.actor, Household, public_id)
    members = household_members(actor=request.actor, household=household)
    shows(request, *(member.pk for member in members), obj=household)
    initial = {"reference": household.reference, "name": household.name}
    form = HouseholdForm(request.POST or None, initial=initial)
    back = reverse("household_detail", args=[household.public_id])
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: update(actor=request.actor, household=household, **form.cleaned_data))
        if changed is not None:
            return redirect(back)
    return form_page(request, form, cancel=back, heading=_("Change the household"), breadcrumbs=crumbs())
