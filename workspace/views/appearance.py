"""The reader's choice of language, theme and colours of market movement."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tenancy.models import User
from workspace.appearance import COOKIES, YEAR, appearance_keep

KEPT_AS = {"theme": "theme", "updown": "up_down"}


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"


def _keep_on_account(request: HttpRequest, fields: dict[str, str]) -> None:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        User.objects.filter(pk=user.pk).update(**fields)


@require_POST
def appearance_choose(request: HttpRequest) -> HttpResponse:
    """Keeps what was chosen and goes back to the page it was chosen on; a script gets 204 instead.

    Open to everyone, signed in or not: it reads and writes nothing but two cookies and the reader's own preferences.
    """
    chosen = [(name, request.POST[name]) for name in COOKIES if name in request.POST]
    scripted = request.headers.get("X-Requested-With") == "fetch"
    response: HttpResponse = HttpResponse(status=204) if scripted else redirect(_back(request))
    kept = [appearance_keep(response, name=n, value=v, secure=request.is_secure()) for n, v in chosen]
    if not (kept and all(kept)):
        return HttpResponseBadRequest()
    _keep_on_account(request, {KEPT_AS[n]: "" if v == "system" else v for n, v in chosen})
    return response


@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Keeps the language in this browser and, signed in, on the account; then back to the page it was chosen on."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = redirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
    _keep_on_account(request, {"language": language})
    return response
