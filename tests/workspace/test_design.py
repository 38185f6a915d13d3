"""The living page of components."""

import re

import pytest
from django.test import Client

from tenancy.models import Tenant
from tenancy.permissions import Actor
from tenancy.roles import STAFF, Role
from tests.conftest import make_actor


@pytest.fixture
def actors(scope: Tenant) -> dict[Role, Actor]:
    """One member of staff and one client."""
    return {role: make_actor(scope, role) for role in (Role.ADVISOR, Role.CLIENT)}


def sign_in(browser: Client, actor: Actor) -> None:
    """The person behind an actor signs in."""
    assert actor.user is not None
    browser.force_login(actor.user)


def test_staff_see_every_component(browser: Client, actors: dict[Role, Actor]) -> None:
    assert Role.ADVISOR in STAFF
    sign_in(browser, actors[Role.ADVISOR])
    response = browser.get("/design/")
    page = response.content.decode()
    assert response.status_code == 200
    parts = [
        "kpis",
        "table",
        "segmented",
        "tabs",
        "chip",
        "timeline",
        "steps",
        "progress",
        "dialog",
        "empty",
        "callout",
        "pager",
        "donut",
        "skeleton",
    ]
    assert [name for name in parts if not re.search(rf'class="[^"]*\b{name}\b', page)] == []
    assert page.count('role="img"') >= 12
    assert " style=" not in page
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_clients_do_not(browser: Client, actors: dict[Role, Actor]) -> None:
    sign_in(browser, actors[Role.CLIENT])
    assert browser.get("/design/").status_code == 403


def test_visitors_are_asked_to_sign_in(browser: Client, db: None) -> None:
    assert browser.get("/design/").status_code == 302
