"""Four eyes: submit, decide, withdraw. The content is fixed by its hash when it is submitted."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.errors import Conflict, SecondPersonNeeded
from tenancy.models import Approval, ApprovalState
from tenancy.models.base import TenantOwned
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

VALID_FOR = timedelta(days=7)


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of `content`: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def approval_submit(*, actor: Actor, kind: str, obj: TenantOwned, content: Mapping[str, Any]) -> Approval:
    """Ask a second person to approve `content` for `obj`. One open request per kind and object (`Conflict`)."""
    assert actor.user is not None
    if Approval.objects.filter(
        kind=kind, object_public_id=obj.public_id, state=ApprovalState.SUBMITTED
    ).exists():
        raise Conflict(_("A request for this is already waiting for a second person."))
    approval = Approval.objects.create(
        kind=kind,
        object_public_id=obj.public_id,
        content=dict(content),
        content_hash=content_hash(content),
        maker=actor.user,
        expires_at=timezone.now() + VALID_FOR,
    )
    audit_record(
        actor=actor,
        action="approval.submit",
        obj=approval,
        after={"kind": kind, "hash": approval.content_hash},
    )
    return approval


def _open(approval: Approval) -> Approval:
    locked = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if locked.state != ApprovalState.SUBMITTED:
        raise Conflict(_("This request has already been decided."))
    return locked


def approval_decide(
    *, actor: Actor, approval: Approval, approve: bool, content: Mapping[str, Any], reason: str = ""
) -> Approval:
    """Approve or reject as the second person.

    `content` is what would be applied now: if its hash differs from what was submitted, or the request has expired, it is
    refused (`Conflict`). The maker is refused (`SecondPersonNeeded`).
    """
    require(actor, Action.APPROVAL_DECIDE)
    assert actor.user is not None
    locked = _open(approval)
    if locked.maker_id == actor.user.pk:
        raise SecondPersonNeeded
    if locked.expires_at < timezone.now():
        raise Conflict(_("This request has expired; it has to be submitted again."))
    if content_hash(content) != locked.content_hash:
        raise Conflict(_("What was submitted has changed since; it has to be submitted again."))
    locked.state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
    locked.checker, locked.decided_at, locked.reason = actor.user, timezone.now(), reason
    locked.save()
    audit_record(actor=actor, action=f"approval.{locked.state}", obj=locked, reason=reason)
    return locked


def approval_withdraw(*, actor: Actor, approval: Approval) -> Approval:
    """Take back one's own open request; another's is refused (`Conflict`)."""
    locked = _open(approval)
    if locked.maker_id != actor.user_id:
        raise Conflict(_("Only the person who asked can withdraw."))
    locked.state, locked.decided_at = ApprovalState.WITHDRAWN, timezone.now()
    locked.save()
    audit_record(actor=actor, action="approval.withdrawn", obj=locked)
    return locked


def approvals_expire() -> int:
    """Mark open requests past their time as expired; returns how many."""
    return Approval.objects.filter(state=ApprovalState.SUBMITTED, expires_at__lt=timezone.now()).update(
        state=ApprovalState.EXPIRED
    )
