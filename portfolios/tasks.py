"""What workers do for portfolios. A handler parses its arguments, calls one service, and records whose data it read."""

from datetime import date

from portfolios.models import Portfolio
from portfolios.services.valuations import valuations_run
from tenancy.models import Job, Queue
from tenancy.permissions import Actor
from tenancy.services.audit import access_seen
from tenancy.services.jobs import job_kind


@job_kind("portfolios.value", queue=Queue.VALUATION)
def value(actor: Actor, job: Job) -> None:
    """Value a chunk of portfolios up to a day. Arguments: `portfolio_ids`, `as_of`."""
    ids = job.arguments["portfolio_ids"]
    valuations_run(actor=actor, portfolio_ids=ids, until=date.fromisoformat(job.arguments["as_of"]))
    access_seen(Portfolio.objects.filter(pk__in=ids).values_list("client_id", flat=True).distinct())
