"""Celery's edge: carry a job by its id, fan out over firms, sweep."""

from collections.abc import Callable

from celery import shared_task

from tenancy.models import Tenant
from tenancy.request import serving
from tenancy.scope import tenant_scope
from tenancy.services.jobs import carrier_set, job_run, jobs_sweep


@shared_task(name="tenancy.run_job")
def run_job(tenant_id: int, job_id: int) -> bool:
    """Do one job of one firm."""
    with serving(surface="job"):
        return job_run(tenant=Tenant.objects.get(pk=tenant_id), job_id=job_id)


def carry(tenant_id: int, job_id: int, queue: str) -> None:
    """Hand a committed job to Celery. A broker that is away loses nothing: the sweeper finds the row."""
    run_job.apply_async(args=(tenant_id, job_id), queue=queue, retry=False)


carrier_set(carry)


def for_each_tenant(work: Callable[[Tenant], object]) -> None:
    """Call `work` once a firm, each in a scope of its own."""
    for tenant in Tenant.objects.filter(is_active=True).order_by("pk"):
        with serving(surface="job"), tenant_scope(tenant.pk):
            work(tenant)


@shared_task(name="tenancy.sweep")
def sweep() -> None:
    """Find and carry again what was left behind, in every firm."""
    for_each_tenant(lambda _tenant: jobs_sweep())
