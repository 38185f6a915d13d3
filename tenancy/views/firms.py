"""The choice of firm, for a login that serves several."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenancy.errors import NotFound
from tenancy.middleware import SESSION_FIRM
from tenancy.selectors import firms_of


@require_http_methods(["GET", "POST"])
def firm_choose(request: HttpRequest) -> HttpResponse:
    """Shows the firms this login serves and keeps the chosen one in the session; another firm's code is not found."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    firms = firms_of(int(request.user.pk or 0))
    if request.method == "POST":
        chosen = next((firm for firm in firms if firm.code == request.POST.get("firm")), None)
        if chosen is None:
            raise NotFound
        request.session[SESSION_FIRM] = chosen.tenant_id
        return redirect("/")
    current = request.session.get(SESSION_FIRM)
    return render(request, "tenancy/firm_choose.html", {"firms": firms, "current": current})
