"""The base of the API's views, its pages and its strict serializer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, override

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenancy.api.paging import page_of_rows
from tenancy.errors import ApplicationError, Conflict, FieldError, Malformed, NotAllowed
from tenancy.models import IdempotencyKey
from tenancy.permissions import Actor
from tenancy.request import request_facts
from tenancy.roles import Action, Scope
from tenancy.services.audit import access_seen

KEY_LIVES = timedelta(hours=24)
KEY_LENGTH = 200


class BodyTooLarge(Malformed):
    """More than anything the API takes."""

    code = "too_large"
    status = 413
    title = gettext_lazy("The body is larger than what is taken at once.")


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
        page = page_of_rows(self.request, queryset, ordering=ordering)
        return Response({"results": serialize(page.rows), "next": page.next})

    def body(self, kind: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """The object that was sent, validated by `kind`; a problem of 400 names each field."""
        serializer = kind(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def body_list(self, kind: type[serializers.Serializer[Any]], *, limit: int) -> list[dict[str, Any]]:
        """The list of objects that was sent, validated one by one; errors point into it ("/3/amount")."""
        data = self.request.data
        if not isinstance(data, list):
            raise Malformed(_("A list of objects is expected."))
        if len(data) > limit:
            sentence = _("At most %(limit)s objects are taken at once.") % {"limit": limit}
            raise Malformed(sentence, errors=[FieldError("", "too_many", sentence)])
        serializer = kind(data=data, many=True)
        serializer.is_valid(raise_exception=True)
        return list(serializer.validated_data)

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
        writing = request.method in {"POST", "PATCH"}
        if not writing or getattr(request, "actor", None) is None:
            return super().dispatch(request, *args, **kwargs)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self._refuse(request, BodyTooLarge())
        if len(key) > KEY_LENGTH:
            return self._refuse(request, Malformed(_("An Idempotency-Key has at most 200 characters.")))
        if not key:
            return super().dispatch(request, *args, **kwargs)
        return self._once(request, key, *args, **kwargs)

    def _refuse(self, request: Any, error: ApplicationError) -> Any:
        """Answer with a problem before the view itself runs."""
        wrapped = self.initialize_request(request)
        self.request, self.headers = wrapped, self.default_response_headers
        return self.finalize_response(wrapped, self.handle_exception(error))

    def _once(self, request: Any, key: str, *args: Any, **kwargs: Any) -> Any:
        """The same key and body returns the first answer; the row is inserted first, so that two at once cannot both write."""
        user = request.actor.user
        body_hash = hashlib.sha256(request.body).hexdigest()
        mine = IdempotencyKey.objects.filter(user=user, key=key)
        mine.filter(created_at__lt=timezone.now() - KEY_LIVES).delete()
        fresh = {
            "user": user,
            "key": key,
            "route": request.path[:300],
            "body_hash": body_hash,
            "status": 0,
        }
        _row, created = IdempotencyKey.objects.get_or_create(user=user, key=key, defaults=fresh)
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
        self.perform_authentication(wrapped)
        if first.body_hash != body_hash or first.route != request.path[:300]:
            error = Conflict(_("This Idempotency-Key was used with another request."))
            return self.finalize_response(wrapped, self.handle_exception(error))
        access_seen(first.client_ids)
        return self.finalize_response(wrapped, Response(first.answer, status=first.status))
