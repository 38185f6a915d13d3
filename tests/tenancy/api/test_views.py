"""Who may call, how repeated writes are answered, how lists are paged and errors look."""

from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Client
from tenancy.models import AccessEvent, AuditEntry, IdempotencyKey, Tenant
from tenancy.scope import tenant_scope
from tests.caller import ROOT, Caller, caller_of, client_made

BODY = {"reference": "C-1", "name": "Anna Keller"}


def test_nobody_is_asked_for_a_token(firm: Tenant) -> None:
    answer = Browser().get(f"{ROOT}/clients/")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_caller_is_told_who_it_is(api: Caller, firm: Tenant) -> None:
    me = api.read("/me/")
    assert me["role"] == "integrator"
    assert me["firm"]["code"] == firm.code
    assert "clients:write" in me["scopes"]


def test_a_scope_is_needed_for_writing(firm: Tenant) -> None:
    api = caller_of(firm, ["read"])
    assert api.post("/clients/", BODY).status_code == 403
    assert api.get("/clients/").status_code == 200


def test_a_scope_is_needed_for_reading(firm: Tenant) -> None:
    assert caller_of(firm, ["clients:write"]).get("/clients/").status_code == 403


def test_the_other_firms_client_is_not_there(api: Caller, other_firm: Tenant) -> None:
    foreign = client_made(caller_of(other_firm))
    answer = api.get(f"/clients/{foreign['id']}/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert api.read("/clients/")["results"] == []


def test_unknown_fields_and_parameters_are_refused(api: Caller) -> None:
    answer = api.post("/clients/", BODY | {"colour": "blue"})
    assert answer.status_code == 400
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/colour", "unknown_field")]
    answer = api.get("/clients/", colour="blue")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/colour"


@pytest.mark.parametrize("body", ["{", "[1, 2", '"text"', "[]"])
def test_what_is_no_object_is_malformed(api: Caller, body: str) -> None:
    answer = api.post("/clients/", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_same_key_and_body_is_answered_once(api: Caller, firm: Tenant) -> None:
    first, second = (api.post("/clients/", BODY, key="k1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    with tenant_scope(firm.pk):
        assert Client.objects.count() == 1
        assert IdempotencyKey.objects.get().status == 201
        client = Client.objects.get()
        shown = [event.client_ids for event in AccessEvent.objects.all()]
    assert shown == [[client.pk], [client.pk]]


def test_the_same_key_with_another_body_is_a_conflict(api: Caller) -> None:
    assert api.post("/clients/", BODY, key="k1").status_code == 201
    assert api.post("/clients/", BODY | {"name": "Another"}, key="k1").status_code == 409
    assert api.post("/households/", BODY, key="k1").status_code == 409


def test_a_refused_request_leaves_its_key_unused(api: Caller) -> None:
    assert api.post("/clients/", {"reference": "C-1"}, key="k1").status_code == 400
    assert api.post("/clients/", BODY, key="k1").status_code == 201


def test_a_key_can_be_too_long(api: Caller) -> None:
    assert api.post("/clients/", BODY, key="k" * 201).status_code == 400


def test_lists_are_paged(api: Caller) -> None:
    for number in range(5):
        client_made(api, reference=f"C-{number}")
    seen: list[str] = []
    answer = api.read("/clients/", limit=2)
    while True:
        seen += [row["reference"] for row in answer["results"]]
        if answer["next"] is None:
            break
        path, _, query = answer["next"].partition(ROOT)[2].partition("?")
        answer = api.browser.get(
            f"{ROOT}{path}?{query}", headers={"Authorization": f"Bearer {api.secret}"}
        ).json()
    assert seen == [f"C-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "W10="}, {"cursor": "é"}]
)
def test_a_page_that_cannot_be_is_malformed(api: Caller, query: dict[str, Any]) -> None:
    assert api.get("/clients/", **query).status_code == 400


def test_a_refusal_is_recorded(api: Caller, firm: Tenant, other_firm: Tenant) -> None:
    foreign = client_made(caller_of(other_firm))
    api.get(f"/clients/{foreign['id']}/")
    with tenant_scope(firm.pk):
        assert AuditEntry.objects.filter(outcome="refused").count() == 1


def test_methods_that_are_not_there_are_problems(api: Caller) -> None:
    answer = api.patch("/me/", {})
    assert answer.status_code in {403, 405}
    assert answer.headers["Content-Type"] == "application/problem+json"
