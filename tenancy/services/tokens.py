"""Keys for integrators' programs: the secret is shown once, its hash is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.models import ApiToken, Membership, User
from tenancy.permissions import Actor, require
from tenancy.roles import Action, Role, Scope
from tenancy.selectors import token_hash
from tenancy.services.audit import audit_record
from tenancy.validation import checked


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token and, this once, its secret."""

    token: ApiToken
    secret: str


def _integrator(actor: Actor) -> User:
    """The firm's integrator: a login without a password, under whose name programs write."""
    email = f"integrator@{actor.tenant.code}.limpid"
    user, made = User.objects.get_or_create(email=email, defaults={"name": "API"})
    if made:
        user.set_unusable_password()
        user.save()
    Membership.objects.get_or_create(user=user, defaults={"role": Role.INTEGRATOR})
    return user


def token_create(
    *, actor: Actor, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> IssuedToken:
    """Issue a key with at least one scope. An end in the past is refused."""
    require(actor, Action.PEOPLE_MANAGE)
    unknown = set(scopes) - set(Scope.values)
    if unknown or not scopes:
        detail = _("Choose what the program may do.")
        raise RuleRefused(detail, errors=[FieldError("/scopes", "invalid", str(detail))])
    if expires_at is not None and expires_at <= timezone.now():
        detail = _("The key would have expired already.")
        raise RuleRefused(detail, errors=[FieldError("/expires_on", "past", str(detail))])
    secret = f"limpid_{secrets.token_urlsafe(32)}"
    token = checked(
        ApiToken(
            name=name.strip(),
            token_hash=token_hash(secret),
            scopes=sorted(scopes),
            user=_integrator(actor),
            expires_at=expires_at,
        )
    )
    token.save()
    token.refresh_from_db()
    audit_record(
        actor=actor, action="token.create", obj=token, after={"name": token.name, "scopes": token.scopes}
    )
    return IssuedToken(token=token, secret=secret)


def token_revoke(*, actor: Actor, token: ApiToken) -> ApiToken:
    """End a key at once; `Conflict` when it has ended already."""
    require(actor, Action.PEOPLE_MANAGE)
    locked: ApiToken = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if locked.revoked_at is not None:
        raise Conflict(_("This key has already been revoked."))
    locked.revoked_at = timezone.now()
    locked.save()
    audit_record(actor=actor, action="token.revoke", obj=locked, before={"name": locked.name})
    return locked
