"""Documents in a client's file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import DocumentForm
from clients.models import Client, ClientDocument
from clients.selectors.clients import documents_of
from clients.services.documents import document_attach as attach
from clients.services.documents import document_share as share
from clients.views.clients import crumbs, form_page
from tenancy.clock import business_date
from tenancy.models import Document
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action
from tenancy.services.documents import document_read


@page(action=Action.CLIENT_VIEW, purpose="client.documents")
def document_list(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The documents of a client."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    context = {
        "client": client,
        "tab": "documents",
        "breadcrumbs": crumbs(),
        "documents": documents_of(actor=request.actor, client=client),
        "today": business_date(request.actor.tenant),
        "may_edit": request.actor.may(Action.CLIENT_EDIT),
    }
    return render(request, "clients/document_list.html", context)


@page(action=Action.CLIENT_EDIT, purpose="document.attach")
@require_http_methods(["GET", "POST"])
def document_attach(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Takes a file in."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    form = DocumentForm(request.POST or None, request.FILES or None)
    back = reverse("document_list", args=[client.public_id])
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        made = attempt(
            form,
            lambda: attach(actor=request.actor, client=client, name=file.name, content=file.read(), **data),
        )
        if made is not None:
            messages.success(request, _("The document is in the file."))
            return redirect(back)
    context = {"heading": _("New document"), "breadcrumbs": crumbs(client), "upload": True}
    return form_page(request, form, cancel=back, **context)


@page(action=Action.CLIENT_VIEW, purpose="document.download")
def document_download(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The bytes of a document, as they were stored; the look is recorded like any other."""
    found = ClientDocument.objects.select_related("document")
    attached = visible_or_404(request.actor, found, public_id)
    shows(request, attached.client_id, obj=attached)
    return file_answer(attached.document)


@page(action=Action.CLIENT_EDIT, purpose="document.share")
@require_POST
def document_share(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Shows a document to the client, or takes it out of the portal (`is_shared` 1 or 0)."""
    attached = visible_or_404(request.actor, ClientDocument.objects.select_related("client"), public_id)
    shows(request, attached.client_id, obj=attached)
    is_shared = request.POST.get("is_shared") == "1"
    share(actor=request.actor, attached=attached, is_shared=is_shared)
    said = (
        _("The client finds the document in the portal.")
        if is_shared
        else _("The document is out of the portal.")
    )
    messages.success(request, said)
    return redirect(reverse("document_list", args=[attached.client.public_id]))


def file_answer(document: Document) -> HttpResponse:
    """A stored file to keep, under the name it came in with; browsers do not guess its type."""
    return HttpResponse(
        document_read(document=document),
        content_type=document.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=document.name)
            or "",
            "X-Content-Type-Options": "nosniff",
        },
    )
