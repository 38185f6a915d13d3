"""The schema is complete and sound, and the page shows it without inline script or style."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from config.api_schema import api_groups, api_schema
from tests.house.routes import routes


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema of the whole API."""
    return api_schema()


def test_it_is_openapi_3_1_and_asks_for_a_bearer_token(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    [scheme] = schema["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_every_route_stands_in_it(schema: dict[str, Any]) -> None:
    there = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{route.route}")
        for route in routes()
        if route.name.startswith("api:") and route.name != "api:unknown"  # which takes what is no route
    }
    assert there == set(schema["paths"])


def test_every_call_is_described_and_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    operations = [each for methods in schema["paths"].values() for each in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each.get("summary") for each in operations)
    named = set(re.findall(r"#/components/schemas/(\w+)", str(schema)))
    assert named <= set(schema["components"]["schemas"])


def test_figures_are_text(schema: dict[str, Any]) -> None:
    fields = schema["components"]["schemas"]["TransactionWrite"]["properties"]
    assert fields["amount"]["type"] in ("string", ["string", "null"])
    assert "number" not in {str(each.get("type")) for each in fields.values()}


def test_the_schema_is_served_to_anybody(db: None) -> None:
    answer = Browser().get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Limpid API"


def test_the_page_shows_every_call(db: None) -> None:
    answer = Browser().get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for group in api_groups():
        for operation in group.operations:
            assert f'id="{operation.anchor}"' in page
            assert operation.path in page
    assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=", page)
