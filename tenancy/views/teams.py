"""Teams and their members."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.forms import MemberForm, TeamForm
from tenancy.models import Membership, Team, TeamMember
from tenancy.pages import PageRequest, attempt, page
from tenancy.roles import Action
from tenancy.selectors.people import staff_choices, team_members
from tenancy.selectors.people import team_list as team_rows
from tenancy.services import teams
from tenancy.views.people import firm_row


@page(action=Action.PEOPLE_MANAGE, purpose="team.list")
@require_http_methods(["GET", "POST"])
def team_list(request: PageRequest) -> HttpResponse:
    """The teams; a post founds one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        made = attempt(form, lambda: teams.team_create(actor=request.actor, name=name))
        if made is not None:
            return redirect("team_detail", made.public_id)
    return render(request, "tenancy/team_list.html", {"teams": team_rows(), "form": form})


@page(action=Action.PEOPLE_MANAGE, purpose="team.file")
@require_http_methods(["GET", "POST"])
def team_detail(request: PageRequest, public_id: UUID) -> HttpResponse:
    """One team: its name and who is in it; a post renames it."""
    team = firm_row(Team, public_id)
    form = TeamForm(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        changed = attempt(form, lambda: teams.team_update(actor=request.actor, team=team, name=name))
        if changed is not None:
            return redirect("team_detail", team.public_id)
    context = {
        "team": team,
        "form": form,
        "members": team_members(team=team),
        "member_form": MemberForm(members=staff_choices()),
        "breadcrumbs": [{"label": _("Teams"), "url": reverse("team_list")}],
    }
    return render(request, "tenancy/team_detail.html", context)


@page(action=Action.PEOPLE_MANAGE, purpose="team.member_add")
@require_POST
def team_member_add(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Puts a colleague into the team."""
    team = firm_row(Team, public_id)
    form = MemberForm(request.POST, members=staff_choices())
    if form.is_valid():
        membership = firm_row(Membership, UUID(form.cleaned_data["member"]))
        attempt(form, lambda: teams.team_member_add(actor=request.actor, team=team, membership=membership))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("team_detail", team.public_id)


@page(action=Action.PEOPLE_MANAGE, purpose="team.member_remove")
@require_POST
def team_member_remove(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Takes somebody out of a team."""
    member = firm_row(TeamMember, public_id)
    team = member.team
    teams.team_member_remove(actor=request.actor, member=member)
    return redirect("team_detail", team.public_id)
