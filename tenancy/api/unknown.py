"""The answer to an address of the API that there is not, in the form of every other error."""

from typing import Any, override

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from tenancy.errors import NotFound


@extend_schema(exclude=True)
class UnknownView(APIView):
    """Whatever no other route takes. Without a token too: an unknown address tells nothing of any firm."""

    authentication_classes = ()
    permission_classes = ()

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """An address that lacks only its last slash is sent on when it is read, as everywhere else."""
        if request.method in {"GET", "HEAD"} and _is_known(f"{request.path_info}/"):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound


def _is_known(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return getattr(found.func, "view_class", None) is not UnknownView
