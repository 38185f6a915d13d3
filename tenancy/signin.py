"""How allauth signs people in here: by invitation only, every failure recorded in the firms of the person."""

import hashlib
import logging
from typing import Any, override

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tenancy.models import Membership, Tenant, User
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.selectors import memberships_of
from tenancy.services.audit import audit_record

log = logging.getLogger("limpid.signin")


def record_sign_in(user: User, *, action: str, outcome: str) -> None:
    """One audit entry in each firm the person belongs to."""
    for key in memberships_of(user.pk):
        with tenant_scope(key.tenant_id):
            membership = Membership.objects.get(pk=key.membership_id)
            tenant = Tenant.objects.get(pk=key.tenant_id)
            actor = Actor(tenant=tenant, role=Role(membership.role), user=user, membership=membership)
            audit_record(actor=actor, action=action, outcome=outcome)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        email = str(credentials.get("email") or "").strip().lower()
        user = User.objects.filter(email=email).first()
        if user is not None:
            record_sign_in(user, action="sign_in", outcome="refused")
        log.warning("sign-in failed for %s", hashlib.sha256(email.encode()).hexdigest()[:12])

    @override
    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        record_sign_in(user, action="sign_in", outcome="done")
        return super().post_login(request, user, **kwargs)
