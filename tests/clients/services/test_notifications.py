"""Notices and what the client does with them."""

import pytest

from clients.models import Client, Delivery, Notification
from clients.services.notifications import notification_acknowledge, notification_read
from tenancy.errors import Conflict, NotFound
from tenancy.models import Job
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.clients.conftest import notify


def test_one_key_is_one_notice_one_delivery_and_one_job(portal_user: Actor, client_file: Client) -> None:
    first, second = notify(client_file), notify(client_file)
    assert first == second
    delivery = Delivery.objects.get()
    assert portal_user.user is not None
    assert delivery.address == portal_user.user.email
    assert Job.objects.get().arguments == {"delivery": str(delivery.public_id)}


def test_without_portal_users_the_notice_waits_in_the_portal(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    notify(client_file)
    assert not Delivery.objects.exists()
    assert Notification.objects.get().parameters["on"] == "2020-03-12"


def test_the_client_reads_and_acknowledges_once(
    portal_user: Actor, actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    notice, foreign = notify(client_file), notify(hidden_file, "k-2")
    read = notification_read(actor=portal_user, notification=notice).read_at
    assert read is not None
    assert notification_read(actor=portal_user, notification=notice).read_at == read
    done = notification_acknowledge(actor=portal_user, notification=notice)
    assert (done.read_at, done.acknowledged_by) == (read, portal_user.user)
    with pytest.raises(Conflict):
        notification_acknowledge(actor=portal_user, notification=notice)
    with pytest.raises(NotFound):
        notification_acknowledge(actor=portal_user, notification=foreign)
