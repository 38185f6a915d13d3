"""The queue of alerts."""

from datetime import date

import pytest

from compliance.models import Alert, AlertState, Severity
from compliance.selectors.alerts import (
    QUEUE,
    AlertFilter,
    alert_counts,
    alert_list,
    alert_owners,
    alerts_of_portfolio,
)
from portfolios.models import Portfolio
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.factories.book import make_client, make_portfolio


@pytest.fixture
def portfolio(actors: dict[Role, Actor]) -> Portfolio:
    return make_portfolio(actors[Role.OPERATIONS], make_client())


def make_alert(
    portfolio: Portfolio, subject: str, *, severity: str, on: date, state: str = AlertState.OPEN
) -> Alert:
    """An alert as monitoring leaves it."""
    return Alert.objects.create(
        portfolio=portfolio, rule="stale_price", subject=subject, severity=severity, state=state,
        first_seen_on=on, last_seen_on=on, rule_pack="EU 1",
    )  # fmt: skip


def test_the_most_severe_come_first_then_the_oldest(actors: dict[Role, Actor], portfolio: Portfolio) -> None:
    warning = make_alert(portfolio, "a", severity=Severity.WARNING, on=date(2021, 1, 1))
    young = make_alert(portfolio, "b", severity=Severity.BREACH, on=date(2021, 2, 1))
    old = make_alert(portfolio, "c", severity=Severity.BREACH, on=date(2021, 1, 20))
    rows = alert_list(actor=actors[Role.COMPLIANCE], wanted=AlertFilter()).order_by(*QUEUE)
    assert list(rows) == [old, young, warning]
    assert alerts_of_portfolio(portfolio_id=portfolio.pk) == [old, young, warning]


def test_filters_narrow_and_ended_alerts_are_asked_for(
    actors: dict[Role, Actor], portfolio: Portfolio
) -> None:
    compliance = actors[Role.COMPLIANCE]
    standing = make_alert(portfolio, "a", severity=Severity.WARNING, on=date(2021, 1, 1))
    ended = make_alert(
        portfolio, "b", severity=Severity.BREACH, on=date(2021, 1, 1), state=AlertState.CLEARED
    )
    standing.owner = compliance.membership
    standing.save()
    assert list(alert_list(actor=compliance, wanted=AlertFilter(state="cleared"))) == [ended]
    assert list(alert_list(actor=compliance, wanted=AlertFilter(mine=True))) == [standing]
    assert not alert_list(actor=compliance, wanted=AlertFilter(severity="breach")).exists()
    assert alert_list(actor=compliance, wanted=AlertFilter(state="")).count() == 2
    assert alert_counts(actor=compliance) == {portfolio.pk: 1}


def test_an_advisor_sees_those_of_granted_clients_only(
    actors: dict[Role, Actor], portfolio: Portfolio
) -> None:
    make_alert(portfolio, "a", severity=Severity.WARNING, on=date(2021, 1, 1))
    advisor = actors[Role.ADVISOR]
    assert alert_counts(actor=advisor) == {}
    assert advisor.user is not None
    grant(advisor.user, portfolio.client)
    assert alert_counts(actor=advisor) == {portfolio.pk: 1}


def test_owners_are_those_whose_role_handles_alerts(actors: dict[Role, Actor]) -> None:
    assert {each.role for each in alert_owners()} == {Role.ADVISOR, Role.COMPLIANCE}
