"""The jobs of the firm: state, attempts, error; failed ones can be started again."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenancy.models import Job, JobState
from tenancy.pages import PageRequest, page, paging_context
from tenancy.paging import page_of
from tenancy.roles import Action
from tenancy.services.jobs import job_retry as retry
from tenancy.views.people import firm_row


@page(action=Action.JOB_VIEW, purpose="job.list")
def job_list(request: PageRequest) -> HttpResponse:
    """Jobs, the newest first, by state. Keys and arguments are not shown: they name objects."""
    state = request.GET.get("state", "")
    rows = Job.objects.defer("arguments", "chain")
    if state in JobState.values:
        rows = rows.filter(state=state)
    shown = page_of(rows, order=("-id",), cursor=request.GET.get("cursor", ""))
    numbers = dict(Job.objects.order_by().values_list("state").annotate(number=Count("pk")))
    context = {
        "jobs": shown.rows,
        "states": [
            {
                "label": label,
                "url": f"?state={value}",
                "current": value == state,
                "count": numbers.get(value, 0),
            }
            for value, label in JobState.choices
        ],
        "state": state,
        "may_retry": request.actor.may(Action.JOB_RETRY),
        **paging_context(request, shown),
    }
    template = "tenancy/partials/job_rows.html" if request.htmx else "tenancy/job_list.html"
    return render(request, template, context)


@page(action=Action.JOB_RETRY, purpose="job.retry")
@require_POST
def job_retry(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Starts a failed job again."""
    retry(actor=request.actor, job=firm_row(Job, public_id))
    messages.success(request, _("The job is in the queue again."))
    return redirect("job_list")
