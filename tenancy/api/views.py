"""The base of the API's views, its pages and its strict serializer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, override

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenancy.errors import Conflict, NotAllowed
from tenancy.models import IdempotencyKey
from tenancy.permissions import Actor
from tenancy.request import request_facts
from tenancy.roles import Action, Scope
from tenancy.services.audit import access_seen

KEY_LIVES = timedelta(hours=24)
LIMIT_DEFAULT, LIMIT_MAX = 100, 500


class LimpidCursorPagination(CursorPagination):
    """`{"results": […], "next": …}` with `?limit=` up to 500."""

    page_size = LIMIT_DEFAULT
    max_page_size = LIMIT_MAX
    page_size_query_param = "limit"
    ordering: Any = "id"

    @override
    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})

    @override
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": {"type": ["string", "null"], "format": "uri"}},
        }


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know."""

    @override
    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: serializers.ErrorDetail(_("This field is not known."), code="unknown_field")
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


class LimpidView(APIView):
    """Base of the API views: the actor, the record of reads, paging, and repeated writes."""

    write_scope: ClassVar[Scope | None] = None
    action: ClassVar[Action] = Action.VIEW
    write_action: ClassVar[Action | None] = None
    purpose: ClassVar[str] = "api"
    pagination = LimpidCursorPagination

    @property
    def actor(self) -> Actor:
        """Who calls."""
        actor = self.request.auth
        assert isinstance(actor, Actor)
        return actor

    def shows(self, *client_ids: int) -> None:
        """Say that the answer shows data of these clients."""
        access_seen(client_ids)

    def page(
        self, queryset: models.QuerySet[Any], serialize: Any, *, ordering: Sequence[str] = ("id",)
    ) -> Response:
        """One page of `queryset`; `serialize` turns the list of rows into a list of JSON values."""
        paginator = self.pagination()
        paginator.ordering = tuple(ordering)
        rows = paginator.paginate_queryset(queryset, self.request, view=self)
        return paginator.get_paginated_response(serialize(list(rows or [])))

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        request._request.purpose = self.purpose  # type: ignore[attr-defined]
        writing = request.method not in {"GET", "HEAD", "OPTIONS"}
        needed = self.write_action if writing and self.write_action else self.action
        if not self.actor.may(needed):
            raise NotAllowed

    @override
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key or getattr(request, "actor", None) is None:
            return super().dispatch(request, *args, **kwargs)
        return self._once(request, key, *args, **kwargs)

    def _once(self, request: Any, key: str, *args: Any, **kwargs: Any) -> Any:
        """The same key and body returns the first answer; the row is inserted first, so that two at once cannot both write."""
        user = request.actor.user
        body_hash = hashlib.sha256(request.body).hexdigest()
        mine = IdempotencyKey.objects.filter(user=user, key=key)
        mine.filter(created_at__lt=timezone.now() - KEY_LIVES).delete()
        fresh = {
            "user": user,
            "key": key[:200],
            "route": request.path[:300],
            "body_hash": body_hash,
            "status": 0,
        }
        _row, created = IdempotencyKey.objects.get_or_create(user=user, key=key[:200], defaults=fresh)
        if not created:
            return self._again(request, mine.get(), body_hash)
        response: Any = super().dispatch(request, *args, **kwargs)
        if response.status_code < 400:
            response.render()
            mine.update(
                status=response.status_code,
                answer=json.loads(response.content or b"null"),
                client_ids=sorted(request_facts().client_ids),
            )
        return response

    def _again(self, request: Any, first: IdempotencyKey, body_hash: str) -> Any:
        wrapped = self.initialize_request(request)
        self.request, self.headers = wrapped, self.default_response_headers
        if first.body_hash != body_hash or first.route != request.path[:300]:
            error = Conflict(_("This Idempotency-Key was used with another request."))
            return self.finalize_response(wrapped, self.handle_exception(error))
        self.perform_authentication(wrapped)
        access_seen(first.client_ids)
        return self.finalize_response(wrapped, Response(first.answer, status=first.status))
