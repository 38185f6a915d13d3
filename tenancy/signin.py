"""How allauth signs people in here: by invitation only, every success and failure recorded in the firms of the person."""

import hashlib
import logging
import time
from typing import Any, override

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from tenancy.models import Membership, Tenant, User
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.selectors import memberships_of
from tenancy.services.audit import audit_record

log = logging.getLogger("limpid.signin")


def record_sign_in(user: User, *, action: str, outcome: str = "done") -> None:
    """One audit entry in each firm the person belongs to; it needs no open scope."""
    for key in memberships_of(user.pk):
        with tenant_scope(key.tenant_id):
            membership = Membership.objects.get(pk=key.membership_id)
            tenant = Tenant.objects.get(pk=key.tenant_id)
            actor = Actor(tenant=tenant, role=Role(membership.role), user=user, membership=membership)
            audit_record(actor=actor, action=action, outcome=outcome)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration; the login is `User.email`; mails in the person's language with the configured address."""

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
        record_sign_in(user, action="sign_in")
        return super().post_login(request, user, **kwargs)

    @override
    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            record_sign_in(request.user, action="sign_out")
        super().logout(request)

    @override
    def reauthenticate(self, user: Any, password: str) -> bool:
        """Under the same rate limit and record as a sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    @override
    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in a moment ago has just shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and bool(super().is_reauthentication_required(app=app))

    @override
    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(self.request, email=user.email)
        record_sign_in(user, action="password.set")

    @override
    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address comes from the settings: a forged Host header must not reach an e-mail."""
        uid, _, secret = key.partition("-")
        route = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})
        return f"{settings.BASE_URL.rstrip('/')}{route}"

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        language = (user.language if user else "") or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})

    @override
    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth tells the person of each change of the second factor here; the trail is told at the same place."""
        if template_prefix.startswith("mfa/"):
            record_sign_in(user, action=f"second_factor.{template_prefix.rpartition('/')[2]}")
        super().send_notification_mail(template_prefix, user, context, email or user.email)


__all__ = ["AccountAdapter", "record_sign_in"]
