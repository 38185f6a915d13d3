"""Risk profiles and goals."""

from datetime import date
from decimal import Decimal

import pytest

from clients.models import Client, Goal, RiskProfile
from clients.services.profiles import goal_create, goal_remove, goal_update, risk_profile_record
from tenancy.errors import NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role

DAY, LATER = date(2022, 1, 10), date(2024, 1, 10)


def record(actor: Actor, client: Client, **values: object) -> RiskProfile:
    given: dict[str, object] = {
        "assessed_on": DAY,
        "tolerance": 4,
        "capacity": 2,
        "valid_until": LATER,
        **values,
    }
    return risk_profile_record(actor=actor, client=client, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("tolerance", "capacity", "category"), [(4, 2, 2), (1, 5, 1), (3, 3, 3)])
def test_the_category_is_the_lower(
    actors: dict[Role, Actor], client_file: Client, tolerance: int, capacity: int, category: int
) -> None:
    profile = record(actors[Role.ADVISOR], client_file, tolerance=tolerance, capacity=capacity)
    assert profile.category == category


def test_history_stays(actors: dict[Role, Actor], client_file: Client) -> None:
    record(actors[Role.ADVISOR], client_file)
    record(actors[Role.ADVISOR], client_file, assessed_on=LATER, valid_until=date(2026, 1, 1), capacity=5)
    assert [profile.category for profile in RiskProfile.objects.order_by("assessed_on")] == [2, 4]


@pytest.mark.parametrize("values", [{"valid_until": DAY}, {"tolerance": 6}, {"capacity": 0}])
def test_what_cannot_be_is_refused(
    actors: dict[Role, Actor], client_file: Client, values: dict[str, object]
) -> None:
    with pytest.raises(RuleRefused):
        record(actors[Role.ADVISOR], client_file, **values)
    assert not RiskProfile.objects.exists()


def test_only_the_advisor_who_sees_the_client(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    with pytest.raises(NotAllowed):
        record(actors[Role.OPERATIONS], client_file)
    with pytest.raises(NotFound):
        record(actors[Role.ADVISOR], hidden_file)


def test_goals_are_written_changed_and_struck_off(actors: dict[Role, Actor], client_file: Client) -> None:
    advisor = actors[Role.ADVISOR]
    with pytest.raises(RuleRefused):
        goal_create(actor=advisor, client=client_file, name="House", target_amount=Decimal(500000))
    goal = goal_create(
        actor=advisor,
        client=client_file,
        name="House",
        target_amount=Decimal(500000),
        currency="eur",
        target_on=LATER,
    )
    assert goal.currency == "EUR"
    goal_update(
        actor=advisor,
        goal=goal,
        name="House by the lake",
        target_amount=None,
        currency="",
        target_on=None,
        is_reached=True,
    )
    goal.refresh_from_db()
    assert (goal.name, goal.is_reached, goal.target_amount) == ("House by the lake", True, None)
    goal_remove(actor=advisor, goal=goal)
    assert not Goal.objects.exists()
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.before and entry.before["name"]) == ("goal.remove", "House by the lake")
