"""Carrying out deliveries: sent once, tried again after a failure, failed for good after the last attempt."""

from django.utils import timezone

from clients.delivery import send
from clients.models import Delivery, DeliveryState
from tenancy.permissions import Actor


class MailRefused(Exception):
    """The mail server did not take a message. `job_text` is what the job's row says: no address, no content."""

    def __init__(self, error: OSError) -> None:
        self.job_text = f"mail refused ({type(error).__name__})"
        super().__init__(self.job_text)


def delivery_send(*, actor: Actor, delivery: Delivery, attempt: int, is_last: bool) -> Delivery:
    """Mail one delivery unless it is settled. Raises `MailRefused` while there are attempts left; else it is failed."""
    locked: Delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if locked.state != DeliveryState.QUEUED:
        return locked
    locked.attempts = attempt
    try:
        send(delivery=locked, tenant=actor.tenant)
    except OSError as error:
        if not is_last:
            raise MailRefused(error) from error
        locked.state, locked.error = DeliveryState.FAILED, type(error).__name__
    else:
        locked.state, locked.sent_at, locked.error = DeliveryState.SENT, timezone.now(), ""
    locked.save()
    return locked
