"""Four eyes on an event: one person asks, another decides on exactly the entitlements that were asked for."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.models import CorporateActionEvent, EventReturn, EventState
from portfolios.selectors.entitlements import Entitlements, entitlements_of
from portfolios.services.corporate_actions.entering import event_locked
from portfolios.services.corporate_actions.posting import event_problems
from tenancy.approval_kinds import approval_kind
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.models import ApprovalState
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.approvals import approval_decide, approval_submit, approval_withdraw
from tenancy.services.audit import audit_record

KIND = "corporate_action"
approval_kind(KIND, label=gettext_lazy("Corporate action"), url_name="corporate_action_detail")


@transaction.atomic
def event_submit(*, actor: Actor, event: CorporateActionEvent) -> CorporateActionEvent:
    """Ask a second person to approve the event with the entitlements of this moment.

    `RuleRefused` when nobody is entitled or a portfolio could not take it (its reference and the reason are named);
    `Conflict` when it is no draft.
    """
    require(actor, Action.TRANSACTION_POST)
    locked = event_locked(event)
    if locked.state != EventState.DRAFT:
        raise Conflict(_("Only a draft can be submitted."))
    found = entitlements_of(locked)
    if not found.entitled:
        raise RuleRefused(_("No portfolio is entitled to anything: there is nothing to post."))
    refuse_problems(actor, locked, found)
    approval = approval_submit(actor=actor, kind=KIND, obj=locked, content=found.content)
    locked.approval, locked.content_hash = approval, approval.content_hash
    locked.state, locked.returned = EventState.SUBMITTED, ""
    locked.save()
    return locked


def refuse_problems(actor: Actor, event: CorporateActionEvent, found: Entitlements) -> None:
    """Raise `RuleRefused` with every portfolio that could not take the event."""
    problems = event_problems(actor=actor, event=event, found=found)
    if problems:
        errors = [
            FieldError("", each.code, f"{each.portfolio.reference}: {each.sentence}") for each in problems
        ]
        raise RuleRefused(_("Not every portfolio can take this event."), errors=errors)


@transaction.atomic
def event_decide(
    *, actor: Actor, event: CorporateActionEvent, approve: bool, reason: str = ""
) -> CorporateActionEvent:
    """Approve or reject as the second person; the edge enqueues the posting of what was approved.

    `SecondPersonNeeded` for the one who asked. `Conflict` when the entitlements are no longer those that were submitted:
    withdraw the request and ask again.
    """
    require(actor, Action.APPROVAL_DECIDE)
    require(actor, Action.EVENT_VIEW)
    locked = event_locked(event)
    if locked.state != EventState.SUBMITTED or locked.approval is None:
        raise Conflict(_("This event does not wait for a decision."))
    content = entitlements_of(locked).content if approve else locked.approval.content
    approval_decide(actor=actor, approval=locked.approval, approve=approve, content=content, reason=reason)
    locked.state = EventState.APPROVED if approve else EventState.DRAFT
    locked.returned = "" if approve else EventReturn.REJECTED
    locked.save()
    return locked


@transaction.atomic
def event_withdraw(*, actor: Actor, event: CorporateActionEvent) -> CorporateActionEvent:
    """Take one's own request back; the event is a draft again. One that has run out is put back by anybody who posts."""
    require(actor, Action.TRANSACTION_POST)
    locked = event_locked(event)
    if locked.state != EventState.SUBMITTED or locked.approval is None:
        raise Conflict(_("This event does not wait for a decision."))
    if locked.approval.state == ApprovalState.SUBMITTED:
        approval_withdraw(actor=actor, approval=locked.approval)
    locked.state = EventState.DRAFT
    locked.save()
    audit_record(actor=actor, action="event.withdraw", obj=locked)
    return locked
