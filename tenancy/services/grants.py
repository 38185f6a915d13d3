"""Access to clients and portfolios, given by reference: the administrator never sees whose reference it is."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from tenancy.errors import Conflict, FieldError, NotFound, RuleRefused
from tenancy.models import Membership, Team, User
from tenancy.permissions import Actor, grant, holders, require, revoke
from tenancy.roles import SEES_GRANTED_CLIENTS, Action
from tenancy.services.audit import audit_record

MODELS = {"client": "clients.Client", "portfolio": "portfolios.Portfolio"}


def _found(kind: str, reference: str) -> Any:
    found = apps.get_model(MODELS[kind]).objects.filter(reference=reference.strip()).first()
    if found is None:
        detail = _("Nothing has this reference.")
        raise RuleRefused(detail, errors=[FieldError("/reference", "unknown", str(detail))])
    return found


def _client_id(obj: Any) -> int:
    return int(getattr(obj, "client_id", obj.pk))


def _who(holder: Membership | Team) -> User | Team:
    return holder.user if isinstance(holder, Membership) else holder


def grant_add(*, actor: Actor, holder: Membership | Team, kind: str, reference: str) -> None:
    """Let an advisor, a portal user or a team see the client or portfolio with this reference.

    Nobody grants themselves anything; roles that see everything or nothing take no grants (`RuleRefused`); twice is a
    `Conflict`.
    """
    require(actor, Action.GRANT_EDIT)
    if isinstance(holder, Membership):
        if holder.user_id == actor.user_id:
            raise RuleRefused(_("Nobody grants themselves access."))
        if holder.role not in SEES_GRANTED_CLIENTS or not holder.is_active:
            raise RuleRefused(_("This role does not work with grants: it sees all clients or none."))
    obj = _found(kind, reference)
    who = _who(holder)
    users, teams = holders(obj)
    if who in users or who in teams:
        raise Conflict(_("This access is already granted."))
    grant(who, obj)
    audit_record(
        actor=actor,
        action="grant.add",
        obj=obj,
        client_ids=[_client_id(obj)],
        after={"holder": str(who.public_id), "kind": type(holder).__name__.lower()},
    )


def grant_remove(*, actor: Actor, holder: Membership | Team, kind: str, reference: str) -> None:
    """Take access back: out of sight at once. `NotFound` for access that was not granted."""
    require(actor, Action.GRANT_EDIT)
    obj = _found(kind, reference)
    who = _who(holder)
    users, teams = holders(obj)
    if who not in users and who not in teams:
        raise NotFound
    revoke(who, obj)
    audit_record(
        actor=actor,
        action="grant.remove",
        obj=obj,
        client_ids=[_client_id(obj)],
        before={"holder": str(who.public_id), "kind": type(holder).__name__.lower()},
    )
