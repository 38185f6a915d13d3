"""Run the nights of a firm: one business day or a range, in order, as the schedule would have asked for them.

    manage.py night lux --on 2020-03-09
    manage.py night lux --from 2020-01-02 --to 2020-03-31 --pin
    manage.py night lux --from 2020-01-02 --to 2020-03-31 --together

By default the jobs are done here, one after the other; with `--by-workers` they are left to the running workers and waited
for. Every job is the row it would have been otherwise: what is done already is not done again, and a night that was broken off
is continued by the same command.
"""

import time
from argparse import ArgumentParser
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from config.schedule import night_ended, night_run, night_stretch
from config.startup import database_role_require
from tenancy.clock import is_business_day
from tenancy.models import Job, JobState, Tenant
from tenancy.request import serving
from tenancy.scope import tenant_scope
from tenancy.services.jobs import carriers_paused, job_run

POLL_SECONDS = 0.2


class Command(BaseCommand):
    """Run nights."""

    help = "Run the nightly chain of a firm for one business day or a range of days."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("firm", help="the firm's code")
        parser.add_argument("--on", type=date.fromisoformat, help="one business day")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, help="first day of a range")
        parser.add_argument("--to", dest="to_on", type=date.fromisoformat, help="last day of a range")
        parser.add_argument(
            "--pin", action="store_true", help="pin the firm's business date to each day (demonstrations)"
        )
        parser.add_argument(
            "--together", action="store_true", help="work up to a month's end in one go, as for missed nights"
        )
        parser.add_argument(
            "--by-workers", action="store_true", help="leave the jobs to the workers and wait"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        database_role_require()
        tenant = Tenant.objects.filter(code=options["firm"]).first()
        if tenant is None:
            raise CommandError(f"There is no firm with the code {options['firm']}.")
        started, nights = time.perf_counter(), 0
        for since, day in self._nights(tenant, options):
            if options["pin"]:
                Tenant.objects.filter(pk=tenant.pk).update(business_date_pinned=day)
                tenant.business_date_pinned = day
            run_night(tenant, day, since=since, by_workers=options["by_workers"])
            nights += 1
            if options["verbosity"] > 1:
                self.stdout.write(f"{day}")
        seconds = time.perf_counter() - started
        self.stdout.write(f"{tenant.code}: {nights} nights in {seconds:.1f} s")

    def _nights(self, tenant: Tenant, options: dict[str, Any]) -> Iterator[tuple[date, date]]:
        """The first and the last day of each job."""
        days = self._days(tenant, options)
        while days:
            last = night_stretch(tenant, days[0], days[-1]) if options["together"] else days[0]
            yield days[0], last
            days = [day for day in days if day > last]

    def _days(self, tenant: Tenant, options: dict[str, Any]) -> list[date]:
        first, last = options["on"] or options["from_on"], options["on"] or options["to_on"]
        if first is None or last is None:
            raise CommandError("Give --on, or --from and --to.")
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if is_business_day(day, calendar=tenant.calendar)]


def run_night(
    tenant: Tenant,
    day: date,
    *,
    since: date | None = None,
    by_workers: bool = False,
    leave: Collection[str] = (),
) -> None:
    """Ask for one night, with those from `since` on if given, and return when it has ended.

    Jobs of the kinds in `leave` are left to the workers. Raises `CommandError` when one of its jobs has failed for good.
    """
    if by_workers:
        job = _ask(tenant, day, since)
        while not _ended(tenant, job):
            time.sleep(POLL_SECONDS)
    else:
        with carriers_paused():
            job = _ask(tenant, day, since)
            while jobs_work_off(tenant, leave=leave):
                pass
            while not _ended(
                tenant, job
            ):  # another process has a job in hand, or one waits to be tried again
                time.sleep(POLL_SECONDS)
                jobs_work_off(tenant, leave=leave)
    with serving(surface="command"), tenant_scope(tenant.pk):
        failed = Job.objects.filter(Q(pk=job.pk) | Q(parent_id=job.pk), state=JobState.FAILED)
        if kinds := sorted(set(failed.values_list("kind", flat=True))):
            raise CommandError(f"The night of {day} has failed jobs: {', '.join(kinds)}.")


def _ask(tenant: Tenant, day: date, since: date | None) -> Job:
    with serving(surface="command"), tenant_scope(tenant.pk):
        return night_run(as_of=day, since=since)


def _ended(tenant: Tenant, job: Job) -> bool:
    with tenant_scope(tenant.pk):
        job.refresh_from_db()
        return night_ended(job)


def jobs_work_off(tenant: Tenant, *, leave: Collection[str] = ()) -> bool:
    """Do every job of the firm that is due now, but those of the kinds in `leave`, here and one after the other.

    False when none was done.
    """
    with tenant_scope(tenant.pk):
        due = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
        jobs = Job.objects.filter(due, state=JobState.QUEUED).exclude(kind__in=leave).order_by("id")
        ids = list(jobs.values_list("pk", flat=True)[:100])
    return jobs_do(tenant, ids)


def jobs_do(tenant: Tenant, ids: Iterable[int]) -> bool:
    """Do these jobs of the firm, here and one after the other; False when none was done."""
    done = False
    for job_id in ids:
        with serving(surface="job"):
            done |= job_run(tenant=tenant, job_id=job_id)
    return done
