"""Statements over the API."""

import hashlib

import pytest

from reporting.models import StatementVersion
from reporting.services.statements import statement_render
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tenancy.scope import tenant_scope
from tests.caller import Caller, caller_of, portfolio_made

BODY = {"kind": "quarterly", "from": "2020-12-31", "to": "2021-03-31"}


@pytest.fixture
def portfolio(api: Caller) -> str:
    """1,000 EUR since 2021-01-04."""
    made = str(portfolio_made(api)["id"])
    row = {"type": "deposit", "trade_date": "2021-01-04", "currency": "EUR", "amount": "1000"}
    api.made(f"/portfolios/{made}/transactions/", row)
    return made


def test_a_statement_is_prepared_once_and_listed(api: Caller, portfolio: str) -> None:
    path = f"/portfolios/{portfolio}/statements/"
    first = api.post(path, BODY)
    assert first.status_code == 201, first.content
    made = first.json()
    assert (made["from"], made["to"], made["version"], made["state"]) == (
        "2020-12-31",
        "2021-03-31",
        1,
        "prepared",
    )
    assert api.read(f"/jobs/{made['job']}/")["kind"] == "reporting.render"
    again = api.post(path, BODY)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])
    [row] = api.read("/statements/", portfolio=portfolio, state="prepared")["results"]
    assert row["id"] == made["id"]
    assert api.read("/statements/", state="released")["results"] == []


@pytest.mark.usefixtures("fonts")
def test_the_paper_is_the_one_that_was_stored(api: Caller, portfolio: str, firm: Tenant) -> None:
    made = api.made(f"/portfolios/{portfolio}/statements/", BODY)
    path = f"/statements/{made['id']}/pdf/"
    assert api.get(path).status_code == 409, "not made yet"
    with tenant_scope(firm.pk):
        version = StatementVersion.objects.get(public_id=made["id"])
        statement_render(actor=system_actor(firm), version=version)
    answer = api.get(path)
    content = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF")
    [row] = api.read("/statements/")["results"]
    assert row["sha256"] == hashlib.sha256(content).hexdigest()


def test_what_cannot_be_prepared(api: Caller, portfolio: str, firm: Tenant) -> None:
    path = f"/portfolios/{portfolio}/statements/"
    assert api.post(path, BODY | {"to": "2020-12-31"}).status_code == 400
    assert api.post(path, BODY | {"to": "2059-12-31"}).status_code == 422
    assert api.post(path, BODY | {"kind": "yearly"}).status_code == 400
    assert caller_of(firm, ["read"], email="reader@alpha.example").post(path, BODY).status_code == 403
