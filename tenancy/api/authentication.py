"""Who calls, and what a token may do. Imported by DRF's settings, so it imports no view."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenancy.models import User
from tenancy.permissions import Actor
from tenancy.roles import Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """The middleware has opened the firm's scope by the bearer token; this only hands the user on."""

    @override
    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        actor: Actor | None = getattr(request._request, "actor", None)
        if actor is None or actor.user is None:
            return None
        return actor.user, actor

    @override
    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="limpid"'


class ScopePermission(BasePermission):
    """Reading needs the scope `read`; writing the view's `write_scope`. The role must allow the view's action too."""

    @override
    def has_permission(self, request: Request, view: APIView) -> bool:
        actor = request.auth
        if not isinstance(actor, Actor):
            raise exceptions.NotAuthenticated
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return Scope.READ in actor.scopes
        scope = getattr(view, "write_scope", None)
        return scope is not None and scope in actor.scopes
