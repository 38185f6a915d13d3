"""What runs when: which night is due, in which order missed ones are made up for, and what follows a month's end."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from config import schedule
from config.celery import QUEUES, app
from config.schedule import (
    month_ends_within,
    night_due,
    night_ended,
    night_next,
    night_on,
    night_run,
    night_stretch,
)
from config.ticks import BEAT
from tenancy.models import Job, JobState, Queue, Tenant
from tenancy.permissions import Actor
from tenancy.services import jobs
from tenancy.services.jobs import carriers_paused, job_kind
from tests.portfolios.book_builder import BookBuilder, day


@pytest.fixture(autouse=True)
def _nobody_carries() -> Iterator[None]:
    with carriers_paused():
        yield


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The kinds of a night replaced by ones that only note that they ran."""
    ran: list[tuple[str, dict[str, Any]]] = []
    kinds = dict(jobs._kinds)
    monkeypatch.setattr(jobs, "_kinds", kinds)
    monkeypatch.setattr(schedule, "MONTH_END", ("test.month_end",))
    for kind in (*schedule.CHUNK, "test.month_end"):
        kinds.pop(kind, None)
        job_kind(kind)(lambda _actor, job: ran.append((job.kind, job.arguments)))
    return ran


def work_off(tenant: Tenant, *, limit: int = 100) -> None:
    for _ in range(limit):
        job = Job.objects.filter(state=JobState.QUEUED).order_by("id").first()
        if job is None:
            return
        jobs.job_run(tenant=tenant, job_id=job.pk)
    raise AssertionError("jobs without end")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2020-03-10T16:59:59", "2020-03-09"),  # 17:59:59 in Luxembourg
        ("2020-03-10T17:00:00", "2020-03-10"),
        ("2020-06-22T16:00:00", "2020-06-22"),  # summer time
        ("2020-03-14T12:00:00", "2020-03-13"),  # Saturday
        ("2020-03-16T06:00:00", "2020-03-13"),
        ("2020-06-23T20:00:00", "2020-06-22"),  # national day
    ],
)
def test_a_night_is_due_from_the_firms_own_evening_cutoff(firm: Tenant, now: str, due: str) -> None:
    assert night_due(tenant=firm, now=at(now)) == day(due)


def test_the_cutoff_is_in_the_firms_own_zone(other_firm: Tenant) -> None:
    other_firm.evening_cutoff = time(15, 30)
    assert night_due(tenant=other_firm, now=at("2020-03-10T07:29:59")) == day("2020-03-09")
    assert night_due(tenant=other_firm, now=at("2020-03-10T07:30:00")) == day("2020-03-10")


def test_a_pinned_business_date_is_over_at_once(firm: Tenant) -> None:
    firm.business_date_pinned = day("2022-12-28")
    assert night_due(tenant=firm, now=at("2026-01-01T00:00:00")) == day("2022-12-28")


def test_a_firm_has_one_night_a_day(scope: Tenant) -> None:
    assert night_run(as_of=day("2020-03-10")).pk == night_run(as_of=day("2020-03-10")).pk
    assert Job.objects.count() == 1


def test_missed_nights_are_made_up_for_in_order_each_after_the_one_before(
    scope: Tenant, done: list[tuple[str, dict[str, Any]]]
) -> None:
    BookBuilder()
    evening = at("2020-03-05T20:00:00")
    first = night_next(tenant=scope, now=evening)
    assert first is not None
    assert night_on(first) == day("2020-03-05")  # the first one ever: nothing was missed
    later = at("2020-04-02T20:00:00")
    assert night_next(tenant=scope, now=later) is None  # the night before has not ended
    nights = []
    for _ in range(2):
        work_off(scope)
        following = night_next(tenant=scope, now=later)
        assert following is not None
        nights.append(night_on(following))
    work_off(scope)
    assert nights == [day("2020-03-31"), day("2020-04-02")]
    assert night_next(tenant=scope, now=later) is None
    assert [(each[1]["since"], each[1]["as_of"]) for each in done if each[0] == "compliance.monitor"] == [
        ("2020-03-05", "2020-03-05"),
        ("2020-03-06", "2020-03-31"),
        ("2020-04-01", "2020-04-02"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "until"),
    [
        ("2020-03-03", "2020-03-10", "2020-03-10"),
        ("2020-03-03", "2020-05-10", "2020-03-31"),
        ("2020-02-24", "2020-03-10", "2020-03-02"),  # a Saturday's month end comes with Monday's night
        ("2020-03-31", "2020-04-10", "2020-03-31"),
    ],
)
def test_nights_go_together_up_to_a_months_end(firm: Tenant, first: str, last: str, until: str) -> None:
    assert night_stretch(firm, day(first), day(last)) == day(until)


