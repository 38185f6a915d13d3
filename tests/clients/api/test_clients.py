"""Clients and households over the API."""

from clients.models import Client
from tenancy.models import AccessEvent, Tenant
from tenancy.scope import tenant_scope
from tests.caller import Caller, client_made


def test_a_client_is_opened_read_and_changed(api: Caller) -> None:
    made = client_made(api, language="zh-hans", classification="professional", country=None)
    assert made["language"] == "zh-hans"
    assert made["household"] is None
    assert made["country"] is None
    changed = api.patch(f"/clients/{made['id']}/", {"name": "Anna Keller-Roth"})
    assert changed.status_code == 200
    after = api.read(f"/clients/{made['id']}/")
    assert after["name"] == "Anna Keller-Roth"
    assert after["classification"] == "professional", "what is not named stays"


def test_a_reference_is_taken_once(api: Caller) -> None:
    client_made(api)
    answer = api.post("/clients/", {"reference": "C-1", "name": "Another"})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["pointer"] == "/reference"


def test_wrong_choices_are_named(api: Caller) -> None:
    answer = api.post("/clients/", {"reference": "C-1", "name": "A", "kind": "robot", "language": "la"})
    assert answer.status_code == 400
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/kind", "/language"}


def test_clients_are_found_by_reference_and_by_change(api: Caller, firm: Tenant) -> None:
    first, second = client_made(api), client_made(api, reference="C-2")
    assert [row["id"] for row in api.read("/clients/", reference="C-2")["results"]] == [second["id"]]
    since = second["updated_at"]
    assert [row["id"] for row in api.read("/clients/", updated_since=since)["results"]] == [second["id"]]
    api.patch(f"/clients/{first['id']}/", {"name": "Changed"})
    changed = api.read("/clients/", updated_since=since)["results"]
    assert {row["id"] for row in changed} == {first["id"], second["id"]}


def test_what_is_shown_is_recorded(api: Caller, firm: Tenant) -> None:
    for number in range(3):
        client_made(api, reference=f"C-{number}")
    with tenant_scope(firm.pk):
        before = AccessEvent.objects.count()
    api.read("/clients/", limit=2)
    with tenant_scope(firm.pk):
        event = AccessEvent.objects.order_by("id")[before]
        assert event.client_ids == sorted(Client.objects.order_by("id").values_list("id", flat=True)[:2])
        assert event.surface == "api"


def test_a_household_gathers_clients(api: Caller) -> None:
    home = api.made("/households/", {"reference": "H-1", "name": "Keller"})
    client = client_made(api, household=home["id"])
    assert client["household"] == home["id"]
    assert api.read("/households/")["results"][0]["clients"] == [client["id"]]
    moved = api.patch(f"/clients/{client['id']}/", {"household": None})
    assert moved.json()["household"] is None


def test_an_unknown_household_is_refused(api: Caller) -> None:
    answer = api.post(
        "/clients/",
        {"reference": "C-1", "name": "A", "household": "0190f9f2-0000-7000-8000-000000000000"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/household"
