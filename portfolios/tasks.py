"""What workers do for portfolios. A handler parses its arguments, calls one service, and records whose data it read."""

from dataclasses import replace
from datetime import date

from portfolios.models import CorporateActionEvent, ImportBatch, Portfolio
from portfolios.services.corporate_actions import event_post
from portfolios.services.holdings import holdings_refresh
from portfolios.services.imports import import_commit, import_parse
from portfolios.services.valuations import valuations_run
from tenancy.models import Job, Queue, User
from tenancy.permissions import Actor
from tenancy.services.audit import access_seen
from tenancy.services.jobs import job_enqueue, job_kind


@job_kind("portfolios.value", queue=Queue.VALUATION)
def value(actor: Actor, job: Job) -> None:
    """Value a chunk of portfolios up to a day. Arguments: `portfolio_ids`, `as_of`."""
    ids, as_of = job.arguments["portfolio_ids"], date.fromisoformat(job.arguments["as_of"])
    holdings_refresh(portfolio_ids=ids, as_of=as_of)
    valuations_run(actor=actor, portfolio_ids=ids, until=as_of)
    access_seen(Portfolio.objects.filter(pk__in=ids).values_list("client_id", flat=True).distinct())


POST_EVENT = "portfolios.post_event"


def event_post_enqueue(event: CorporateActionEvent) -> Job:
    """Have an approved event posted; the key carries what was approved, so that another approval is another job."""
    arguments = {"event": event.pk}
    return job_enqueue(
        kind=POST_EVENT, key=f"{POST_EVENT}:{event.public_id}:{event.approval_id}", arguments=arguments
    )


@job_kind(POST_EVENT, queue=Queue.IMPORTS, max_attempts=3)
def post_event(actor: Actor, job: Job) -> None:
    """Post an approved event to every portfolio or none, in the name of the person who entered it. Arguments: `event`."""
    event = CorporateActionEvent.objects.select_related("entered_by").get(pk=job.arguments["event"])
    event_post(actor=replace(actor, user=event.entered_by), event=event)


PARSE, COMMIT = "portfolios.import_parse", "portfolios.import_commit"


def parse_enqueue(batch: ImportBatch) -> Job:
    """Have an uploaded file read."""
    return job_enqueue(kind=PARSE, key=f"{PARSE}:{batch.public_id}", arguments={"batch": batch.pk})


def commit_enqueue(batch: ImportBatch, *, actor: Actor) -> Job:
    """Have a confirmed import posted in the name of the person who confirmed it."""
    arguments = {"batch": batch.pk, "user": actor.user_id}
    return job_enqueue(kind=COMMIT, key=f"{COMMIT}:{batch.public_id}", arguments=arguments)


@job_kind(PARSE, queue=Queue.IMPORTS, max_attempts=3)
def parse(actor: Actor, job: Job) -> None:
    """Read an uploaded file. Arguments: `batch`."""
    import_parse(actor=actor, batch=ImportBatch.objects.get(pk=job.arguments["batch"]))


@job_kind(COMMIT, queue=Queue.IMPORTS, max_attempts=3)
def commit(actor: Actor, job: Job) -> None:
    """Post a confirmed import, all rows or none. Arguments: `batch`, `user`."""
    user = User.objects.filter(pk=job.arguments["user"]).first()
    import_commit(actor=replace(actor, user=user), batch=ImportBatch.objects.get(pk=job.arguments["batch"]))
