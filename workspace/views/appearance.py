"""The reader's choice of theme and of colours for market movement."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from workspace.appearance import COOKIES, appearance_keep


@require_POST
def appearance_choose(request: HttpRequest) -> HttpResponse:
    """Keeps what was chosen and goes back to the page it was chosen on; a script gets 204 instead.

    Open to everyone, signed in or not: it reads and writes nothing but the two cookies.
    """
    chosen = [(name, request.POST[name]) for name in COOKIES if name in request.POST]
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    scripted = request.headers.get("X-Requested-With") == "fetch"
    response: HttpResponse = HttpResponse(status=204) if scripted else redirect(target)
    kept = [appearance_keep(response, name=n, value=v, secure=request.is_secure()) for n, v in chosen]
    return response if kept and all(kept) else HttpResponseBadRequest()
