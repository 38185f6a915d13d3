"""A client, a portfolio and an instrument of firm A, inside its open scope."""

import pytest

from clients.models import Client
from portfolios.models import Instrument, Portfolio
from tenancy.models import Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.conftest import make_actor
from tests.factories.book import make_client, make_instrument, make_portfolio


@pytest.fixture
def operations(scope: Tenant) -> Actor:
    """Somebody of operations."""
    return make_actor(scope, Role.OPERATIONS, email="operations-of-the-book@alpha.example")


@pytest.fixture
def client_row(scope: Tenant) -> Client:
    """A client of the firm."""
    return make_client()


@pytest.fixture
def portfolio(operations: Actor, client_row: Client) -> Portfolio:
    """The client's portfolio in EUR."""
    return make_portfolio(operations, client_row)


@pytest.fixture
def share(operations: Actor) -> Instrument:
    """A share in EUR."""
    return make_instrument(operations)
