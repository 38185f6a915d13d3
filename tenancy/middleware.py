"""From a request to an actor in a scope: request id, firm, second factor, errors, the record of reads."""

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from tenancy.errors import ApplicationError, NotAllowed, NotFound
from tenancy.models import ApiToken, Membership, Tenant
from tenancy.permissions import Actor
from tenancy.request import RequestFacts, serving
from tenancy.roles import STAFF, Role
from tenancy.scope import tenant_id_or_none, tenant_scope
from tenancy.selectors import MembershipKey, memberships_of, token_tenant
from tenancy.services.audit import access_record, audit_refusal

log = logging.getLogger("limpid.request")

SESSION_FIRM = "firm"
API_PREFIX = "/api/v1/"
REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,40}$")
WITHOUT_FIRM = (
    "/accounts/",
    "/static/",
    "/healthz",
    "/firms/",
    "/invitations/",
    "/preferences/",
    "/api/schema/",
    "/api/docs/",
)

Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Names the request in logs, trail and answer; one log line a request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex
        surface = "api" if request.path.startswith("/api/") else "page"
        with serving(surface=surface, request_id=request_id) as facts:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            match = request.resolver_match
            log.info("%s %s %s", request.method, match.route if match else "-", response.status_code)
            self._forget(facts)
        return response

    def _forget(self, facts: RequestFacts) -> None:
        facts.client_ids.clear()


class TenantMiddleware:
    """Opens the firm's scope around the view and hands it the actor."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        timezone.deactivate()
        if request.path.startswith(API_PREFIX):
            return self._as_integrator(request)
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith(WITHOUT_FIRM):
            self._speak(request, request.user.language or self._language_of_firm(request))
            return self.get_response(request)
        return self._as_person(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whatever went wrong, the scope's transaction is rolled back: the `with` never sees the exception."""
        if tenant_id_or_none() is not None:
            transaction.set_rollback(True)
        if isinstance(exception, ApplicationError):
            request.refusal = exception  # type: ignore[attr-defined]
            context = {"error": exception, "title": exception.title}
            template = f"{exception.status}.html" if exception.status in {403, 404} else "error.html"
            return render(request, template, context, status=exception.status)
        return None

    def _as_person(self, request: HttpRequest) -> HttpResponse:
        keys = memberships_of(int(request.user.pk or 0))
        key = self._chosen(request, keys)
        if key is None:
            return redirect("firm_choose")
        request.firm_count = len(keys)  # type: ignore[attr-defined]
        tenant = Tenant.objects.get(pk=key.tenant_id)
        with tenant_scope(tenant.pk):
            membership = Membership.objects.select_related("user").get(pk=key.membership_id)
            actor = Actor(
                tenant=tenant, role=Role(membership.role), user=membership.user, membership=membership
            )
            if self._needs_second_factor(request, actor):
                return redirect("mfa_activate_totp")
            self._speak(request, membership.user.language or self._unchosen(request, tenant))
            timezone.activate(tenant.zone_info)
            response = self._serve(request, actor)
        self._after(request, actor, response)
        return response

    def _as_integrator(self, request: HttpRequest) -> HttpResponse:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        tenant_id = token_tenant(secret.strip()) if kind == "Bearer" and secret else None
        if tenant_id is None:
            return self.get_response(request)
        tenant = Tenant.objects.get(pk=tenant_id)
        with tenant_scope(tenant.pk):
            token = self._token(secret.strip())
            actor = Actor(
                tenant=tenant, role=Role.INTEGRATOR, user=token.user, scopes=frozenset(token.scopes)
            )
            response = self._serve(request, actor)
        self._after(request, actor, response)
        return response

    def _token(self, secret: str) -> ApiToken:
        from tenancy.selectors import token_hash

        token: ApiToken = ApiToken.objects.select_related("user").get(token_hash=token_hash(secret))
        today = timezone.now().date()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        return token

    def _chosen(self, request: HttpRequest, keys: list[MembershipKey]) -> MembershipKey | None:
        chosen = request.session.get(SESSION_FIRM)
        for key in keys:
            if key.tenant_id == chosen:
                return key
        if len(keys) == 1:
            request.session[SESSION_FIRM] = keys[0].tenant_id
            return keys[0]
        return None

    def _needs_second_factor(self, request: HttpRequest, actor: Actor) -> bool:
        """Staff always, clients where the firm says so; never in the demo, which production refuses to be."""
        if settings.DEMO or not (actor.role in STAFF or actor.tenant.clients_need_second_factor):
            return False
        from allauth.mfa.models import Authenticator
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])

    def _language_of_firm(self, request: HttpRequest) -> str:
        """On pages without a firm the language stays that of the firm worked in; before one is chosen, the browser's."""
        key = self._chosen(request, memberships_of(int(request.user.pk or 0)))
        if key is None:
            return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return self._unchosen(request, Tenant.objects.get(pk=key.tenant_id))

    def _unchosen(self, request: HttpRequest, tenant: Tenant) -> str:
        """Without a language of their own, a person reads the one chosen in this browser, or else the firm's first."""
        return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or tenant.language

    def _speak(self, request: HttpRequest, language: str) -> None:
        """Switch to `language` if Limpid speaks it; otherwise what the browser asked for stays."""
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()

    def _serve(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        from tenancy.request import request_facts

        facts = request_facts()
        facts.actor_id, facts.firm = actor.user_id, actor.tenant.code
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code < 400:
            purpose = getattr(request, "purpose", "") or "view"
            match = request.resolver_match
            access_record(
                actor=actor,
                purpose=purpose,
                route=f"{request.method} {match.route if match else ''}"[:200],
                obj=getattr(request, "purpose_object", None),
            )
        return response

    def _after(self, request: HttpRequest, actor: Actor, response: HttpResponse) -> None:
        """A refusal is recorded after its own transaction has been rolled back."""
        refusal: Any = getattr(request, "refusal", None)
        if isinstance(refusal, NotAllowed | NotFound):
            match = request.resolver_match
            audit_refusal(
                actor=actor,
                action=f"refused.{refusal.code}",
                reason=f"{request.method} {match.route if match else ''}",
            )
