"""The queue of record."""

import pytest
from django.utils import timezone

from tenancy.errors import Conflict, NotAllowed
from tenancy.models import Job, JobState, Team, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services import jobs
from tenancy.services.jobs import LOST_AFTER, job_enqueue, job_kind, job_retry, job_run, jobs_sweep
from tests.conftest import make_actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def carried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, str]]:
    """Kinds of the test's own, and a carrier that only notes what it was given."""
    notes: list[tuple[int, int, str]] = []
    monkeypatch.setattr(jobs, "_kinds", {})
    monkeypatch.setattr(jobs, "_carriers", [lambda *note: notes.append(note)])

    @job_kind("test.team", max_attempts=2)
    def make_team(actor: Actor, job: Job) -> None:
        Team.objects.create(name=job.arguments["name"])

    @job_kind("test.second")
    def second(actor: Actor, job: Job) -> None:
        Team.objects.create(name=job.arguments["name"] + " two")

    @job_kind("test.bad", max_attempts=2)
    def bad(actor: Actor, job: Job) -> None:
        Team.objects.create(name="never")
        raise ValueError("Anna Keller")

    return notes


def enqueue(firm: Tenant, kind: str, name: str = "T", **extra: object) -> Job:
    with tenant_scope(firm.pk):
        return job_enqueue(kind=kind, key=f"{kind}:{name}", arguments={"name": name}, **extra)  # type: ignore[arg-type]


def reload(firm: Tenant, job: Job) -> Job:
    with tenant_scope(firm.pk):
        return Job.objects.get(pk=job.pk)


def test_asking_twice_is_asking_once(firm: Tenant) -> None:
    assert enqueue(firm, "test.team").pk == enqueue(firm, "test.team").pk


def test_a_job_is_carried_after_the_commit_only(firm: Tenant, carried: list[tuple[int, int, str]]) -> None:
    with tenant_scope(firm.pk):
        job = job_enqueue(kind="test.team", key="k", arguments={"name": "T"})
        assert carried == []
    assert carried == [(firm.pk, job.pk, "default")]


def test_work_and_state_commit_together_and_once(firm: Tenant) -> None:
    job = enqueue(firm, "test.team")
    assert job_run(tenant=firm, job_id=job.pk) is True
    assert job_run(tenant=firm, job_id=job.pk) is False
    done = reload(firm, job)
    assert (done.state, done.attempts) == (JobState.DONE, 1)
    with tenant_scope(firm.pk):
        assert Team.objects.count() == 1


def test_the_chain_follows_with_the_same_arguments(firm: Tenant) -> None:
    job = enqueue(firm, "test.team", chain=["test.second"])
    job_run(tenant=firm, job_id=job.pk)
    with tenant_scope(firm.pk):
        follower = Job.objects.get(kind="test.second")
    assert (follower.parent_id, follower.arguments) == (job.pk, {"name": "T"})


def test_a_failure_leaves_no_work_and_no_client_data(firm: Tenant) -> None:
    job = enqueue(firm, "test.bad")
    assert job_run(tenant=firm, job_id=job.pk) is False
    failed = reload(firm, job)
    assert (failed.state, failed.error, failed.attempts) == (JobState.QUEUED, "ValueError", 1)
    assert failed.not_before is not None
    with tenant_scope(firm.pk):
        assert Team.objects.count() == 0
        Job.objects.update(not_before=None)
    job_run(tenant=firm, job_id=job.pk)
    assert reload(firm, job).state == JobState.FAILED


def test_a_job_that_kills_its_worker_does_not_loop_for_ever(firm: Tenant) -> None:
    job = enqueue(firm, "test.team")
    with tenant_scope(firm.pk):
        Job.objects.update(attempts=2)
    assert job_run(tenant=firm, job_id=job.pk) is False
    lost = reload(firm, job)
    assert (lost.state, lost.error) == (JobState.FAILED, "worker lost")


def test_the_sweeper_finds_what_was_left(firm: Tenant, carried: list[tuple[int, int, str]]) -> None:
    enqueue(firm, "test.team")
    carried.clear()
    with tenant_scope(firm.pk):
        assert jobs_sweep() == 0
        Job.objects.update(not_before=timezone.now() - LOST_AFTER)
        assert jobs_sweep() == 1
    assert len(carried) == 1


def test_an_administrator_retries_a_failed_job(firm: Tenant) -> None:
    job = enqueue(firm, "test.team")
    with tenant_scope(firm.pk):
        admin, advisor = make_actor(firm, Role.ADMINISTRATOR), make_actor(firm, Role.ADVISOR)
        with pytest.raises(Conflict):
            job_retry(actor=admin, job=job)
        Job.objects.update(state=JobState.FAILED, attempts=5)
        with pytest.raises(NotAllowed):
            job_retry(actor=advisor, job=job)
        job_retry(actor=admin, job=job)
    assert job_run(tenant=firm, job_id=job.pk) is True
