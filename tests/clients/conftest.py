"""A client of firm A, granted to its advisor."""

from datetime import date

import pytest

from clients.models import Client, ClientDocument, DocumentKind, Notification, NotificationKind
from clients.services.clients import client_create
from clients.services.documents import document_attach
from clients.services.notifications import notification_create
from tenancy.permissions import Actor, grant
from tenancy.roles import Role


@pytest.fixture
def client_file(actors: dict[Role, Actor]) -> Client:
    """Anna Keller, whom the advisor opened and therefore sees."""
    return client_create(
        actor=actors[Role.ADVISOR], reference="C-1001", name="Anna Keller", email="anna@example.org"
    )


@pytest.fixture
def hidden_file(actors: dict[Role, Actor]) -> Client:
    """A client of the same firm who is granted to nobody."""
    return client_create(actor=actors[Role.OPERATIONS], reference="C-2002", name="Bruno Weber")


PARAMETERS = {"portfolio": "P-77", "instrument": "Nestlé", "price_on": "2020-03-01", "on": date(2020, 3, 12)}


@pytest.fixture
def portal_user(actors: dict[Role, Actor], client_file: Client) -> Actor:
    user = actors[Role.CLIENT].user
    assert user is not None
    grant(user, client_file)
    return actors[Role.CLIENT]


def notify(client: Client, key: str = "k-1") -> Notification:
    return notification_create(
        client=client,
        kind=NotificationKind.ALERT,
        code="stale_price",
        parameters=PARAMETERS,
        key=key,
        on=date(2020, 3, 12),
    )


def make_document(actor: Actor, client: Client, *, is_shared: bool = True) -> ClientDocument:
    return document_attach(
        actor=actor,
        client=client,
        name="contract.pdf",
        content=b"%PDF-1.7 a contract",
        kind=DocumentKind.CONTRACT,
        title="Asset management agreement",
        is_shared=is_shared,
    )
