"""A program that calls the API with an integrator's token, and the objects that tests of the API start from."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client as Browser

from tenancy.models import ApiToken, Tenant
from tenancy.roles import Role, Scope
from tenancy.scope import tenant_scope
from tenancy.selectors import token_hash
from tests.conftest import make_actor

ROOT = "/api/v1"


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls below /api/v1 with one token."""

    browser: Browser
    secret: str

    def get(self, path: str, **query: Any) -> Any:
        """GET; names of the query that Python reserves end in "_" (`from_`)."""
        named = {name.rstrip("_"): value for name, value in query.items()}
        return self.browser.get(f"{ROOT}{path}", query_params=named, headers=self._headers())

    def post(self, path: str, body: Any, *, key: str = "") -> Any:
        """POST a JSON body, with an Idempotency-Key where one is given."""
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        return self.browser.post(f"{ROOT}{path}", body, content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH with a JSON body."""
        return self.browser.patch(
            f"{ROOT}{path}", body, content_type="application/json", headers=self._headers()
        )

    def made(self, path: str, body: Any) -> Any:
        """POST what has to succeed; the answer's body."""
        answer = self.post(path, body)
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    def read(self, path: str, **query: Any) -> Any:
        """GET what has to succeed; the answer's body."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def caller_of(tenant: Tenant, scopes: Sequence[str] = tuple(Scope.values), *, email: str = "") -> Caller:
    """A caller of one firm."""
    secret = secrets.token_urlsafe(24)
    with tenant_scope(tenant.pk):
        integrator = make_actor(tenant, Role.INTEGRATOR, email=email)
        assert integrator.user is not None
        ApiToken.objects.create(
            name="test", token_hash=token_hash(secret), scopes=list(scopes), user=integrator.user
        )
    return Caller(Browser(), secret)


def client_made(api: Caller, **fields: Any) -> Any:
    """A client's file."""
    body = {
        "reference": "C-1",
        "name": "Anna Keller",
        "kind": "person",
        "language": "en",
        "classification": "retail",
    }
    return api.made("/clients/", body | fields)


def portfolio_made(api: Caller, client: str = "", **fields: Any) -> Any:
    """A portfolio in EUR, opened on 2020-01-01, of a client of its own unless one is given."""
    owner = client or client_made(api)["id"]
    body = {
        "client": owner,
        "reference": "P-1",
        "name": "Reserve",
        "currency": "EUR",
        "opened_on": "2020-01-01",
    }
    return api.made("/portfolios/", body | fields)


def instrument_made(api: Caller, symbol: str = "ACME", currency: str = "EUR", **fields: Any) -> str:
    """The id of an instrument."""
    body = {"name": symbol, "symbol": symbol, "currency": currency, "asset_class": "equity"}
    return str(api.made("/instruments/", body | fields)["id"])
