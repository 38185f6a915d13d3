"""Risk profiles and goals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import GoalForm, GoalStateForm, RiskProfileForm
from clients.models import Client, Goal
from clients.selectors.clients import goals_of, risk_profiles_of
from clients.services.profiles import goal_create as create_goal
from clients.services.profiles import goal_remove as remove_goal
from clients.services.profiles import goal_update as update_goal
from clients.services.profiles import risk_profile_record as record
from clients.views.clients import crumbs, form_page
from tenancy.clock import business_date
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


def _back(client: Client) -> str:
    return reverse("profile_list", args=[client.public_id])


@page(action=Action.CLIENT_VIEW, purpose="client.profile")
def profile_list(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The assessments of a client, the valid one first, and the goals."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    context = {
        "client": client,
        "tab": "profile",
        "breadcrumbs": crumbs(),
        "profiles": risk_profiles_of(actor=request.actor, client=client),
        "goals": goals_of(actor=request.actor, client=client),
        "today": business_date(request.actor.tenant),
        "may_assess": request.actor.may(Action.PROFILE_EDIT),
        "may_edit": request.actor.may(Action.CLIENT_EDIT),
    }
    return render(request, "clients/profile_list.html", context)


@page(action=Action.PROFILE_EDIT, purpose="risk_profile.record")
@require_http_methods(["GET", "POST"])
def profile_record(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Records an assessment."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    form = RiskProfileForm(request.POST or None, today=business_date(request.actor.tenant))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: record(actor=request.actor, client=client, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("The risk profile is recorded."))
            return redirect(_back(client))
    context = {"heading": _("Record a risk profile"), "breadcrumbs": crumbs(client)}
    return form_page(request, form, cancel=_back(client), **context)


@page(action=Action.CLIENT_EDIT, purpose="goal.create")
@require_http_methods(["GET", "POST"])
def goal_create(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Writes down a goal."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: create_goal(actor=request.actor, client=client, **form.cleaned_data))
        if made is not None:
            return redirect(_back(client))
    return form_page(request, form, cancel=_back(client), heading=_("New goal"), breadcrumbs=crumbs(client))


@page(action=Action.CLIENT_EDIT, purpose="goal.update")
@require_http_methods(["GET", "POST"])
def goal_update(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Changes a goal."""
    goal = visible_or_404(request.actor, Goal.objects.select_related("client"), public_id)
    shows(request, goal.client_id, obj=goal)
    names = ("name", "target_amount", "currency", "target_on", "is_reached")
    form = GoalStateForm(request.POST or None, initial={name: getattr(goal, name) for name in names})
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: update_goal(actor=request.actor, goal=goal, **form.cleaned_data))
        if changed is not None:
            return redirect(_back(goal.client))
    context = {"heading": _("Change the goal"), "breadcrumbs": crumbs(goal.client)}
    return form_page(request, form, cancel=_back(goal.client), **context)


@page(action=Action.CLIENT_EDIT, purpose="goal.remove")
@require_POST
def goal_remove(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Strikes a goal off."""
    goal = visible_or_404(request.actor, Goal.objects.select_related("client"), public_id)
    remove_goal(actor=request.actor, goal=goal)
    return redirect(_back(goal.client))
