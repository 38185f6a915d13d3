"""Reads that may happen before a scope exists, through the two functions that alone cross firms."""

import hashlib
from dataclasses import dataclass

from django.db import connection

from tenancy.models import Membership, Tenant
from tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class MembershipKey:
    """A membership of a user: which firm, which row."""

    tenant_id: int
    membership_id: int


def memberships_of(user_id: int) -> list[MembershipKey]:
    """The active memberships of a user over all active firms, in the order of the firms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, membership_id FROM memberships_of(%s)", [user_id])
        return [MembershipKey(*row) for row in cursor.fetchall()]


def token_hash(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_tenant(secret: str) -> int | None:
    """The firm an integrator's token belongs to; None for an unknown, revoked or expired one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token_tenant(%s)", [token_hash(secret)])
        row = cursor.fetchone()
    return row[0] if row else None


def invitation_tenant(secret: str) -> int | None:
    """The firm that sent an invitation; None for an unknown, used, revoked or expired one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT invitation_tenant(%s)", [token_hash(secret)])
        row = cursor.fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class FirmChoice:
    """A firm that a login may enter, and as what."""

    tenant_id: int
    code: str
    name: str
    role: str


def firms_of(user_id: int) -> list[FirmChoice]:
    """The firms a user may enter, with the role in each; opens each firm's scope in turn."""
    found = []
    for key in memberships_of(user_id):
        tenant = Tenant.objects.get(pk=key.tenant_id)
        with tenant_scope(tenant.pk):
            membership = Membership.objects.get(pk=key.membership_id)
        found.append(FirmChoice(tenant.pk, tenant.code, tenant.legal_name, membership.get_role_display()))
    return found
