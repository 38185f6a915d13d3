"""Documents in a client's file."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from clients.models import Client, ClientDocument, DocumentKind
from tenancy.errors import FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.services.documents import document_store
from tenancy.validation import checked

LARGEST = 15 * 1024 * 1024
KINDS_OF_FILE = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
}


def file_type_of(content: bytes) -> str:
    """The type that the first bytes show; empty for a kind of file that is not kept. The sender's word does not count."""
    for name, beginnings in KINDS_OF_FILE.items():
        if content.startswith(beginnings):
            return name
    return ""


def document_attach(
    *,
    actor: Actor,
    client: Client,
    name: str,
    content: bytes,
    kind: DocumentKind,
    title: str,
    expires_on: date | None = None,
    is_shared: bool = False,
) -> ClientDocument:
    """Keep a file in the client's file: PDF, JPEG, PNG or TIFF up to 15 MB. `is_shared` shows it to the client."""
    require(actor, Action.CLIENT_EDIT, client)
    if len(content) > LARGEST:
        raise _refused("too_large", str(_("A file may have at most 15 megabytes.")))
    content_type = file_type_of(content)
    if not content_type:
        raise _refused("file_type", str(_("Only PDF, JPEG, PNG and TIFF files are kept here.")))
    document = document_store(
        tenant=actor.tenant, name=name, content=content, content_type=content_type, stored_by=actor.user
    )
    attached = checked(
        ClientDocument(
            client=client,
            document=document,
            kind=kind,
            title=title,
            expires_on=expires_on,
            is_shared=is_shared,
        )
    )
    attached.save()
    attached.refresh_from_db()
    audit_record(
        actor=actor,
        action="document.attach",
        obj=attached,
        client_ids=[client.pk],
        after={
            "kind": kind,
            "title": title,
            "sha256": document.sha256,
            "expires_on": expires_on.isoformat() if expires_on else None,
            "is_shared": is_shared,
        },
    )
    return attached


def document_share(*, actor: Actor, attached: ClientDocument, is_shared: bool) -> ClientDocument:
    """Show a document to the client in the portal, or no longer. Saying it twice changes nothing."""
    require(actor, Action.CLIENT_EDIT, attached)
    locked = ClientDocument.objects.select_for_update(no_key=True).get(pk=attached.pk)
    if locked.is_shared == is_shared:
        return locked
    locked.is_shared = is_shared
    locked.save(update_fields=["is_shared"])
    audit_record(
        actor=actor,
        action="document.share" if is_shared else "document.unshare",
        obj=locked,
        client_ids=[locked.client_id],
        before={"is_shared": not is_shared},
        after={"is_shared": is_shared},
    )
    return locked


def _refused(code: str, detail: str) -> RuleRefused:
    return RuleRefused(detail, errors=[FieldError("/file", code, detail)])
