"""Pages of client files as people use them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client, ClientDocument, ContactNote, Goal, Household, RiskProfile
from clients.services.clients import client_create, relationship_add
from clients.services.documents import document_attach
from clients.services.households import household_create
from tenancy.models import AccessEvent, AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role

SHOWN_TO = {Role.OPERATIONS, Role.COMPLIANCE, Role.AUDITOR, Role.ADVISOR}


def enter(browser: Browser, actor: Actor) -> Browser:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


def file_of(client: Client, page: str = "client_detail") -> str:
    return reverse(page, args=[client.public_id])


def test_the_list_shows_who_is_in_sight_and_records_them(
    browser: Browser, actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    page = enter(browser, actors[Role.ADVISOR]).get("/clients/").content.decode()
    assert "Anna Keller" in page
    assert "Bruno Weber" not in page
    event = AccessEvent.objects.latest("id")
    assert (event.purpose, event.client_ids) == ("client.list", [client_file.pk])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zhangwei", ["张伟"]),
        ("ZW", ["张伟"]),
        ("伟", ["张伟"]),
        ("keller", ["Anna Keller"]),
        ("c-2002", ["Bruno Weber"]),
        ("%", []),
        ("", ["Anna Keller", "Bruno Weber", "张伟"]),
    ],
)
def test_searching(
    browser: Browser,
    actors: dict[Role, Actor],
    client_file: Client,
    hidden_file: Client,
    query: str,
    found: list[str],
) -> None:
    client_create(actor=actors[Role.OPERATIONS], reference="C-88", name="张伟", language="zh-hans")
    page = enter(browser, actors[Role.OPERATIONS]).get("/clients/", {"q": query}).content.decode()
    names = ["Anna Keller", "Bruno Weber", "张伟"]
    assert [name for name in names if f">{name}</a>" in page] == found


def test_paging_shows_every_client_once(browser: Browser, actors: dict[Role, Actor]) -> None:
    for number in range(120):
        client_create(
            actor=actors[Role.OPERATIONS], reference=f"R-{number:03}", name=f"Same Name {number % 7}"
        )
    enter(browser, actors[Role.OPERATIONS])
    address, seen = "/clients/", []
    while address:
        response = browser.get(address)
        seen += [client.reference for client in response.context["clients"]]
        address = f"/clients/{response.context['next_url']}" if response.context["next_url"] else ""
    assert sorted(seen) == [f"R-{number:03}" for number in range(120)]
    back = browser.get(f"/clients/{response.context['previous_url']}")
    assert [client.reference for client in back.context["clients"]] == seen[50:100]
    assert browser.get("/clients/", {"cursor": "nonsense"}).status_code == 400


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSTEM, Role.INTEGRATOR}])
def test_roles(browser: Browser, actors: dict[Role, Actor], client_file: Client, role: Role) -> None:
    enter(browser, actors[role])
    expected = 200 if role in SHOWN_TO else 403
    assert browser.get("/clients/").status_code == expected
    assert browser.get(file_of(client_file)).status_code == expected


def test_hidden_is_absent_and_the_attempt_is_recorded(
    browser: Browser, actors: dict[Role, Actor], hidden_file: Client
) -> None:
    enter(browser, actors[Role.ADVISOR])
    hidden = browser.get(file_of(hidden_file))
    absent = browser.get(reverse("client_detail", args=["01890000-0000-7000-8000-000000000000"]))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert "Weber" not in hidden.content.decode()
    assert AuditEntry.objects.filter(action="refused.not_found", outcome="refused").count() == 2


def test_opening_and_changing_a_file(browser: Browser, actors: dict[Role, Actor]) -> None:
    enter(browser, actors[Role.ADVISOR])
    data = {
        "reference": "C-9",
        "name": "Clara Huber",
        "kind": "person",
        "language": "en",
        "classification": "retail",
        "country": "lu",
        "born_on": "1970-05-01",
    }
    assert browser.post("/clients/new/", data).status_code == 302
    client = Client.objects.get(reference="C-9")
    assert (client.country, client.born_on) == ("LU", date(1970, 5, 1))
    taken = browser.post("/clients/new/", data)
    assert "Another client already has this reference." in taken.content.decode()
    form = browser.get(file_of(client, "client_update")).content.decode()
    assert 'value="1970-05-01"' in form
    changed = {**data, "name": "Clara Meier", "is_active": "on"}
    assert browser.post(file_of(client, "client_update"), changed).status_code == 302
    client.refresh_from_db()
    assert (client.name, client.sort_name) == ("Clara Meier", "meier clara")


def test_profile_goal_and_note_through_their_forms(
    browser: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    enter(browser, actors[Role.ADVISOR])
    profile = {"assessed_on": "2022-01-01", "tolerance": 4, "capacity": 2, "valid_until": "2021-01-01"}
    refused = browser.post(file_of(client_file, "profile_record"), profile)
    assert "valid beyond the day" in refused.content.decode()
    profile["valid_until"] = "2024-01-01"
    assert browser.post(file_of(client_file, "profile_record"), profile).status_code == 302
    assert RiskProfile.objects.get().category == 2
    goal = {"name": "House", "target_amount": "500000", "currency": "EUR"}
    assert browser.post(file_of(client_file, "goal_create"), goal).status_code == 302
    address = reverse("goal_update", args=[Goal.objects.get().public_id])
    assert browser.post(address, {**goal, "is_reached": "on"}).status_code == 302
    assert Goal.objects.get().is_reached
    note = {"on": "2022-02-02", "channel": "call", "summary": "Asked.", "next_step": "Answer"}
    assert browser.post(file_of(client_file, "note_write"), note).status_code == 302
    browser.post(reverse("note_finish", args=[ContactNote.objects.get().public_id]))
    assert ContactNote.objects.get().is_done
    for page in ("client_detail", "profile_list", "note_list", "client_activity"):
        assert browser.get(file_of(client_file, page)).status_code == 200


def test_a_document_goes_in_and_comes_out_unchanged_and_recorded(
    browser: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    enter(browser, actors[Role.ADVISOR])
    data: dict[str, Any] = {"kind": "identity", "title": "Passport", "expires_on": "2021-01-01"}
    wrong = SimpleUploadedFile("x.pdf", b"<script>", content_type="application/pdf")
    answer = browser.post(file_of(client_file, "document_attach"), {**data, "file": wrong})
    assert "Only PDF" in answer.content.decode()
    content = b"%PDF-1.7 passport"
    right = SimpleUploadedFile("Reisepass Ä.pdf", content, content_type="text/html")
    assert browser.post(file_of(client_file, "document_attach"), {**data, "file": right}).status_code == 302
    assert "Expired" in browser.get(file_of(client_file, "document_list")).content.decode()
    out = browser.get(reverse("document_download", args=[ClientDocument.objects.get().public_id]))
    assert (out.content, out["Content-Type"]) == (content, "application/pdf")
    assert out["Content-Disposition"].startswith("attachment")
    event = AccessEvent.objects.latest("id")
    assert (event.purpose, event.client_ids) == ("document.download", [client_file.pk])


def test_a_related_client_out_of_sight_is_not_named(
    browser: Browser, actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    relationship_add(
        actor=actors[Role.OPERATIONS],
        client=client_file,
        related=hidden_file,
        kind="spouse",  # type: ignore[arg-type]
    )
    page = enter(browser, actors[Role.ADVISOR]).get(file_of(client_file)).content.decode()
    assert "Bruno Weber" not in page
    assert "Bruno Weber" in enter(browser, actors[Role.OPERATIONS]).get(file_of(client_file)).content.decode()
    answer = enter(browser, actors[Role.ADVISOR]).post(
        file_of(client_file, "relationship_add"), {"reference": "C-2002", "kind": "child"}, follow=True
    )
    assert "no client with this reference" in answer.content.decode()


def test_households_through_their_pages(
    browser: Browser, actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    enter(browser, actors[Role.ADVISOR])
    form = {"reference": "H-1", "name": "Keller", "members": [str(client_file.public_id)]}
    assert browser.post("/households/new/", form).status_code == 302
    household = Household.objects.get()
    Client.objects.filter(pk=hidden_file.pk).update(household=household)
    page = browser.get(reverse("household_detail", args=[household.public_id])).content.decode()
    assert "Anna Keller" in page
    assert "Bruno Weber" not in page
    assert browser.get("/households/").context["households"][0].members == 1
    other = household_create(actor=actors[Role.OPERATIONS], reference="H-2", name="Weber")
    assert browser.get(reverse("household_detail", args=[other.public_id])).status_code == 404
    stolen = {"reference": "H-3", "name": "X", "members": [str(hidden_file.public_id)]}
    assert browser.post("/households/new/", stolen).status_code == 200
    assert Household.objects.count() == 2


def test_portal_users_through_their_page(
    browser: Browser, actors: dict[Role, Actor], client_file: Client, portal_user: Actor
) -> None:
    enter(browser, actors[Role.ADVISOR])
    address = file_of(client_file, "portal_user_list")
    assert browser.post(address, {"email": "anna@example.org"}).status_code == 302
    page = browser.get(address).content.decode()
    assert "anna@example.org" in page
    assert portal_user.user is not None
    gone = {"user": str(portal_user.user.public_id)}
    assert browser.post(file_of(client_file, "portal_user_remove"), gone).status_code == 302
    assert browser.post(file_of(client_file, "portal_user_remove"), gone).status_code == 404


def _queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_lists_ask_as_often_for_ten_rows_as_for_one(
    browser: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    operations = actors[Role.OPERATIONS]
    enter(browser, operations)
    pages = ["/clients/", "/households/", file_of(client_file), file_of(client_file, "document_list")]

    def fill(number: int) -> None:
        member = client_create(actor=operations, reference=f"N-{number}", name=f"N {number}")
        household_create(actor=operations, reference=f"H-{number}", name=f"H {number}", members=[member])
        relationship_add(actor=operations, client=client_file, related=member, kind="other")  # type: ignore[arg-type]
        document_attach(
            actor=operations,
            client=client_file,
            name=f"{number}.pdf",
            content=f"%PDF-{number}".encode(),
            kind="other",  # type: ignore[arg-type]
            title=f"T {number}",
        )

    fill(0)
    for address in pages:
        browser.get(address)
    one = [_queries(browser, address) for address in pages]
    for number in range(1, 10):
        fill(number)
    assert [_queries(browser, address) for address in pages] == one
