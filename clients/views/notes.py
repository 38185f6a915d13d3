"""Notes of contacts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import NoteForm
from clients.models import Client, ContactNote
from clients.selectors.clients import notes_of
from clients.services.notes import note_finish as finish
from clients.services.notes import note_write as write
from clients.views.clients import crumbs, form_page
from tenancy.clock import business_date
from tenancy.pages import PageRequest, attempt, page, paging_context, shows
from tenancy.paging import page_of
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


@page(action=Action.CLIENT_VIEW, purpose="client.notes")
def note_list(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The contacts with a client, the latest first."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    notes = notes_of(actor=request.actor, client=client)
    shown = page_of(notes, order=("-id",), cursor=request.GET.get("cursor", ""))
    context = {
        "client": client,
        "tab": "notes",
        "breadcrumbs": crumbs(),
        "notes": shown.rows,
        "today": business_date(request.actor.tenant),
        "may_write": request.actor.may(Action.NOTE_WRITE),
        **paging_context(request, shown),
    }
    return render(request, "clients/note_list.html", context)


@page(action=Action.NOTE_WRITE, purpose="note.write")
@require_http_methods(["GET", "POST"])
def note_write(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Writes down a contact."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    form = NoteForm(request.POST or None, initial={"on": business_date(request.actor.tenant)})
    back = reverse("note_list", args=[client.public_id])
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: write(actor=request.actor, client=client, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("The note is kept."))
            return redirect(back)
    return form_page(request, form, cancel=back, heading=_("New note"), breadcrumbs=crumbs(client))


@page(action=Action.NOTE_WRITE, purpose="note.finish")
@require_POST
def note_finish(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Says that the next step is done."""
    note = visible_or_404(request.actor, ContactNote.objects.select_related("client"), public_id)
    finish(actor=request.actor, note=note)
    return redirect("note_list", note.client.public_id)
