"""A file arrives: its bytes are kept under their hash before anybody has read them, and the same bytes come in once."""

import hashlib
from dataclasses import asdict
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolios.importing.formats import Declared
from portfolios.models import ImportBatch, ImportKind, ImportState
from portfolios.services.imports.committing import import_commit, import_confirm
from portfolios.services.imports.parsing import import_parse
from portfolios.services.validation import unique_or_conflict
from tenancy.errors import Conflict, Malformed
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.services.documents import document_store

LARGEST = 512 * 1024 * 1024


def import_stage(
    *,
    actor: Actor,
    kind: str,
    name: str,
    content: bytes,
    as_of: date | None = None,
    declared: Declared | None = None,
) -> ImportBatch:
    """Keep an uploaded file of a kind. The edge enqueues its parsing.

    The same bytes as the same kind a second time are a `Conflict` that names the first import, unless that one was refused
    or discarded. `as_of` is the day of a custodian's list, where the person who uploads knows it; `declared` what they say
    about encoding, delimiter, decimal mark or order of dates.
    """
    require(actor, Action.IMPORT_RUN)
    if kind not in ImportKind.values:
        raise Malformed(_("“%(kind)s” is not a kind of file Limpid reads.") % {"kind": kind})
    if len(content) > LARGEST:
        raise Malformed(_("The file is larger than %(limit)s bytes.") % {"limit": LARGEST})
    digest = hashlib.sha256(content).hexdigest()
    _refuse_known(kind, digest)
    document = document_store(
        tenant=actor.tenant, name=name, content=content, content_type="text/csv", stored_by=actor.user
    )
    batch = ImportBatch(
        kind=kind,
        document=document,
        sha256=digest,
        as_of=as_of,
        declared=_stated(declared),
        uploaded_by=actor.user,
    )
    with unique_or_conflict({"portfolios_importbatch_once": _("This file is being imported already.")}):
        batch.save()
    batch.refresh_from_db()
    audit_record(
        actor=actor,
        action="import.upload",
        obj=batch,
        after={"kind": kind, "name": document.name, "sha256": digest, "size": len(content), **batch.declared},
    )
    return batch


def _stated(declared: Declared | None) -> dict[str, str]:
    return {} if declared is None else {name: value for name, value in asdict(declared).items() if value}


def _refuse_known(kind: str, digest: str) -> None:
    first = (
        ImportBatch.objects.filter(kind=kind, sha256=digest)
        .exclude(state__in=[ImportState.DISCARDED, ImportState.REFUSED])
        .select_related("document")
        .first()
    )
    if first is not None:
        detail = _("This file came in before: “%(name)s” of %(day)s (%(state)s).") % {
            "name": first.document.name,
            "day": date_format(first.created_at, "DATE_FORMAT"),
            "state": first.get_state_display(),
        }
        raise Conflict(detail, first=str(first.public_id))


def import_now(
    *,
    actor: Actor,
    kind: str,
    name: str,
    content: bytes,
    as_of: date | None = None,
    declared: Declared | None = None,
) -> ImportBatch:
    """All steps of an import in the caller's transaction, for programs that wait: keep, parse, and commit if it is sound.

    A file with errors comes back in the state `refused`; nothing of it has been posted.
    """
    batch = import_stage(actor=actor, kind=kind, name=name, content=content, as_of=as_of, declared=declared)
    batch = import_parse(actor=actor, batch=batch)
    if batch.state == ImportState.PARSED:
        batch = import_commit(actor=actor, batch=import_confirm(actor=actor, batch=batch))
    return batch
