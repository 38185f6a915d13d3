"""People of a firm: invitations, roles, leaving. Everything is audited; nobody changes their own role."""

import secrets
from datetime import date, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.errors import Conflict, FieldError, NotAllowed, NotFound, RuleRefused
from tenancy.mail import invitation_send
from tenancy.models import Invitation, Membership, User
from tenancy.permissions import Actor, grant, require
from tenancy.roles import INVITABLE, STAFF, Action, Role
from tenancy.selectors import token_hash
from tenancy.services.audit import audit_record
from tenancy.validation import checked

VALID_FOR = timedelta(days=7)


def invitation_create(
    *, actor: Actor, email: str, role: Role, name: str = "", language: str = "en", client: Model | None = None
) -> Invitation:
    """Invite somebody into the firm as the administrator. A portal user needs the client they belong to."""
    require(actor, Action.PEOPLE_MANAGE)
    return invitation_issue(actor=actor, email=email, role=role, name=name, language=language, client=client)


def invitation_issue(
    *, actor: Actor, email: str, role: Role, name: str, language: str, client: Model | None
) -> Invitation:
    """Write an invitation and mail its secret link. The caller has asked the gate.

    An earlier open invitation to the same address ends. `Conflict` for somebody who is already in, unless a portal user
    is let into another client's portal.
    """
    assert actor.user is not None
    if role not in INVITABLE or (role == Role.CLIENT) != (client is not None):
        raise RuleRefused(_("A portal user belongs to a client, and nobody else does."))
    email = email.strip().lower()
    member = Membership.objects.filter(user__email=email, is_active=True).first()
    if member is not None and not (role == Role.CLIENT and member.role == Role.CLIENT):
        detail = _("Somebody with this address already belongs to the firm.")
        raise Conflict(detail, errors=[FieldError("/email", "taken", str(detail))])
    secret = secrets.token_urlsafe(32)
    invitation = checked(
        Invitation(
            email=email,
            name=name.strip(),
            role=role,
            language=language,
            token_hash=token_hash(secret),
            invited_by=actor.user,
            expires_at=timezone.now() + VALID_FOR,
            client_public_id=client.public_id if client is not None else None,  # type: ignore[attr-defined]
        )
    )
    _open_invitations().filter(email=email, client_public_id=invitation.client_public_id).update(
        revoked_at=timezone.now()
    )
    invitation.save()
    invitation.refresh_from_db()
    audit_record(
        actor=actor,
        action="invitation.create",
        obj=invitation,
        client_ids=[client.pk] if client is not None else (),
        after={"email": email, "role": role},
    )
    invitation_send(invitation=invitation, secret=secret, tenant=actor.tenant)
    return invitation


def _open_invitations() -> Any:
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def _locked(invitation: Invitation) -> Invitation:
    locked: Invitation | None = _open_invitations().select_for_update().filter(pk=invitation.pk).first()
    if locked is None:
        raise Conflict(_("This invitation has already been used or withdrawn."))
    return locked


