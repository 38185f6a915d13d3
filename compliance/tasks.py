"""What workers do for compliance. A handler parses its arguments, calls one service, and records whose data it read."""

from datetime import date

from compliance.services.monitoring import portfolios_monitor
from portfolios.models import Portfolio
from tenancy.models import Job, Queue
from tenancy.permissions import Actor
from tenancy.services.audit import access_seen
from tenancy.services.jobs import job_kind


@job_kind("compliance.monitor", queue=Queue.VALUATION)
def monitor(actor: Actor, job: Job) -> None:
    """Judge a chunk of portfolios on the days of a night. Arguments: `portfolio_ids`, `since`, `as_of`."""
    ids = job.arguments["portfolio_ids"]
    since, as_of = (date.fromisoformat(job.arguments[key]) for key in ("since", "as_of"))
    portfolios_monitor(actor=actor, portfolio_ids=ids, since=since, as_of=as_of)
    access_seen(Portfolio.objects.filter(pk__in=ids).values_list("client_id", flat=True).distinct())
