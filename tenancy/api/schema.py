"""How the API describes itself: operations, parameters and the pages of lists, for the OpenAPI schema."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, override

from django.utils.functional import Promise
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers

type Answer = type[serializers.BaseSerializer[Any]] | serializers.BaseSerializer[Any] | Any


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tokens of integrators."""

    target_class = "tenancy.api.authentication.TokenAuthentication"
    name = "token"

    @override
    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class FieldProblem(serializers.Serializer[Any]):
    """What is wrong with one field."""

    pointer = serializers.CharField(help_text="JSON pointer into the body, such as /3/amount")
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FieldProblem(many=True)  # type: ignore[assignment]  # a field of that name


KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key and body within 24 hours returns the first answer; another body is a conflict.",
)
LIMIT = OpenApiParameter(
    "limit", OpenApiTypes.INT, description="Rows on a page: 100 unless told, at most 500."
)
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="Comes in `next`.")
PAGING = (LIMIT, CURSOR)
_PROBLEMS: Mapping[int, str] = {
    400: "Malformed",
    401: "No valid token",
    403: "Not allowed",
    404: "Not found or not in sight",
}


def paged(
    row: type[serializers.Serializer[Any]], **more: serializers.Field[Any, Any, Any, Any]
) -> serializers.Serializer[Any]:
    """The envelope of a list."""
    fields: dict[str, Any] = {
        "results": row(many=True),
        "next": serializers.URLField(allow_null=True, help_text="The next page, null on the last"),
        **more,
    }
    return inline_serializer(name=f"{row.__name__.removesuffix('Read')}Page", fields=fields)


def operation(
    name: str,
    summary: str | Promise,
    *,
    answer: Answer = None,
    body: Answer = None,
    status: int = 200,
    also: Mapping[int, Answer] | None = None,
    query: Iterable[OpenApiParameter] = (),
) -> Callable[..., Any]:
    """Describe one method of a view: its id, a sentence, what goes in and what comes out."""
    writes = body is not None
    refusals = dict.fromkeys((*_PROBLEMS, *((409, 422) if writes else ())), Problem)
    return extend_schema(
        operation_id=name,
        summary=str(summary),
        parameters=[*query, *((KEY,) if writes else ())],
        request=body,
        responses={
            **(answer if isinstance(answer, dict) else {status: answer}),
            **(also or {}),
            **{(code, "application/problem+json"): p for code, p in refusals.items()},
        },
    )
