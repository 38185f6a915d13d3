"""Deliveries: the mail of a notice."""

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from clients.models import Client, Delivery, DeliveryState
from clients.services.deliveries import MailRefused, delivery_send
from tenancy.models import Job, JobState
from tenancy.permissions import Actor, system_actor
from tenancy.services.jobs import job_run
from tests.clients.conftest import notify


def test_the_mail_says_nothing_of_the_client_and_repeats_itself_exactly(
    portal_user: Actor, client_file: Client
) -> None:
    notify(client_file)
    delivery, job = Delivery.objects.get(), Job.objects.get()
    assert job_run(tenant=portal_user.tenant, job_id=job.pk)
    message = mail.outbox[0]
    assert portal_user.user is not None
    assert message.to == [portal_user.user.email]
    assert message.extra_headers["Message-ID"] == f"<{delivery.public_id}@alpha.limpid>"
    text = f"{message.subject}\n{message.body}"
    for secret in ("Keller", "C-1001", "P-77", "Nestlé", "2020"):
        assert secret not in text
    assert "/portal/notices/" in text
    Delivery.objects.update(state=DeliveryState.QUEUED)
    Job.objects.update(state=JobState.QUEUED)
    assert job_run(tenant=portal_user.tenant, job_id=job.pk)
    assert mail.outbox[1].message().as_bytes() == message.message().as_bytes()


def test_a_job_done_twice_mails_once(portal_user: Actor, client_file: Client) -> None:
    notify(client_file)
    delivery, actor = Delivery.objects.get(), system_actor(portal_user.tenant)
    for attempt in (1, 2):
        sent = delivery_send(actor=actor, delivery=delivery, attempt=attempt, is_last=False)
    assert (sent.state, sent.attempts, len(mail.outbox)) == (DeliveryState.SENT, 1, 1)


def test_the_mail_is_in_the_clients_language(portal_user: Actor, client_file: Client) -> None:
    Client.objects.update(language="zh-hans")
    client_file.refresh_from_db()
    notify(client_file)
    assert Delivery.objects.get().language == "zh-hans"


def test_a_refused_mail_is_tried_again_and_then_failed(
    portal_user: Actor, client_file: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        raise smtplib.SMTPServerDisconnected("anna@example.org is unknown")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    notify(client_file)
    job = Job.objects.get()
    job_run(tenant=portal_user.tenant, job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error == "mail refused (SMTPServerDisconnected)"
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.QUEUED
    actor = system_actor(portal_user.tenant)
    with pytest.raises(MailRefused):
        delivery_send(actor=actor, delivery=delivery, attempt=2, is_last=False)
    failed = delivery_send(actor=actor, delivery=delivery, attempt=6, is_last=True)
    assert (failed.state, failed.attempts, failed.error) == (
        DeliveryState.FAILED,
        6,
        "SMTPServerDisconnected",
    )
