"""What waits for each role: the lists of the homes, one query each."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clients.models import Client, ContactNote, RiskProfile
from portfolios.models import BreakState, ImportBatch, ImportState, ReconciliationBreak
from reporting.models import StatementVersion
from reporting.models.statement import VersionState
from tenancy.models import (
    AccessEvent,
    Approval,
    ApprovalState,
    AuditEntry,
    Invitation,
    Job,
    JobState,
    Membership,
)
from tenancy.permissions import Actor, visible
from tenancy.roles import STAFF

SHOWN: Final = 8
SOON: Final = timedelta(days=45)


def reviews_due(*, actor: Actor, as_of: date, within: timedelta = SOON) -> QuerySet[Client]:
    """Visible active clients whose risk profile ends within `within` of `as_of`, has ended, or was never made.

    `valid_until` is that of the latest profile, None without one; the longest overdue come first.
    """
    latest = RiskProfile.objects.filter(client=OuterRef("pk")).order_by("-assessed_on", "-id")
    rows = visible(actor, Client).filter(is_active=True)
    rows = rows.annotate(valid_until=Subquery(latest.values("valid_until")[:1]))
    due = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__lte=as_of + within))
    return due.order_by("valid_until", "pk")


def next_steps(*, actor: Actor) -> QuerySet[ContactNote]:
    """Steps promised to visible clients and not yet done, the earliest due first."""
    rows = visible(actor, ContactNote).filter(is_done=False).exclude(next_step="")
    return rows.select_related("client", "author").order_by("next_step_on", "pk")


def imports_waiting(*, actor: Actor) -> QuerySet[ImportBatch]:
    """Files that somebody has to confirm or correct, latest first."""
    rows = visible(actor, ImportBatch).filter(state__in=[ImportState.PARSED, ImportState.REFUSED])
    return rows.select_related("document").order_by("-pk")


def breaks_open(*, actor: Actor) -> QuerySet[ReconciliationBreak]:
    """Differences that nobody has decided, the oldest first."""
    rows = visible(actor, ReconciliationBreak).filter(state=BreakState.OPEN)
    related = ("portfolio__client", "account", "instrument", "reconciliation")
    return rows.select_related(*related).order_by("pk")


def versions_waiting(*, actor: Actor, state: VersionState) -> QuerySet[StatementVersion]:
    """Versions of statements in one state, those due first on top."""
    rows = visible(actor, StatementVersion).filter(state=state)
    return rows.select_related("statement__portfolio__client", "prepared_by").order_by(
        "statement__due_on", "pk"
    )


def jobs_failed() -> QuerySet[Job]:
    """Jobs that gave up, latest first. Their errors hold no client data."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-pk")


def approvals_waiting(*, actor: Actor) -> QuerySet[Approval]:
    """What somebody else submitted and a second person has to decide."""
    rows = Approval.objects.filter(state=ApprovalState.SUBMITTED).exclude(maker_id=actor.user_id)
    return rows.select_related("maker").order_by("expires_at")


def changes_latest() -> QuerySet[AuditEntry]:
    """The trail, latest first."""
    return AuditEntry.objects.select_related("user").order_by("-pk")


def refusals_latest(*, since: datetime | None = None) -> QuerySet[AuditEntry]:
    """What was refused, failed sign-ins among it, latest first; from `since` on where it is given."""
    rows = changes_latest().filter(outcome="refused")
    return rows if since is None else rows.filter(created_at__gte=since)


def sign_ins_failed(*, since: datetime) -> int:
    """How many sign-ins failed from `since` on."""
    return refusals_latest(since=since).filter(action="sign_in").count()


def looks_of_staff(*, since: datetime) -> QuerySet[AccessEvent]:
    """Looks at client data by people of the firm from `since` on; jobs, programs and clients themselves left out."""
    return AccessEvent.objects.filter(created_at__gte=since, role__in=STAFF)


def accesses_latest() -> QuerySet[AccessEvent]:
    """Who looked at client data, latest first."""
    return AccessEvent.objects.select_related("user").order_by("-pk")


def people_by_role() -> dict[str, int]:
    """How many active members the firm has in each role."""
    rows = Membership.objects.filter(is_active=True).values_list("role").annotate(count=Count("pk"))
    return dict(rows.order_by())


def invitations_open() -> QuerySet[Invitation]:
    """Invitations that nobody has answered and that still hold, those about to expire first."""
    rows = Invitation.objects.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    return rows.order_by("expires_at")
