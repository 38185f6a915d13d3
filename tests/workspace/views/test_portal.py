"""The client's portal: what each page shows, and to whom."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Notification
from portfolios.services.valuations import valuations_run
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant, system_actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.clients.conftest import make_document, notify
from tests.conftest import make_actor
from tests.portfolios.book_builder import BookBuilder
from tests.reporting.story import UNTIL, tell

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "portal_home",
    "portal_transactions",
    "portal_statements",
    "portal_documents",
    "portal_notices",
    "portal_access",
    "portal_profile",
)


@pytest.fixture
def people(firm: Tenant) -> dict[str, Any]:
    firm.business_date_pinned = UNTIL
    firm.save()
    with tenant_scope(firm.pk):
        story = tell(firm)
        hidden = BookBuilder(options={"client": {"name": "Hidden Person"}})
        valuations_run(actor=system_actor(firm), portfolio_ids=[story.book.portfolio.pk], until=UNTIL)
        client, compliance = make_actor(firm, Role.CLIENT), make_actor(firm, Role.COMPLIANCE)
        assert client.user is not None
        grant(client.user, story.book.client)
        notice = notify(story.book.client)
    return {"story": story, "hidden": hidden, "client": client, "compliance": compliance, "notice": notice}


def sign_in(browser: Browser, actor: Actor) -> Browser:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages_and_names_nobody_else(
    people: dict[str, Any], browser: Browser, language: str, settings: Any
) -> None:
    sign_in(browser, people["client"]).cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for name in PAGES:
        page = browser.get(reverse(name))
        assert page.status_code == 200, name
        assert f'lang="{language}"' in page.content.decode()
        assert "Hidden Person" not in page.content.decode()


def test_staff_have_no_portal(people: dict[str, Any], browser: Browser) -> None:
    sign_in(browser, people["compliance"])
    assert {browser.get(reverse(name)).status_code for name in PAGES} == {403}


def test_the_front_door_leads_a_client_to_the_portal(people: dict[str, Any], browser: Browser) -> None:
    assert sign_in(browser, people["client"]).get("/").headers["Location"] == reverse("portal_home")


def test_home_says_what_everything_is_worth(people: dict[str, Any], browser: Browser) -> None:
    page = sign_in(browser, people["client"]).get(reverse("portal_home")).content.decode()
    assert "168,913.47" in page
    assert "30 Jun 2021" in page
    assert people["story"].book.portfolio.name in page


def test_a_portfolio_of_ones_own_and_no_other(people: dict[str, Any], browser: Browser) -> None:
    sign_in(browser, people["client"])
    own = reverse("portal_portfolio", kwargs={"public_id": people["story"].book.portfolio.public_id})
    page = browser.get(own).content.decode()
    assert "Novaterra SE" in page
    assert "155,000.00" in page, "what was put in less what was taken out"
    other = reverse("portal_portfolio", kwargs={"public_id": people["hidden"].portfolio.public_id})
    assert browser.get(other).status_code == 404


def test_a_notice_is_read_and_noted_once(people: dict[str, Any], browser: Browser) -> None:
    sign_in(browser, people["client"])
    where = {"public_id": people["notice"].public_id}
    assert (
        reverse("portal_notice_read", kwargs=where)
        in browser.get(reverse("portal_notice", kwargs=where)).content.decode()
    )
    assert browser.post(reverse("portal_notice_read", kwargs=where)).status_code == 204
    assert browser.post(reverse("portal_notice_acknowledge", kwargs=where)).status_code == 302
    assert browser.post(reverse("portal_notice_acknowledge", kwargs=where)).status_code == 409
    with tenant_scope(people["notice"].tenant_id):
        row = Notification.objects.get(pk=people["notice"].pk)
        assert row.read_at is not None
        assert row.acknowledged_by == people["client"].user


def test_documents_are_shared_by_staff_and_downloaded_by_the_client(
    people: dict[str, Any], browser: Browser
) -> None:
    client_row = people["story"].book.client
    with tenant_scope(client_row.tenant_id):
        operations = make_actor(people["compliance"].tenant, Role.OPERATIONS)
        attached = make_document(operations, client_row, is_shared=False)
    where = {"public_id": attached.public_id}
    own = reverse("portal_document", kwargs=where)
    assert sign_in(browser, people["client"]).get(own).status_code == 404
    answer = sign_in(browser, operations).post(reverse("document_share", kwargs=where), {"is_shared": "1"})
    assert answer.headers["Location"] == reverse("document_list", args=[client_row.public_id])
    page = sign_in(browser, people["client"]).get(reverse("portal_documents")).content.decode()
    assert "Asset management agreement" in page
    assert own in page
    out = browser.get(own)
    assert (out.content, out["Content-Type"]) == (b"%PDF-1.7 a contract", "application/pdf")
    assert browser.get(reverse("document_download", kwargs=where)).status_code == 403
    with tenant_scope(client_row.tenant_id):
        event = AccessEvent.objects.filter(purpose="document.download", role=Role.CLIENT).latest("id")
        assert event.client_ids == [client_row.pk]
    sign_in(browser, operations).post(reverse("document_share", kwargs=where), {"is_shared": "0"})
    assert sign_in(browser, people["client"]).get(own).status_code == 404


def test_everything_of_the_portal_is_found_from_its_bar(people: dict[str, Any], browser: Browser) -> None:
    page = sign_in(browser, people["client"]).get(reverse("portal_home")).content.decode()
    bar = page[page.index("<nav") : page.index("</nav>")]
    assert [name for name in PAGES if f'href="{reverse(name)}"' not in bar] == []


def test_every_look_of_staff_is_told_to_the_client(people: dict[str, Any], browser: Browser) -> None:
    sign_in(browser, people["compliance"])
    assert (
        browser.get(
            reverse("client_detail", kwargs={"public_id": people["story"].book.client.public_id})
        ).status_code
        == 200
    )
    page = sign_in(browser, people["client"]).get(reverse("portal_access")).content.decode()
    assert "Compliance" in page
    assert "Your file" in page
    with tenant_scope(people["notice"].tenant_id):
        assert AccessEvent.objects.filter(purpose="portal.access").exists()
