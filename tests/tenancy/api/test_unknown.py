"""An address of the API that there is not."""

import pytest
from django.test import Client as Browser

from tenancy.models import Tenant
from tests.caller import Caller, caller_of, portfolio_made


@pytest.fixture
def api(firm: Tenant) -> Caller:
    return caller_of(firm)


@pytest.mark.parametrize("path", ["/nothing/", "/nothing", "/portfolios/no-uuid/bridge/", "/"])
def test_is_a_problem_and_no_page(api: Caller, path: str) -> None:
    for answer in (api.get(path), Browser().get(f"/api/v1{path}")):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert (body["status"], body["code"], body["errors"]) == (404, "not_found", [])


def test_whatever_is_asked_of_it(api: Caller) -> None:
    for answer in (api.post("/nothing/", {"a": 1}), api.patch("/nothing", {})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_only_the_last_slash_is_forgiven(api: Caller) -> None:
    portfolio = portfolio_made(api)["id"]
    answer = api.get(f"/portfolios/{portfolio}", limit="3")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/api/v1/portfolios/{portfolio}/?limit=3"
