"""What every page shows around its content: firm, business date, person, navigation with its counts."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tenancy.clock import business_date
from tenancy.permissions import Actor
from workspace.navigation import Group, navigation_of
from workspace.selectors.counts import counts_of


def _link(label: str, url_name: str, icon: str) -> dict[str, str]:
    return {"label": label, "url": reverse(url_name), "icon": icon}


def _account_links(request: HttpRequest) -> list[dict[str, str]]:
    links = [
        _link(_("How you sign in"), "mfa_index", "shield-check"),
        _link(_("Devices"), "usersessions_list", "monitor-smartphone"),
    ]
    if getattr(request, "firm_count", 1) > 1:
        links.append(_link(_("Change firm"), "firm_choose", "building-2"))
    return links


def _navigation(actor: Actor, path: str) -> list[Group]:
    return navigation_of(actor, path, counts_of(actor))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; nothing for a visitor without a firm.

    The navigation is counted only where a layout asks for it: not for a part of a page, and not for a page that says that
    a request was refused, whose transaction takes no more queries.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "navigation": []}
    return {
        "actor": actor,
        "firm": actor.tenant,
        "business_date": business_date(actor.tenant),
        "account_links": _account_links(request),
        "navigation": partial(_navigation, actor, request.path),
    }
