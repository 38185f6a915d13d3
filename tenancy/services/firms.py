"""Founding a firm and its first people."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tenancy.models import Membership, Tenant, User
from tenancy.permissions import Actor, system_actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.audit import audit_record


def tenant_create(
    *, code: str, legal_name: str, base_currency: str, languages: Sequence[str], **settings: Any
) -> Tenant:
    """A new firm: one row and its first audit entry. Takes milliseconds; there is no schema to make."""
    with transaction.atomic():
        tenant = Tenant(
            code=code,
            legal_name=legal_name,
            base_currency=base_currency,
            languages=list(languages),
            **settings,
        )
        tenant.full_clean(exclude=["public_id"])
        tenant.save()
        with tenant_scope(tenant.pk):
            audit_record(actor=system_actor(tenant), action="tenant.create", obj=tenant, after={"code": code})
    return tenant


def membership_create(*, actor: Actor, user: User, role: Role, licence_number: str = "") -> Membership:
    """Make `user` a member of the actor's firm; one role a person and firm."""
    membership = Membership.objects.create(user=user, role=role, licence_number=licence_number)
    audit_record(
        actor=actor,
        action="membership.create",
        obj=membership,
        after={"role": role, "user": str(user.public_id)},
    )
    return membership
