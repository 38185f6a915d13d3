"""The administrator's people: members, invitations, roles."""

from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.clock import business_date
from tenancy.errors import FieldError, NotFound, RuleRefused
from tenancy.forms import InviteForm, RoleForm
from tenancy.models import Invitation, Membership
from tenancy.models.base import TenantOwned
from tenancy.pages import PageRequest, attempt, page, paging_context
from tenancy.paging import page_of
from tenancy.permissions import Actor
from tenancy.roles import STAFF, Action, Role
from tenancy.selectors.people import grant_counts, invitation_list
from tenancy.selectors.people import person_list as person_rows
from tenancy.services import people


def firm_row[M: TenantOwned](model: type[M], public_id: UUID) -> M:
    """The firm's row with this public id, for what belongs to no client; `NotFound` otherwise."""
    found = model.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@page(action=Action.PEOPLE_MANAGE, purpose="person.list")
def person_list(request: PageRequest) -> HttpResponse:
    """Members of the firm and open invitations."""
    state = request.GET.get("state", "active")
    role = request.GET.get("role", "")
    rows = person_rows(role=role, state="" if state == "all" else state)
    shown = page_of(rows, order=("-id",), cursor=request.GET.get("cursor", ""))
    counts = grant_counts(user_ids=[member.user_id for member in shown.rows])
    context = {
        "members": [(member, counts[member.user_id]) for member in shown.rows],
        "invitations": invitation_list(),
        "roles": [(r.value, r.label) for r in Role if r in STAFF or r == Role.CLIENT],
        "role": role,
        "state": state,
        **paging_context(request, shown),
    }
    return render(request, "tenancy/person_list.html", context)


def _client_of(reference: str) -> Model | None:
    """The client a portal user is invited for, found by reference alone: the administrator sees nothing of them."""
    if not reference.strip():
        return None
    found: Model | None = apps.get_model("clients.Client").objects.filter(reference=reference.strip()).first()
    if found is None:
        detail = _("No client has this reference.")
        raise RuleRefused(detail, errors=[FieldError("/client_reference", "unknown", detail)])
    return found


def _invite(actor: Actor, data: dict[str, str]) -> Invitation:
    return people.invitation_create(
        actor=actor,
        email=data["email"],
        role=Role(data["role"]),
        name=data["name"],
        language=data["language"],
        client=_client_of(data["client_reference"]),
    )


@page(action=Action.PEOPLE_MANAGE, purpose="person.invite")
@require_http_methods(["GET", "POST"])
def person_invite(request: PageRequest) -> HttpResponse:
    """Invites somebody by e-mail."""
    form = InviteForm(request.POST or None, initial={"language": request.actor.tenant.language})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _invite(request.actor, form.cleaned_data))
        if made is not None:
            messages.success(request, _("The invitation is on its way."))
            return redirect("person_list")
    context = {
        "form": form,
        "heading": _("Invite a person"),
        "submit": _("Send the invitation"),
        "cancel_url": reverse("person_list"),
        "breadcrumbs": [{"label": _("People"), "url": reverse("person_list")}],
    }
    return render(request, "form_page.html", context)


@page(action=Action.PEOPLE_MANAGE, purpose="person.change")
@require_http_methods(["GET", "POST"])
def person_change(request: PageRequest, public_id: UUID) -> HttpResponse:
    """One member: role, leaving, coming back. A post gives another role."""
    membership = firm_row(Membership, public_id)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        changed = attempt(
            form, lambda: people.role_change(actor=request.actor, membership=membership, role=role)
        )
        if changed is not None:
            messages.success(request, _("The role is changed."))
            return redirect("person_change", membership.public_id)
    context = {
        "member": membership,
        "form": form,
        "is_self": membership.user_id == request.actor.user_id,
        "is_staff": membership.role in STAFF,
        "breadcrumbs": [{"label": _("People"), "url": reverse("person_list")}],
    }
    return render(request, "tenancy/person_change.html", context)


@page(action=Action.PEOPLE_MANAGE, purpose="person.deactivate")
@require_POST
def person_deactivate(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Ends a membership and signs the person out everywhere."""
    membership = firm_row(Membership, public_id)
    today = business_date(request.actor.tenant)
    people.member_deactivate(actor=request.actor, membership=membership, on=today)
    messages.success(request, _("The membership has ended, and the person is signed out everywhere."))
    return redirect("person_change", membership.public_id)


@page(action=Action.PEOPLE_MANAGE, purpose="person.reactivate")
@require_POST
def person_reactivate(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Lets somebody back in."""
    membership = firm_row(Membership, public_id)
    people.member_reactivate(actor=request.actor, membership=membership)
    messages.success(request, _("The membership is open again."))
    return redirect("person_change", membership.public_id)


@page(action=Action.PEOPLE_MANAGE, purpose="invitation.resend")
@require_POST
def invitation_resend(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Sends a new link."""
    people.invitation_resend(actor=request.actor, invitation=firm_row(Invitation, public_id))
    messages.success(request, _("A new link is on its way; the old one no longer works."))
    return redirect("person_list")


@page(action=Action.PEOPLE_MANAGE, purpose="invitation.revoke")
@require_POST
def invitation_revoke(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Takes an invitation back."""
    people.invitation_revoke(actor=request.actor, invitation=firm_row(Invitation, public_id))
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("person_list")
