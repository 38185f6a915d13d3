"""The list of clients, a client's file, opening and changing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import ClientFilterForm, ClientForm, ClientStateForm, RelatedForm
from clients.models import Client, Relationship
from clients.selectors.activity import activity_of
from clients.selectors.clients import (
    ClientFilter,
)
from clients.selectors.clients import (
    client_list as client_rows,
)
from clients.services.clients import (
    CHANGEABLE,
)
from clients.services.clients import (
    client_create as create,
)
from clients.services.clients import (
    client_update as update,
)
from clients.services.clients import (
    relationship_add as add_relationship,
)
from clients.services.clients import (
    relationship_remove as remove_relationship,
)
from tenancy.clock import business_date
from tenancy.pages import PageRequest, attempt, page, paging_context, shows
from tenancy.paging import page_of
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action


def crumbs(*clients: Client) -> list[dict[str, str]]:
    """The way to a page of a client's file."""
    way = [{"label": _("Clients"), "url": reverse("client_list")}]
    way += [{"label": c.name, "url": reverse("client_detail", args=[c.public_id])} for c in clients]
    return way


def clients_asked(request: PageRequest) -> tuple[ClientFilterForm, ClientFilter]:
    """The filters of the address: active clients unless it says otherwise."""
    form = ClientFilterForm({"state": "active", **request.GET.dict()})
    given = form.cleaned_data if form.is_valid() else {}
    state = str(given.get("state") or "active")
    where = ClientFilter(
        query=str(given.get("q", "")), kind=str(given.get("kind", "")), state="" if state == "all" else state
    )
    return form, where


@page(action=Action.CLIENT_VIEW, purpose="client.list")
def client_list(request: PageRequest) -> HttpResponse:
    """Clients in sight, sought by name, pinyin or reference, sorted by name."""
    form, where = clients_asked(request)
    shown = page_of(
        client_rows(actor=request.actor, where=where),
        order=("sort_name", "id"),
        cursor=request.GET.get("cursor", ""),
    )
    shows(request, *(client.pk for client in shown.rows))
    context = {
        "clients": shown.rows,
        "filter_form": form,
        "today": business_date(request.actor.tenant),
        "may_create": request.actor.may(Action.CLIENT_EDIT),
        **paging_context(request, shown),
    }
    template = "clients/partials/client_rows.html" if request.htmx else "clients/client_list.html"
    return render(request, template, context)


@page(action=Action.CLIENT_EDIT, purpose="client.create")
@require_http_methods(["GET", "POST"])
def client_create(request: PageRequest) -> HttpResponse:
    """Opens a file."""
    form = ClientForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        client = attempt(form, lambda: create(actor=request.actor, **form.cleaned_data))
        if client is not None:
            shows(request, client.pk, obj=client)
            messages.success(request, _("The client's file is open."))
            return redirect("client_detail", client.public_id)
    context = {"heading": _("New client"), "breadcrumbs": crumbs(), "columns": True}
    return form_page(request, form, cancel=reverse("client_list"), **context)


@page(action=Action.CLIENT_EDIT, purpose="client.update")
@require_http_methods(["GET", "POST"])
def client_update(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Changes the facts of a client."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    initial = {name: getattr(client, name) for name in CHANGEABLE}
    if client.household is not None:
        initial["household"] = client.household.public_id
    form = ClientStateForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: update(actor=request.actor, client=client, changes=form.cleaned_data))
        if changed is not None:
            messages.success(request, _("The file is changed."))
            return redirect("client_detail", client.public_id)
    context = {"heading": _("Change the file"), "breadcrumbs": crumbs(client), "columns": True}
    return form_page(request, form, cancel=reverse("client_detail", args=[client.public_id]), **context)


def form_page(request: PageRequest, form: Form, *, cancel: str, **context: Any) -> HttpResponse:
    """A page that is one form."""
    return render(request, "form_page.html", {"form": form, "cancel_url": cancel, **context})


@page(action=Action.CLIENT_EDIT, purpose="relationship.add")
@require_POST
def relationship_add(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Says what another client is to this one."""
    client = visible_or_404(request.actor, Client, public_id)
    form = RelatedForm(request.POST)
    if form.is_valid():
        reference = form.cleaned_data["reference"].strip()
        related = visible(request.actor, Client).filter(reference=reference).first()
        if related is None:
            form.add_error("reference", _("There is no client with this reference in your sight."))
        else:
            data = {"kind": form.cleaned_data["kind"], "note": form.cleaned_data["note"]}
            attempt(
                form, lambda: add_relationship(actor=request.actor, client=client, related=related, **data)
            )
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("client_detail", client.public_id)


@page(action=Action.CLIENT_EDIT, purpose="relationship.remove")
@require_POST
def relationship_remove(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Takes a relationship back."""
    relationship = visible_or_404(request.actor, Relationship.objects.select_related("client"), public_id)
    remove_relationship(actor=request.actor, relationship=relationship)
    return redirect("client_detail", relationship.client.public_id)


@page(action=Action.CLIENT_VIEW, purpose="client.activity")
def client_activity(request: PageRequest, public_id: UUID) -> HttpResponse:
    """What happened in the file and who looked into it."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    entries = activity_of(actor=request.actor, client=client)
    context = {"client": client, "tab": "activity", "breadcrumbs": crumbs(), "entries": entries}
    return render(request, "clients/client_activity.html", context)