def invitation_resend(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Mail a new link, good for seven days; the old one stops working."""
    require(actor, Action.PEOPLE_MANAGE)
    locked = _locked(invitation)
    secret = secrets.token_urlsafe(32)
    locked.token_hash, locked.expires_at = token_hash(secret), timezone.now() + VALID_FOR
    locked.save()
    audit_record(actor=actor, action="invitation.resend", obj=locked)
    invitation_send(invitation=locked, secret=secret, tenant=actor.tenant)
    return locked


def invitation_revoke(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Take an invitation back; its link stops working."""
    require(actor, Action.PEOPLE_MANAGE)
    locked = _locked(invitation)
    locked.revoked_at = timezone.now()
    locked.save()
    audit_record(actor=actor, action="invitation.revoke", obj=locked)
    return locked


def invitation_accept(
    *, tenant: Any, invitation: Invitation, signed_in: User | None, name: str = "", password: str = ""
) -> Membership:
    """Join the firm by an open invitation. A new login gets its name and password; an existing one must be signed in.

    Called inside the firm's scope with the invitation its secret named. `NotAllowed` when the address has a login and
    somebody else, or nobody, is signed in.
    """
    locked = _locked(invitation)
    existing = User.objects.filter(email=locked.email).first()
    if existing is not None and (signed_in is None or signed_in.pk != existing.pk):
        raise NotAllowed(_("Sign in with the invited address first."))
    user = existing or _login_create(locked, name, password)
    membership = _membership_of(user, Role(locked.role))
    locked.accepted_at = timezone.now()
    locked.save()
    actor = Actor(tenant=tenant, role=Role(membership.role), user=user, membership=membership)
    client_ids = []
    if locked.client_public_id is not None:
        client = apps.get_model("clients.Client").objects.filter(public_id=locked.client_public_id).first()
        if client is None:
            raise NotFound
        grant(user, client)
        client_ids = [client.pk]
    audit_record(
        actor=actor,
        action="invitation.accept",
        obj=membership,
        client_ids=client_ids,
        after={"role": membership.role, "user": str(user.public_id)},
    )
    return membership


def _login_create(invitation: Invitation, name: str, password: str) -> User:
    draft = User(email=invitation.email, name=name)
    try:
        validate_password(password, draft)
    except ValidationError as error:
        raise RuleRefused(
            errors=[FieldError("/password", "weak", text) for text in error.messages]
        ) from error
    return User.objects.create_user(
        email=invitation.email, password=password, name=name.strip(), language=invitation.language
    )


def _membership_of(user: User, role: Role) -> Membership:
    """The membership with this role; somebody who had left comes back."""
    membership, made = Membership.objects.get_or_create(user=user, defaults={"role": role})
    if not made and (not membership.is_active or membership.role != role):
        if membership.is_active:
            raise Conflict(_("Somebody with this address already belongs to the firm."))
        membership.role, membership.is_active, membership.left_on = role, True, None
        membership.save()
    return membership


def _other(actor: Actor, membership: Membership) -> Membership:
    """The locked membership of somebody else."""
    if membership.user_id == actor.user_id:
        raise NotAllowed(
            _("Nobody changes their own role or membership; another administrator has to do it.")
        )
    locked: Membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    return locked


def role_change(*, actor: Actor, membership: Membership, role: Role) -> Membership:
    """Give a colleague another role. Never one's own, and portal users and staff stay apart."""
    require(actor, Action.PEOPLE_MANAGE)
    locked = _other(actor, membership)
    if role not in STAFF or locked.role not in STAFF:
        raise RuleRefused(_("Only the roles of staff can be exchanged; invite the person in the other role."))
    if locked.role == role:
        raise Conflict(_("The person already has this role."))
    before, locked.role = locked.role, role
    locked.save()
    audit_record(
        actor=actor, action="membership.role", obj=locked, before={"role": before}, after={"role": role}
    )
    return locked


def member_deactivate(*, actor: Actor, membership: Membership, on: date) -> Membership:
    """End a membership: the person is signed out everywhere at once."""
    require(actor, Action.PEOPLE_MANAGE)
    locked = _other(actor, membership)
    if not locked.is_active:
        raise Conflict(_("This membership has already ended."))
    locked.is_active, locked.left_on = False, on
    locked.save()
    ended = 0
    for session in UserSession.objects.filter(user_id=locked.user_id):
        session.end()
        ended += 1
    audit_record(
        actor=actor,
        action="membership.deactivate",
        obj=locked,
        before={"is_active": True},
        after={"is_active": False, "left_on": on.isoformat(), "sessions_ended": ended},
    )
    return locked


def member_reactivate(*, actor: Actor, membership: Membership) -> Membership:
    """Let somebody back in with the role they had."""
    require(actor, Action.PEOPLE_MANAGE)
    locked = _other(actor, membership)
    if locked.is_active:
        raise Conflict(_("This membership is active."))
    locked.is_active, locked.left_on = True, None
    locked.save()
    audit_record(
        actor=actor,
        action="membership.reactivate",
        obj=locked,
        before={"is_active": False},
        after={"is_active": True},
    )
    return locked
