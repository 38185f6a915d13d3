"""Jobs of reporting: what is due at a month's end, and the PDF of what was prepared."""

from datetime import date

from django.db.models import Q

from portfolios.models import Portfolio
from reporting.models import StatementVersion
from reporting.selectors.due import periods_due
from reporting.services.statements import RENDER, statement_prepare, statement_render
from tenancy.models import Job, Queue
from tenancy.permissions import Actor
from tenancy.services.jobs import job_enqueue, job_kind

PREPARE_DUE, PREPARE = "reporting.prepare_due", "reporting.prepare"


@job_kind(PREPARE_DUE, queue=Queue.REPORTS)
def prepare_due(actor: Actor, job: Job) -> None:
    """Ask for every statement whose period has ended by `as_of`, one job a portfolio and period."""
    as_of = date.fromisoformat(job.arguments["as_of"])
    alive = Portfolio.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=as_of), opened_on__lte=as_of)
    for due in periods_due(tenant=actor.tenant, portfolios=alive, as_of=as_of):
        job_enqueue(
            kind=PREPARE,
            key=f"{PREPARE}:{due.portfolio.public_id}:{due.kind}:{due.until}",
            arguments={
                "portfolio": str(due.portfolio.public_id),
                "kind": due.kind,
                "after": due.after.isoformat(),
                "until": due.until.isoformat(),
            },
            parent=job,
        )


@job_kind(PREPARE, queue=Queue.REPORTS)
def prepare(actor: Actor, job: Job) -> None:
    """Prepare one statement; its PDF is a job of its own."""
    portfolio = Portfolio.objects.get(public_id=job.arguments["portfolio"])
    statement_prepare(
        actor=actor,
        portfolio=portfolio,
        kind=job.arguments["kind"],
        period_from=date.fromisoformat(job.arguments["after"]),
        period_to=date.fromisoformat(job.arguments["until"]),
    )


@job_kind(RENDER, queue=Queue.REPORTS)
def render(actor: Actor, job: Job) -> None:
    """Make the PDF of one version."""
    statement_render(actor=actor, version=StatementVersion.objects.get(public_id=job.arguments["version"]))