def test_a_chunk_that_failed_for_good_does_not_hold_up_the_next_night(
    scope: Tenant, done: list[tuple[str, dict[str, Any]]]
) -> None:
    BookBuilder()
    night = night_run(as_of=day("2020-03-05"))
    jobs.job_run(tenant=scope, job_id=night.pk)
    night.refresh_from_db()
    assert not night_ended(night)
    Job.objects.filter(kind="portfolios.value").update(state=JobState.FAILED)
    assert night_ended(night)


def test_a_night_fans_out_over_chunks_and_each_is_monitored_after_it_is_valued(
    scope: Tenant, done: list[tuple[str, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "CHUNK_SIZE", 2)
    ids = [BookBuilder().portfolio.pk for _ in range(3)]
    BookBuilder(opened_on="2021-01-01")
    night_run(as_of=day("2020-03-10"))
    work_off(scope)
    chunks = [ids[:2], ids[2:]]
    assert [(kind, each["portfolio_ids"]) for kind, each in done] == [
        ("portfolios.value", chunks[0]),
        ("portfolios.value", chunks[1]),
        ("compliance.monitor", chunks[0]),
        ("compliance.monitor", chunks[1]),
    ]


@pytest.mark.parametrize(
    ("night", "ends"),
    [
        ("2020-01-31", ["2020-01-31"]),
        ("2020-02-28", []),
        ("2020-03-02", ["2020-02-29"]),  # a Saturday's month end comes with Monday's night
        ("2020-03-03", []),
    ],
)
def test_the_last_chunk_asks_for_what_follows_a_months_end_once(
    scope: Tenant,
    done: list[tuple[str, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    night: str,
    ends: list[str],
) -> None:
    monkeypatch.setattr(schedule, "CHUNK_SIZE", 1)
    for _ in range(3):
        BookBuilder()
    night_run(as_of=day(night))
    work_off(scope)
    assert [each["as_of"] for kind, each in done if kind == "test.month_end"] == ends
    if ends:
        assert done[-1][0] == "test.month_end"


def test_month_ends_lie_after_the_one_day_and_until_the_other() -> None:
    assert month_ends_within(date(2020, 1, 31), date(2020, 3, 31)) == [date(2020, 2, 29), date(2020, 3, 31)]
    assert month_ends_within(date(2020, 1, 30), date(2020, 1, 31)) == [date(2020, 1, 31)]


def test_every_tick_of_beat_is_a_task_that_workers_know() -> None:
    """In a process of its own, which has imported nothing else."""
    program = "from config.celery import app; app.loader.import_default_modules(); print(*app.tasks)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {entry["task"] for entry in BEAT.values()} <= set(done.stdout.split())


def test_a_beat_that_starts_by_itself_has_the_schedule() -> None:
    """In a process of its own: what Celery's signal handlers raise, it only logs."""
    program = "from config.celery import app; print(*sorted(app.conf.beat_schedule))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(BEAT)


def test_every_kind_of_the_schedule_is_registered() -> None:
    for kind in (schedule.NIGHT, schedule.NIGHT_CLOSE, *schedule.CHUNK):
        assert kind in jobs._kinds


def test_workers_listen_to_every_queue_a_kind_may_name() -> None:
    assert set(QUEUES) == set(Queue.values)


def test_a_message_goes_to_its_own_queue_only() -> None:
    queues = app.conf.task_queues
    assert {each.name for each in queues} == set(QUEUES)
    assert len({(each.exchange.name, each.routing_key) for each in queues}) == len(queues)


def test_nobody_may_be_asked_for_a_kind_twice(firm: Tenant) -> None:
    def handler(actor: Actor, job: Job) -> None:
        """Nothing."""

    with pytest.raises(AssertionError):
        job_kind(schedule.NIGHT)(handler)
