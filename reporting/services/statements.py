"""The life of a statement: prepared (data frozen), rendered (PDF stored), released by a second person. Never overwritten."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import NotificationKind
from clients.services.notifications import notification_create
from portfolios.locks import portfolio_lock
from portfolios.models import Portfolio
from portfolios.selectors.reconciliation import open_breaks
from reporting.document import statement_html
from reporting.models import Statement, StatementKind, StatementVersion, VersionState
from reporting.pdf import pdf_render
from reporting.selectors.statement_build import statement_data_build
from reporting.statement_data import StatementData, data_hash, from_json, to_json
from tenancy.clock import business_date, next_business_day
from tenancy.errors import Conflict, RuleRefused, SecondPersonNeeded
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.services.documents import document_store
from tenancy.services.jobs import job_enqueue

DUE_AFTER_BUSINESS_DAYS = 15
RENDER = "reporting.render"


class OpenDifferences(RuleRefused):
    """The custodian's list and the book differ, and nobody has resolved or explained it."""

    code = "open_differences"
    title = gettext_lazy("Differences with the custodian are open; resolve or explain them before releasing.")


def statement_due(
    *, actor: Actor, portfolio: Portfolio, kind: StatementKind, after: date, until: date
) -> Statement:
    """The statement owed for (after, until]; asking again returns the same. Due 15 business days after the period's end."""
    due_on = next_business_day(until, calendar=actor.tenant.calendar, count=DUE_AFTER_BUSINESS_DAYS)
    statement, _created = Statement.objects.get_or_create(
        portfolio=portfolio, kind=kind, period_from=after, period_to=until, defaults={"due_on": due_on}
    )
    return statement


def statement_prepare(
    *,
    actor: Actor,
    portfolio: Portfolio,
    kind: StatementKind,
    period_from: date,
    period_to: date,
    change_note: str = "",
) -> StatementVersion:
    """Freeze the data of the period as the next version and ask for its PDF.

    When nothing has changed since the latest version that was not withdrawn, that version is returned instead.
    """
    require(actor, Action.STATEMENT_PREPARE, portfolio)
    if period_to > business_date(actor.tenant):
        raise RuleRefused(_("A statement is prepared after its period has ended."))
    portfolio_lock(portfolio.pk)
    statement = statement_due(actor=actor, portfolio=portfolio, kind=kind, after=period_from, until=period_to)
    now = timezone.now()
    data = statement_data_build(
        actor=actor, portfolio=portfolio, kind=kind, after=period_from, until=period_to, known_at=now
    )
    latest = statement.versions.exclude(state=VersionState.WITHDRAWN).order_by("-version").first()
    if latest is not None and latest.data_hash == data_hash(data):
        return latest
    version = _freeze(actor, statement, data, change_note)
    job_enqueue(
        kind=RENDER, key=f"{RENDER}:{version.public_id}", arguments={"version": str(version.public_id)}
    )
    return version


def _freeze(actor: Actor, statement: Statement, data: StatementData, change_note: str) -> StatementVersion:
    number = (statement.versions.aggregate(last=Max("version"))["last"] or 0) + 1
    version: StatementVersion = StatementVersion.objects.create(
        statement=statement,
        version=number,
        language=data.language,
        data=to_json(data),
        data_hash=data_hash(data),
        known_at=data.period.known_at,
        prepared_by=actor.user,
        change_note=change_note,
    )
    audit_record(
        actor=actor,
        action="statement.prepare",
        obj=version,
        client_ids=[statement.portfolio.client_id],
        after={"version": number, "data_hash": version.data_hash},
    )
    return version


def statement_render(*, actor: Actor, version: StatementVersion) -> StatementVersion:
    """Make and store the PDF of a prepared version; done already, nothing happens."""
    locked = StatementVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.state != VersionState.PREPARED:
        return locked
    data = from_json(locked.data)
    content = pdf_render(statement_html(data, data_hash=locked.data_hash, version=locked.version))
    name = f"{data.account.portfolio_reference}-{data.period.until:%Y-%m-%d}-v{locked.version}.pdf"
    locked.document = document_store(
        tenant=actor.tenant, name=name, content=content, content_type="application/pdf", stored_by=actor.user
    )
    locked.state = VersionState.RENDERED
    locked.save(update_fields=["document", "state"])
    client_id = locked.statement.portfolio.client_id
    audit_record(
        actor=actor,
        action="statement.render",
        obj=locked,
        client_ids=[client_id],
        after={"sha256": locked.document.sha256},
    )
    return locked


def statement_release(*, actor: Actor, version: StatementVersion) -> StatementVersion:
    """Let the client see it, as the second person.

    Refused: by whoever prepared it (`SecondPersonNeeded`), before the PDF is there (`Conflict`), while differences with the
    custodian are open (`OpenDifferences`).
    """
    require(actor, Action.STATEMENT_RELEASE, version)
    locked = (
        StatementVersion.objects.select_for_update(no_key=True)
        .select_related("statement__portfolio")
        .get(pk=version.pk)
    )
    portfolio = locked.statement.portfolio
    if locked.state != VersionState.RENDERED:
        raise Conflict(
            _("Only a version whose PDF is ready, and which is not released yet, can be released.")
        )
    if locked.prepared_by_id == actor.user_id:
        raise SecondPersonNeeded
    if open_breaks(portfolio=portfolio).exists():
        raise OpenDifferences
    locked.state, locked.released_by, locked.released_at = VersionState.RELEASED, actor.user, timezone.now()
    locked.save(update_fields=["state", "released_by", "released_at"])
    audit_record(
        actor=actor,
        action="statement.release",
        obj=locked,
        client_ids=[portfolio.client_id],
        after={"version": locked.version, "data_hash": locked.data_hash},
    )
    notification_create(
        client=portfolio.client,
        kind=NotificationKind.STATEMENT,
        code="statement_released",
        parameters={
            "portfolio": portfolio.name,
            "period_from": locked.statement.period_from + timedelta(days=1),
            "period_to": locked.statement.period_to,
        },
        key=f"statement:{locked.public_id}",
        on=business_date(actor.tenant),
    )
    return locked


def statement_withdraw(*, actor: Actor, version: StatementVersion, reason: str) -> StatementVersion:
    """Take back a version before its release; a released one stays, a corrected one follows it."""
    require(actor, Action.STATEMENT_PREPARE, version)
    locked = StatementVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.state == VersionState.RELEASED:
        raise Conflict(_("A released version stays; prepare a corrected one."))
    locked.state = VersionState.WITHDRAWN
    locked.save(update_fields=["state"])
    client_id = locked.statement.portfolio.client_id
    audit_record(actor=actor, action="statement.withdraw", obj=locked, client_ids=[client_id], reason=reason)
    return locked
