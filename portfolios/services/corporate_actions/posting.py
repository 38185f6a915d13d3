"""Posting an approved event: to all entitled portfolios in one transaction, or to none; done twice, it is done once."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from portfolios.entry_messages import sentence
from portfolios.locks import portfolios_lock
from portfolios.models import CorporateActionEvent, EventReturn, EventState, Portfolio
from portfolios.selectors.entitlements import Entitlements, entitlements_of
from portfolios.services.corporate_actions.bookings import NotBookable, drafts_of
from portfolios.services.corporate_actions.entering import event_locked
from portfolios.services.transactions.posting import examine, post
from tenancy.errors import ApplicationError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.approvals import content_hash
from tenancy.services.audit import audit_record


@dataclass(frozen=True, slots=True)
class EventProblem:
    """Why a portfolio could not take the event, in the active language."""

    portfolio: Portfolio
    code: str
    sentence: str


def event_problems(*, actor: Actor, event: CorporateActionEvent, found: Entitlements) -> list[EventProblem]:
    """What posting would refuse, by portfolio; empty when all of them can take it."""
    problems: list[EventProblem] = []
    for portfolio, lines in found.by_portfolio():
        portfolio.tenant = actor.tenant
        try:
            drafts = drafts_of(event, lines)
        except NotBookable:
            problems.append(EventProblem(portfolio, "shared_pool", sentence("event_shared_pool", {})))
            continue
        examined = examine(actor=actor, portfolio=portfolio, drafts=drafts)
        problems += [
            EventProblem(portfolio, each.code, sentence(each.code, each.parameters))
            for each in examined.problems
        ]
    return problems


def event_post(*, actor: Actor, event: CorporateActionEvent) -> CorporateActionEvent:
    """Post an approved event in the caller's transaction. One that is not approved, or posted already, comes back as it is.

    What is posted is exactly what was approved: when holdings have changed since, or a book refuses, nothing is posted and
    the event is a draft again that says why.
    """
    require(actor, Action.TRANSACTION_POST)
    locked = event_locked(event)
    if locked.state != EventState.APPROVED:
        return locked
    portfolio_ids = {line.portfolio.pk for line in entitlements_of(locked).entitled}
    portfolios_lock(portfolio_ids)
    found = entitlements_of(locked)
    if content_hash(found.content) != locked.content_hash:
        return _returned(actor, locked, EventReturn.CHANGED)
    try:
        with transaction.atomic():
            count = _post_all(actor, locked, found)
    except (ApplicationError, NotBookable):
        return _returned(actor, locked, EventReturn.UNPOSTABLE)
    locked.state, locked.posted_count, locked.posted_at = EventState.POSTED, count, timezone.now()
    locked.save()
    clients = {line.portfolio.client_id for line in found.entitled}
    after = {"portfolios": len(portfolio_ids), "transactions": count, "hash": locked.content_hash}
    audit_record(actor=actor, action="event.post", obj=locked, client_ids=clients, after=after)
    return locked


def _post_all(actor: Actor, event: CorporateActionEvent, found: Entitlements) -> int:
    """Portfolios in the order of their keys; how many transactions were new."""
    count = 0
    for portfolio, lines in found.by_portfolio():
        posted = post(actor=actor, portfolio=portfolio, drafts=drafts_of(event, lines))
        count += len(posted.bookings) - len(posted.known)
    return count


def _returned(actor: Actor, event: CorporateActionEvent, why: EventReturn) -> CorporateActionEvent:
    event.state, event.returned = EventState.DRAFT, why
    event.save()
    audit_record(actor=actor, action="event.return", obj=event, after={"why": why.value})
    return event
