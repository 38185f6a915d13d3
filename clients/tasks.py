"""Jobs of clients."""

from clients.models import Delivery
from clients.services.deliveries import delivery_send
from tenancy.models import Job, Queue
from tenancy.permissions import Actor
from tenancy.services.jobs import job_kind


@job_kind("clients.deliver", queue=Queue.NOTIFICATIONS, max_attempts=6)
def deliver(actor: Actor, job: Job) -> None:
    """Mail one delivery."""
    delivery = Delivery.objects.get(public_id=job.arguments["delivery"])
    delivery_send(
        actor=actor, delivery=delivery, attempt=job.attempts, is_last=job.attempts >= job.max_attempts
    )
