"""The client's own documents: contracts, tax papers and the like that the firm has shared with them."""

import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clients.models import ClientDocument
from clients.selectors.portal import documents_shared
from clients.views.documents import file_answer
from tenancy.clock import business_date
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action
from workspace.views.portal import paged


@require_GET
@page(action=Action.PORTAL, purpose="client.documents")
def portal_documents(request: PageRequest) -> HttpResponseBase:
    """What the firm has shared, the newest first, each to be downloaded."""
    rows = paged(request, documents_shared(actor=request.actor))
    shows(request, *{row.client_id for row in rows})
    context = {
        "heading": _("Documents"),
        "shown": rows,
        "today": business_date(request.actor.tenant),
        "several_clients": len({row.client_id for row in rows}) > 1,
    }
    with timezone.override(request.actor.tenant.zone):
        return render(request, "portal/documents.html", context)


@require_GET
@page(action=Action.PORTAL, purpose="document.download")
def portal_document(request: PageRequest, public_id: uuid.UUID) -> HttpResponse:
    """One document as it was stored; the download is recorded."""
    found = ClientDocument.objects.select_related("document").filter(is_shared=True)
    attached = visible_or_404(request.actor, found, public_id)
    shows(request, attached.client_id, obj=attached)
    return file_answer(attached.document)
