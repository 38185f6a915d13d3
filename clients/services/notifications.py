"""Telling a client: the notice in the portal, and an e-mail to each portal user that one waits there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Delivery, Notification, NotificationKind
from clients.notices import parameters_checked
from clients.selectors.portal import portal_users_of
from tenancy.errors import Conflict
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record
from tenancy.services.jobs import job_enqueue


def notification_create(
    *,
    client: Client,
    kind: NotificationKind,
    code: str,
    parameters: Mapping[str, Any],
    key: str,
    on: date,
    due_on: date | None = None,
) -> Notification:
    """Tell `client` once: the same `key` again returns the first notice and sends nothing.

    Called by the service whose finding it is, in its transaction. `parameters` must be those of the code's words
    (`clients.notices.TEMPLATES`); dates and decimals may be given as such. Deliveries go to the client's portal users.
    """
    made = Notification.objects.bulk_create(
        [
            Notification(
                tenant_id=tenant_id_current(),
                client=client,
                kind=kind,
                code=code,
                parameters=parameters_checked(code, parameters),
                key=key,
                on=on,
                due_on=due_on,
            )
        ],
        ignore_conflicts=True,
    )
    assert len(made) == 1
    notification: Notification = Notification.objects.get(key=key)
    deliveries_create(notification=notification, client=client)
    return notification


def deliveries_create(*, notification: Notification, client: Client) -> list[Delivery]:
    """A delivery and its job for every portal user; those that exist stay as they are."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                tenant_id=tenant_id_current(),
                notification=notification,
                address=user.email,
                language=client.language,
            )
            for user in portal_users_of(client=client)
        ],
        ignore_conflicts=True,
    )
    deliveries = list(Delivery.objects.filter(notification=notification).order_by("id"))
    for delivery in deliveries:
        job_enqueue(
            kind="clients.deliver",
            key=f"clients.deliver:{delivery.public_id}",
            arguments={"delivery": str(delivery.public_id)},
        )
    return deliveries


def notification_read(*, actor: Actor, notification: Notification) -> Notification:
    """Note when the client first opened it; later readings change nothing."""
    require(actor, Action.NOTICE_ACKNOWLEDGE, notification)
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=timezone.now())
    notification.refresh_from_db()
    return notification


def notification_acknowledge(*, actor: Actor, notification: Notification) -> Notification:
    """The client says that they have read it; `Conflict` the second time."""
    require(actor, Action.NOTICE_ACKNOWLEDGE, notification)
    locked: Notification = Notification.objects.select_for_update(of=("self",)).get(pk=notification.pk)
    if locked.acknowledged_at is not None:
        raise Conflict(_("This notice has already been acknowledged."))
    now = timezone.now()
    locked.acknowledged_at, locked.acknowledged_by = now, actor.user
    locked.read_at = locked.read_at or now
    locked.save()
    audit_record(actor=actor, action="notice.acknowledge", obj=locked, client_ids=[locked.client_id])
    return locked
