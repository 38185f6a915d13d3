"""The numbers beside the entries of the navigation: one query each, and only for those who see the entry."""

from clients.models import Notification
from compliance.models import Alert
from compliance.models.alert import AlertState
from reporting.models import StatementVersion
from reporting.models.statement import VersionState
from tenancy.models import Approval, ApprovalState, Job, JobState
from tenancy.permissions import Actor, visible
from tenancy.roles import Action, Role


def counts_of(actor: Actor) -> dict[str, int]:
    """How much waits for this reader, by the keys of `workspace.navigation`."""
    if actor.role == Role.CLIENT:
        return {"notices": visible(actor, Notification).filter(read_at__isnull=True).count()}
    counts = {}
    if actor.may(Action.ALERT_VIEW):
        counts["alerts"] = visible(actor, Alert).filter(state=AlertState.OPEN).count()
    if actor.may(Action.STATEMENT_RELEASE):
        counts["statements"] = visible(actor, StatementVersion).filter(state=VersionState.RENDERED).count()
    if actor.may(Action.APPROVAL_DECIDE):
        waiting = Approval.objects.filter(state=ApprovalState.SUBMITTED)
        counts["approvals"] = waiting.exclude(maker_id=actor.user_id).count()
    if actor.may(Action.JOB_RETRY):
        counts["failed_jobs"] = Job.objects.filter(state=JobState.FAILED).count()
    return counts
