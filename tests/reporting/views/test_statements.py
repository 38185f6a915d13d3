"""The pages of statements: what staff do and what a client may open."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from reporting.models import StatementKind, StatementVersion
from reporting.services.statements import statement_prepare, statement_release, statement_render
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import make_actor
from tests.reporting.story import AFTER, UNTIL, Story, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fonts")]


@pytest.fixture
def people(firm: Tenant) -> dict[Any, Any]:
    """A story, its version, and who comes to look."""
    with tenant_scope(firm.pk):
        story = tell(firm)
        made = {role: make_actor(firm, role) for role in (Role.OPERATIONS, Role.COMPLIANCE, Role.CLIENT)}
        portal_user = made[Role.CLIENT].user
        assert portal_user is not None
        grant(portal_user, story.book.client)
        version = prepared(made[Role.OPERATIONS], story)
    return {"firm": firm, "story": story, "version": version, **made}


def prepared(actor: Actor, story: Story) -> StatementVersion:
    version = statement_prepare(
        actor=actor,
        portfolio=story.book.portfolio,
        kind=StatementKind.QUARTERLY,
        period_from=AFTER,
        period_to=UNTIL,
    )
    return statement_render(actor=actor, version=version)


def sign_in(browser: Browser, actor: Actor) -> Browser:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


def address(name: str, version: StatementVersion) -> str:
    return reverse(name, kwargs={"public_id": version.public_id})


def test_a_client_finds_nothing_before_the_release(people: dict[Any, Any], browser: Browser) -> None:
    sign_in(browser, people[Role.CLIENT])
    for name in ("statement_detail", "statement_pdf"):
        assert browser.get(address(name, people["version"])).status_code == 404


def test_a_client_reads_the_released_one_and_that_is_recorded(
    people: dict[Any, Any], browser: Browser
) -> None:
    with tenant_scope(people["firm"].pk):
        statement_release(actor=people[Role.COMPLIANCE], version=people["version"])
    sign_in(browser, people[Role.CLIENT])
    page = browser.get(address("statement_detail", people["version"]))
    assert page.status_code == 200
    assert "portal-page" in page.content.decode()
    paper = browser.get(address("statement_pdf", people["version"]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.getvalue().startswith(b"%PDF")
    with tenant_scope(people["firm"].pk):
        purposes = set(AccessEvent.objects.values_list("purpose", flat=True))
        assert {"statement", "statement PDF"} <= purposes
        assert all(people["story"].book.client.pk in event.client_ids for event in AccessEvent.objects.all())


def test_the_second_person_releases_and_the_first_cannot(people: dict[Any, Any], browser: Browser) -> None:
    url = address("statement_release", people["version"])
    assert sign_in(browser, people[Role.OPERATIONS]).post(url).status_code == 403
    page = browser.get(address("statement_detail", people["version"])).content.decode()
    assert url not in page, "no button for what would be refused"
    sign_in(browser, people[Role.COMPLIANCE])
    assert url in browser.get(address("statement_detail", people["version"])).content.decode()
    assert browser.post(url).status_code == 302
    with tenant_scope(people["firm"].pk):
        assert StatementVersion.objects.get().state == "released"


def test_the_list_is_filtered(people: dict[Any, Any], browser: Browser) -> None:
    sign_in(browser, people[Role.OPERATIONS])
    reference = people["story"].book.portfolio.reference
    expected = {
        "": True,
        "?state=rendered": True,
        "?state=released": False,
        f"?q={reference}": True,
        "?q=zzz": False,
    }
    for query, found in expected.items():
        page = browser.get(reverse("statement_list") + query).content.decode()
        assert (f"{reference} ·" in page) is found, query


def test_a_statement_is_prepared_by_a_form(people: dict[Any, Any], browser: Browser) -> None:
    sign_in(browser, people[Role.OPERATIONS])
    page = browser.get(reverse("statement_new"))
    assert page.status_code == 200
    wanted = {"portfolio": people["story"].book.portfolio.public_id, "kind": "monthly", "until": "2021-06-30"}
    answer = browser.post(reverse("statement_new"), wanted)
    assert answer.status_code == 302
    assert browser.post(reverse("statement_new"), wanted | {"until": "never"}).status_code == 422
    with tenant_scope(people["firm"].pk):
        assert StatementVersion.objects.filter(statement__kind="monthly").count() == 1


def test_a_statement_is_withdrawn_with_a_reason(people: dict[Any, Any], browser: Browser) -> None:
    sign_in(browser, people[Role.OPERATIONS])
    assert (
        browser.post(address("statement_withdraw", people["version"]), {"reason": "typing error"}).status_code
        == 302
    )
    with tenant_scope(people["firm"].pk):
        assert StatementVersion.objects.get().state == "withdrawn"


def test_page_and_paper_are_of_one_value(people: dict[Any, Any], browser: Browser) -> None:
    sign_in(browser, people[Role.OPERATIONS])
    page = browser.get(address("statement_detail", people["version"])).content.decode()
    assert people["version"].data_hash in page
    with tenant_scope(people["firm"].pk):
        assert Client.objects.get().name in page
