"""What people do with alerts, and who may."""

import pytest

from compliance.models import Alert, AlertEvent
from compliance.services.alerts import (
    alert_acknowledge,
    alert_assign,
    alert_close,
    alerts_reconcile,
    alerts_standing,
)
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry, Tenant
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.portfolios.book_builder import BookBuilder, day


@pytest.fixture
def alert(scope: Tenant) -> Alert:
    """An open alert of some portfolio."""
    made: Alert = Alert.objects.create(
        portfolio=BookBuilder().portfolio,
        rule="cash_floor",
        severity="breach",
        first_seen_on=day("2020-01-02"),
        last_seen_on=day("2020-01-03"),
        rule_pack="EU 1",
    )
    return made


def steps(alert: Alert) -> list[tuple[str, str]]:
    return list(AlertEvent.objects.filter(alert=alert).order_by("id").values_list("kind", "note"))


def test_an_advisor_in_sight_acknowledges_and_owns(alert: Alert, actors: dict[Role, Actor]) -> None:
    advisor = actors[Role.ADVISOR]
    with pytest.raises(NotFound):
        alert_acknowledge(actor=advisor, alert=alert)
    assert advisor.user
    grant(advisor.user, alert.portfolio)
    handled = alert_acknowledge(actor=advisor, alert=alert, note="Calling the client.")
    assert (handled.state, handled.owner) == ("acknowledged", advisor.membership)
    assert steps(alert) == [("acknowledged", "Calling the client.")]
    entry = AuditEntry.objects.get(action="alert.acknowledged")
    assert entry.client_ids == [alert.portfolio.client_id]
    with pytest.raises(Conflict):
        alert_acknowledge(actor=advisor, alert=alert)


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.AUDITOR])
def test_roles_that_only_look_do_not_handle(alert: Alert, actors: dict[Role, Actor], role: Role) -> None:
    with pytest.raises(NotAllowed):
        alert_acknowledge(actor=actors[role], alert=alert)
    with pytest.raises(NotAllowed):
        alert_close(actor=actors[role], alert=alert, reason="No.")
    alert.refresh_from_db()
    assert alert.state == "open"
    assert steps(alert) == []


def test_compliance_closes_with_a_reason_and_an_advisor_does_not(
    alert: Alert, actors: dict[Role, Actor]
) -> None:
    advisor, officer = actors[Role.ADVISOR], actors[Role.COMPLIANCE]
    assert advisor.user
    grant(advisor.user, alert.portfolio)
    with pytest.raises(NotAllowed):
        alert_close(actor=advisor, alert=alert, reason="Done.")
    with pytest.raises(RuleRefused):
        alert_close(actor=officer, alert=alert, reason="  ")
    assert alert_close(actor=officer, alert=alert, reason="Wrong limit.").state == "closed"
    assert steps(alert) == [("closed", "Wrong limit.")]
    with pytest.raises(Conflict):
        alert_close(actor=officer, alert=alert, reason="Again.")


def test_it_is_assigned_to_those_only_who_can_look_after_it(alert: Alert, actors: dict[Role, Actor]) -> None:
    officer, advisor = actors[Role.COMPLIANCE], actors[Role.ADVISOR]
    assert advisor.user
    assert advisor.membership
    for role in (Role.ADVISOR, Role.OPERATIONS):
        owner = actors[role].membership
        assert owner
        with pytest.raises(RuleRefused):
            alert_assign(actor=officer, alert=alert, owner=owner)
    grant(advisor.user, alert.portfolio)
    assert (
        alert_assign(actor=officer, alert=alert, owner=advisor.membership, note="Yours.").owner
        == advisor.membership
    )
    assert steps(alert) == [("assigned", "Yours.")]


def test_a_day_before_the_one_it_was_last_seen_on_changes_nothing(alert: Alert) -> None:
    standing = alerts_standing(portfolio_ids=[alert.portfolio_id])
    result = alerts_reconcile(standing=standing, findings=[], keep=(), as_of=day("2020-01-02"))
    alert.refresh_from_db()
    assert (result.cleared, alert.state) == ((), "open")


def test_it_clears_when_it_is_found_no_more_unless_it_is_kept(alert: Alert) -> None:
    standing = alerts_standing(portfolio_ids=[alert.portfolio_id])
    kept = alerts_reconcile(standing=standing, findings=[], keep=set(standing), as_of=day("2020-01-06"))
    assert kept.cleared == ()
    gone = alerts_reconcile(standing=standing, findings=[], keep=(), as_of=day("2020-01-06"))
    assert [each.pk for each in gone.cleared] == [alert.pk]
    alert.refresh_from_db()
    assert (alert.state, alert.cleared_on) == ("cleared", day("2020-01-06"))
    assert alerts_standing(portfolio_ids=[alert.portfolio_id]) == {}
