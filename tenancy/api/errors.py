"""Errors as RFC 9457 problems."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from tenancy.errors import ApplicationError, FieldError, NotAllowed, NotFound
from tenancy.scope import tenant_id_or_none

PROBLEM = "application/problem+json"


def problem(
    *,
    status_code: int,
    code: str,
    title: str,
    detail: str = "",
    errors: Sequence[FieldError] = (),
    **extra: Any,
) -> Response:
    """An RFC 9457 answer."""
    body: dict[str, Any] = {
        "type": f"urn:limpid:problem:{code}",
        "title": title,
        "status": status_code,
        "code": code,
    }
    body["detail"] = detail or title
    body["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in errors]
    return Response({**body, **extra}, status=status_code, content_type=PROBLEM)


def _field_errors(detail: Any, pointer: str = "") -> list[FieldError]:
    """DRF's nested error details as JSON pointers."""
    if isinstance(detail, Mapping):
        return [
            error
            for name, value in detail.items()
            for error in _field_errors(value, pointer if name == "non_field_errors" else f"{pointer}/{name}")
        ]
    if isinstance(detail, list):
        nested = any(isinstance(item, Mapping) for item in detail)
        return [
            error
            for index, item in enumerate(detail)
            for error in _field_errors(item, f"{pointer}/{index}" if nested else pointer)
        ]
    return [FieldError(pointer=pointer, code=getattr(detail, "code", "invalid"), detail=str(detail))]


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every handled error of the API; the scope's transaction is rolled back, which DRF would not do by itself."""
    if tenant_id_or_none() is not None:
        transaction.set_rollback(True)
    if isinstance(exception, ApplicationError):
        context["request"]._request.refusal = exception
        return problem(
            status_code=exception.status,
            code=exception.code,
            title=str(exception.title),
            detail=exception.detail,
            errors=exception.errors,
        )
    if isinstance(exception, exceptions.ValidationError):
        errors = _field_errors(exception.detail)
        return problem(status_code=400, code="malformed", title=_("The input cannot be read."), errors=errors)
    if isinstance(exception, Http404):
        return _refused(NotFound(), context)
    if isinstance(exception, PermissionDenied | exceptions.PermissionDenied):
        return _refused(NotAllowed(), context)
    if isinstance(exception, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        response = problem(status_code=401, code="not_authenticated", title=_("A valid token is needed."))
        response["WWW-Authenticate"] = 'Bearer realm="limpid"'
        return response
    if isinstance(exception, exceptions.APIException):
        code = str(exception.default_code)
        return problem(status_code=exception.status_code, code=code, title=str(exception.detail))
    return None


def _refused(error: ApplicationError, context: Mapping[str, Any]) -> Response:
    context["request"]._request.refusal = error
    return problem(status_code=error.status, code=error.code, title=str(error.title), detail=error.detail)
