"""What runs when: the one page.

Beat ticks (`config.ticks`); every tick asks the database what is due, so that a tick lost or doubled changes nothing. A firm's
night is a job that fans out over chunks of portfolios (nights that were missed go together, each day judged by itself):

    night.run ─┬─ portfolios.value → compliance.monitor (→ night.close)      one chain for each chunk
               └─ …                                     after a month's end the last close asks for `MONTH_END`
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final

from celery import shared_task
from django.utils import timezone

from portfolios.selectors.portfolios import portfolio_ids_open
from tenancy.clock import is_business_day, next_business_day
from tenancy.models import Job, JobState, Queue, Tenant
from tenancy.permissions import Actor
from tenancy.services.approvals import approvals_expire
from tenancy.services.jobs import job_enqueue, job_kind
from tenancy.tasks import for_each_tenant

NIGHT: Final = "night.run"
NIGHT_CLOSE: Final = "night.close"
CHUNK: Final[tuple[str, ...]] = ("portfolios.value", "compliance.monitor")
MONTH_END: Final[tuple[str, ...]] = ("reporting.prepare_due",)
CHUNK_SIZE: Final = 100


@shared_task(name="config.nights")
def nights() -> None:
    """In every firm, ask for the next night that is due."""
    for_each_tenant(lambda tenant: night_next(tenant=tenant, now=timezone.now()))


@shared_task(name="config.approvals")
def approvals() -> None:
    """In every firm, requests for a second person that nobody answered expire."""
    for_each_tenant(lambda _tenant: approvals_expire())


def night_due(*, tenant: Tenant, now: datetime) -> date:
    """The last business day of the firm whose evening cut-off has passed; a pinned business date is such a day at once."""
    local = now.astimezone(tenant.zone_info)
    day = tenant.business_date_pinned
    if day is None:
        day = local.date() if local.time() >= tenant.evening_cutoff else local.date() - timedelta(days=1)
    while not is_business_day(day, calendar=tenant.calendar):
        day -= timedelta(days=1)
    return day


def night_next(*, tenant: Tenant, now: datetime) -> Job | None:
    """Ask for the firm's next night: the one after the last, up to the one that is due; None when there is none.

    Nights that were missed are made up for in order, up to a month's end in one go; none begins before the one before it has
    ended, since an alert of one day is seen again or cleared by the next.
    """
    due = night_due(tenant=tenant, now=now)
    last = Job.objects.filter(kind=NIGHT).order_by("-key").first()
    if last is None:
        return night_run(as_of=due)
    if not night_ended(last):
        return None
    first = next_business_day(night_on(last), calendar=tenant.calendar)
    if first > due:
        return None
    return night_run(as_of=night_stretch(tenant, first, due), since=first)


def night_stretch(tenant: Tenant, first: date, last: date) -> date:
    """How far nights from `first` on, and not beyond `last`, can be worked in one go: to the first that brings a month's end.

    All are business days.
    """
    day = first
    while (
        not _month_ends(tenant, day)
        and (following := next_business_day(day, calendar=tenant.calendar)) <= last
    ):
        day = following
    return day


def night_run(*, as_of: date, since: date | None = None) -> Job:
    """Ask for the night of `as_of` in the open firm, and for those before it from `since` on, if given.

    A firm has one night a day: asking again returns the first.
    """
    days = {"since": (since or as_of).isoformat(), "as_of": as_of.isoformat()}
    return job_enqueue(kind=NIGHT, key=f"{NIGHT}:{as_of}", arguments=days)


def night_on(job: Job) -> date:
    """The day of a night."""
    return date.fromisoformat(job.arguments["as_of"])


def night_ended(job: Job) -> bool:
    """Whether a night and everything it asked for is done, or has failed for good."""
    return (
        job.state != JobState.QUEUED
        and not Job.objects.filter(parent_id=job.pk, state=JobState.QUEUED).exists()
    )


def month_ends_within(after: date, until: date) -> list[date]:
    """The last days of months in (after, until]."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return [day for day in days if (day + timedelta(days=1)).day == 1]


@job_kind(NIGHT, queue=Queue.VALUATION)
def night(actor: Actor, job: Job) -> None:
    """Fan out over chunks of the portfolios that are open on the day."""
    as_of = night_on(job)
    closing = (NIGHT_CLOSE,) if _month_ends(actor.tenant, as_of) else ()
    for number, ids in enumerate(batched(portfolio_ids_open(on=as_of), CHUNK_SIZE, strict=False)):
        _chunk(job, number, ids, [*CHUNK[1:], *closing])


def _chunk(job: Job, number: int, ids: Sequence[int], following: Sequence[str]) -> None:
    job_enqueue(
        kind=CHUNK[0],
        key=f"{CHUNK[0]}:{job.arguments['as_of']}:{number}",
        arguments={"portfolio_ids": list(ids), **job.arguments},
        chain=following,
        parent=job,
    )


@job_kind(NIGHT_CLOSE, queue=Queue.VALUATION)
def night_close(actor: Actor, job: Job) -> None:
    """The last chunk of a night asks for what follows the end of a month.

    The chunks queue up for the night's row, so that exactly one of them, the last, finds no other one open.
    """
    assert job.parent_id is not None
    parent = Job.objects.select_for_update(no_key=True).get(pk=job.parent_id)
    others = Job.objects.filter(parent_id=parent.pk, state=JobState.QUEUED).exclude(pk=job.pk)
    if others.exists():
        return
    for ended_on in _month_ends(actor.tenant, night_on(parent)):
        for kind in MONTH_END:
            job_enqueue(
                kind=kind, key=f"{kind}:{ended_on}", arguments={"as_of": ended_on.isoformat()}, parent=parent
            )


def _month_ends(tenant: Tenant, as_of: date) -> list[date]:
    """The ends of months since the business day before: the night of a Monday brings the month that ended on Saturday."""
    before = as_of - timedelta(days=1)
    while not is_business_day(before, calendar=tenant.calendar):
        before -= timedelta(days=1)
    return month_ends_within(before, as_of)
