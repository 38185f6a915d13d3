"""What every page view declares: the action it needs and the purpose that the record of reads will state."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from tenancy.errors import Conflict, RuleRefused
from tenancy.models.base import TenantRow
from tenancy.paging import Page
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import access_seen


class PageRequest(HttpRequest):
    """A request that came through the middleware."""

    actor: Actor
    purpose: str
    purpose_object: TenantRow | None
    htmx: HtmxDetails


type PageView[**P] = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page[**P](*, action: Action, purpose: str) -> Callable[[PageView[P]], Callable[..., HttpResponseBase]]:
    """A page for signed-in people whose role may do `action`; `purpose` is what the access event says.

    The view has `page_action` and `page_purpose` for the house tests.
    """

    def decorate(view: PageView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.actor is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            require(request.actor, action)
            request.purpose = purpose
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        wrapped.page_action = action  # type: ignore[attr-defined]
        wrapped.page_purpose = purpose  # type: ignore[attr-defined]
        return wrapped

    return decorate


def shows(request: PageRequest, *clients: int, obj: TenantRow | None = None) -> None:
    """Say that this answer shows data of these clients (ids), and of which object."""
    access_seen(clients)
    if obj is not None:
        request.purpose_object = obj


def attempt[T](form: forms.BaseForm, work: Callable[[], T]) -> T | None:
    """Do `work` in a savepoint; what a rule refuses becomes an error of the form, and None comes back.

    An error's pointer ("/valid_until") names the field it belongs to, when the form has it.
    """
    try:
        with transaction.atomic():
            return work()
    except (RuleRefused, Conflict) as error:
        for item in error.errors:
            name = item.pointer.strip("/")
            form.add_error(name if name in form.fields else None, item.detail)
        if not error.errors:
            form.add_error(None, error.detail)
        return None


def paging_context(request: HttpRequest, shown: Page[Any]) -> dict[str, str]:
    """`previous_url` and `next_url` for includes/pagination.html, with the filters of the present address."""

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return {"previous_url": address(shown.previous_cursor), "next_url": address(shown.next_cursor)}
