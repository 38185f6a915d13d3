"""The queue of record. A job is asked for once by its key, carried by Celery, done in one transaction, swept up if left.

Handlers are registered by kind in each app's `tasks` module. A handler must be idempotent and sized in chunks: its work
and the state "done" commit together, so a killed worker leaves the job queued and the work undone.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tenancy.errors import Conflict
from tenancy.models import Job, JobState, Queue, Tenant
from tenancy.permissions import Actor, require, system_actor
from tenancy.roles import Action
from tenancy.scope import tenant_id_current, tenant_scope
from tenancy.services.audit import access_record, audit_record

log = logging.getLogger(__name__)

BACKOFF = timedelta(seconds=10)
LOST_AFTER = timedelta(seconds=15)

Handler = Callable[[Actor, Job], None]
Carrier = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job does and where it runs."""

    handler: Handler
    queue: Queue = Queue.DEFAULT
    max_attempts: int = 5


_kinds: dict[str, JobKind] = {}
_carriers: list[Carrier] = []


def job_kind(
    kind: str, *, queue: Queue = Queue.DEFAULT, max_attempts: int = 5
) -> Callable[[Handler], Handler]:
    """Register a handler for `kind`; a kind registered twice is an error."""

    def register(handler: Handler) -> Handler:
        assert kind not in _kinds, kind
        _kinds[kind] = JobKind(handler=handler, queue=queue, max_attempts=max_attempts)
        return handler

    return register


def carrier_set(carrier: Carrier) -> None:
    """Who carries a committed job to a worker: (tenant id, job id, queue). Without one, jobs wait for the sweeper."""
    _carriers[:] = [carrier]


@contextmanager
def carriers_paused() -> Iterator[None]:
    """For the block nobody carries jobs: the caller does them itself, and the sweeper finds what it leaves."""
    paused, _carriers[:] = list(_carriers), []
    try:
        yield
    finally:
        _carriers[:] = paused


def _carry(job: Job) -> None:
    for carrier in _carriers:
        transaction.on_commit(partial(carrier, job.tenant_id, job.pk, str(job.queue)), robust=True)


def job_enqueue(
    *,
    kind: str,
    key: str,
    arguments: Mapping[str, Any] | None = None,
    chain: Sequence[str] = (),
    parent: Job | None = None,
) -> Job:
    """Ask for a job. The same key again returns the first one. `chain` are the kinds that follow with the same arguments."""
    spec = _kinds[kind]
    Job.objects.bulk_create(
        [
            Job(
                tenant_id=tenant_id_current(),
                kind=kind,
                key=key,
                arguments=dict(arguments or {}),
                chain=list(chain),
                queue=spec.queue,
                max_attempts=spec.max_attempts,
                parent=parent,
            )
        ],
        ignore_conflicts=True,
    )
    job = Job.objects.get(key=key)
    if job.state == JobState.QUEUED:
        _carry(job)
    return job


def job_run(*, tenant: Tenant, job_id: int) -> bool:
    """Do one job. Returns False when it is done already, not due, or in another worker's hands."""
    if not _attempt(tenant, job_id):
        return False
    try:
        with tenant_scope(tenant.pk):
            return _do(tenant, job_id)
    except Exception as error:
        log.exception("job failed")
        _failed(tenant, job_id, error)
        return False


def _attempt(tenant: Tenant, job_id: int) -> bool:
    """Count the attempt in a transaction of its own: a job that kills its worker must not loop for ever."""
    with tenant_scope(tenant.pk):
        now = timezone.now()
        due = Job.objects.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=now), pk=job_id, state=JobState.QUEUED
        )
        job = due.select_for_update(skip_locked=True, no_key=True).first()
        if job is None:
            return False
        if job.attempts >= job.max_attempts:
            _end(job, JobState.FAILED, job.error or "worker lost")
            return False
        Job.objects.filter(pk=job_id).update(attempts=F("attempts") + 1, started_at=now)
        return True


def _do(tenant: Tenant, job_id: int) -> bool:
    job = (
        Job.objects.filter(pk=job_id, state=JobState.QUEUED)
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if job is None:
        return False
    actor = system_actor(tenant)
    _kinds[job.kind].handler(actor, job)
    access_record(actor=actor, purpose="job", route=job.kind)
    if job.chain:
        job_enqueue(
            kind=job.chain[0],
            key=f"{job.chain[0]}:{job.key}",
            arguments=job.arguments,
            chain=job.chain[1:],
            parent=job.parent or job,
        )
    _end(job, JobState.DONE, "")
    return True


def _end(job: Job, state: JobState, error: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now())


def _failed(tenant: Tenant, job_id: int, error: Exception) -> None:
    """Say what class of error it was, without a message that may quote client data; try again later or give up."""
    with tenant_scope(tenant.pk):
        job = Job.objects.select_for_update(no_key=True).get(pk=job_id)
        text = getattr(error, "job_text", type(error).__name__)
        if job.attempts >= job.max_attempts:
            _end(job, JobState.FAILED, text)
        else:
            later = timezone.now() + BACKOFF * 2**job.attempts
            Job.objects.filter(pk=job_id).update(error=text, not_before=later, started_at=None)


def jobs_sweep() -> int:
    """Carry again what was left behind in the open firm: queued, due and not in anybody's hands. Returns how many."""
    now = timezone.now()
    left = Job.objects.filter(
        Q(not_before__isnull=True, created_at__lt=now - LOST_AFTER) | Q(not_before__lte=now),
        state=JobState.QUEUED,
    )
    with transaction.atomic():
        jobs = list(left.select_for_update(skip_locked=True, no_key=True).order_by("id")[:1000])
    for job in jobs:
        _carry(job)
    return len(jobs)


def job_retry(*, actor: Actor, job: Job) -> Job:
    """Put a failed job back in the queue with fresh attempts."""
    require(actor, Action.JOB_RETRY)
    locked = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if locked.state != JobState.FAILED:
        raise Conflict
    locked.state, locked.attempts, locked.error = JobState.QUEUED, 0, ""
    locked.not_before = locked.started_at = locked.finished_at = None
    locked.save()
    audit_record(actor=actor, action="job.retry", obj=locked)
    _carry(locked)
    return locked
