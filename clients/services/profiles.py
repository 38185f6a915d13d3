"""Dated risk profiles and the goals of a client."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from clients.models import Client, Goal, RiskProfile
from tenancy.errors import FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.validation import checked


def risk_profile_record(
    *,
    actor: Actor,
    client: Client,
    assessed_on: date,
    tolerance: int,
    capacity: int,
    valid_until: date,
    note: str = "",
) -> RiskProfile:
    """Record an assessment, 1 (low) to 5 (high). The category is the lower of tolerance and capacity (2017/565 Art 54).

    Earlier profiles stay as they were; a profile must end after it began.
    """
    require(actor, Action.PROFILE_EDIT, client)
    if valid_until <= assessed_on:
        detail = _("The profile must be valid beyond the day of the assessment.")
        raise RuleRefused(detail, errors=[FieldError("/valid_until", "too_early", str(detail))])
    profile = checked(
        RiskProfile(
            client=client,
            assessed_on=assessed_on,
            tolerance=tolerance,
            capacity=capacity,
            category=min(tolerance, capacity),
            valid_until=valid_until,
            note=note,
            assessed_by=actor.user,
        )
    )
    profile.save()
    profile.refresh_from_db()
    audit_record(
        actor=actor,
        action="risk_profile.record",
        obj=profile,
        client_ids=[client.pk],
        after={
            "assessed_on": assessed_on.isoformat(),
            "tolerance": tolerance,
            "capacity": capacity,
            "category": profile.category,
            "valid_until": valid_until.isoformat(),
        },
    )
    return profile


def goal_create(
    *,
    actor: Actor,
    client: Client,
    name: str,
    target_amount: Decimal | None = None,
    currency: str = "",
    target_on: date | None = None,
) -> Goal:
    """Write down what the money is for. An amount needs its currency."""
    require(actor, Action.CLIENT_EDIT, client)
    goal = Goal(
        client=client, name=name, target_amount=target_amount, currency=currency.upper(), target_on=target_on
    )
    _keep_goal(goal)
    goal.refresh_from_db()
    audit_record(actor=actor, action="goal.create", obj=goal, client_ids=[client.pk], after=_goal_facts(goal))
    return goal


def goal_update(
    *,
    actor: Actor,
    goal: Goal,
    name: str,
    target_amount: Decimal | None,
    currency: str,
    target_on: date | None,
    is_reached: bool,
) -> Goal:
    """Change a goal, or say that it is reached."""
    require(actor, Action.CLIENT_EDIT, goal)
    locked: Goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    before = _goal_facts(locked)
    locked.name, locked.target_amount, locked.currency = name, target_amount, currency.upper()
    locked.target_on, locked.is_reached = target_on, is_reached
    _keep_goal(locked)
    after = _goal_facts(locked)
    audit_record(
        actor=actor,
        action="goal.update",
        obj=locked,
        client_ids=[locked.client_id],
        before=before,
        after=after,
    )
    return locked


def goal_remove(*, actor: Actor, goal: Goal) -> None:
    """Strike a goal off; the trail keeps what it was."""
    require(actor, Action.CLIENT_EDIT, goal)
    audit_record(
        actor=actor, action="goal.remove", obj=goal, client_ids=[goal.client_id], before=_goal_facts(goal)
    )
    goal.delete()


def _keep_goal(goal: Goal) -> None:
    if goal.target_amount is not None and not goal.currency:
        detail = _("An amount needs its currency.")
        raise RuleRefused(detail, errors=[FieldError("/currency", "missing", str(detail))])
    checked(goal).save()


def _goal_facts(goal: Goal) -> dict[str, str | bool | None]:
    return {
        "name": goal.name,
        "target_amount": str(goal.target_amount) if goal.target_amount is not None else None,
        "currency": goal.currency,
        "target_on": goal.target_on.isoformat() if goal.target_on else None,
        "is_reached": goal.is_reached,
    }
