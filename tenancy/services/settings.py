"""The firm's settings. What weakens or changes the control of others takes a second person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenancy.approval_kinds import approval_kind
from tenancy.errors import Conflict, NotFound
from tenancy.models import Approval, Tenant
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.approvals import approval_decide, approval_submit
from tenancy.services.audit import audit_record
from tenancy.validation import checked

FREE = ("legal_name", "lei", "evening_cutoff", "notice")
WITH_SECOND_PERSON = ("clients_need_second_factor", "rule_pack")
KIND = "firm.settings"
approval_kind(KIND, label=_("Settings of the firm"))


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | str) else value.isoformat(timespec="minutes")


def _apply(actor: Actor, changes: Mapping[str, Any]) -> Tenant:
    tenant = Tenant.objects.select_for_update().get(pk=actor.tenant.pk)
    before = {name: _plain(getattr(tenant, name)) for name in changes}
    for name, value in changes.items():
        setattr(tenant, name, value)
    checked(tenant).save()
    after = {name: _plain(getattr(tenant, name)) for name in changes}
    audit_record(actor=actor, action="tenant.update", obj=tenant, before=before, after=after)
    return tenant


def firm_settings_update(*, actor: Actor, changes: Mapping[str, Any]) -> Approval | None:
    """Apply what one person may change; submit the rest, and return that request, or None when nothing waits."""
    require(actor, Action.FIRM_EDIT)
    tenant = Tenant.objects.get(pk=actor.tenant.pk)
    changed = {name: value for name, value in changes.items() if getattr(tenant, name) != value}
    free = {name: changed[name] for name in FREE if name in changed}
    held = {name: changed[name] for name in WITH_SECOND_PERSON if name in changed}
    if free:
        _apply(actor, free)
    if not held:
        return None
    content = _content(tenant, held)
    return approval_submit(actor=actor, kind=KIND, obj=tenant, content=content)  # type: ignore[arg-type]


def _content(tenant: Tenant, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the second person approves: from what to what."""
    return {"from": {name: getattr(tenant, name) for name in wanted}, "to": dict(wanted)}


def firm_settings_decide(*, actor: Actor, approval: Approval, approve: bool, reason: str = "") -> Approval:
    """Approve and apply, or reject, as the second person. `Conflict` when the settings have moved since."""
    if approval.kind != KIND or approval.object_public_id != actor.tenant.public_id:
        raise NotFound
    tenant = Tenant.objects.get(pk=actor.tenant.pk)
    wanted = approval.content["to"]
    if set(wanted) - set(WITH_SECOND_PERSON):
        raise Conflict(_("This request asks for something that is no setting."))
    decided = approval_decide(
        actor=actor, approval=approval, approve=approve, content=_content(tenant, wanted), reason=reason
    )
    if approve:
        _apply(actor, wanted)
    return decided
