"""What a released statement knew."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portfolios.models import Portfolio
from reporting.models import Statement, StatementVersion
from reporting.selectors.reported import reported_at
from tenancy.models import Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.documents import document_store
from tests.portfolios.book_builder import BookBuilder, day

END = day("2020-03-31")


@pytest.fixture
def portfolio(scope: Tenant) -> Portfolio:
    return BookBuilder().portfolio


def released(
    actor: Actor, portfolio: Portfolio, known_at: datetime, *, version: int = 1, state: str = "released"
) -> None:
    statement, _ = Statement.objects.get_or_create(
        portfolio=portfolio, kind="quarterly", period_from=day("2019-12-31"), period_to=END, due_on=END
    )
    paper = document_store(
        tenant=actor.tenant,
        name="s.pdf",
        content=b"%PDF",
        content_type="application/pdf",
        stored_by=actor.user,
    )
    StatementVersion.objects.create(
        statement=statement,
        version=version,
        language="en",
        data={},
        data_hash="0" * 64,
        known_at=known_at,
        state=state,
        released_by=actor.user,
        released_at=known_at + timedelta(hours=2),
        document=paper,
    )


def test_the_version_released_last_counts(actors: dict[Role, Actor], portfolio: Portfolio) -> None:
    checker, now = actors[Role.COMPLIANCE], timezone.now()
    released(checker, portfolio, now - timedelta(days=9))
    released(checker, portfolio, now - timedelta(days=3), version=2)
    released(checker, portfolio, now, version=3, state="rendered")
    ids = [portfolio.pk]
    assert reported_at(portfolio_ids=ids, on=END) == {portfolio.pk: now - timedelta(days=3)}
    before = now - timedelta(days=4)
    assert reported_at(portfolio_ids=ids, on=END, known_at=before) == {portfolio.pk: now - timedelta(days=9)}


def test_another_day_or_portfolio_was_not_reported(
    actors: dict[Role, Actor], portfolio: Portfolio, django_assert_num_queries: object
) -> None:
    released(actors[Role.COMPLIANCE], portfolio, timezone.now())
    assert reported_at(portfolio_ids=[portfolio.pk], on=day("2020-03-30")) == {}
    assert reported_at(portfolio_ids=[portfolio.pk + 1], on=END) == {}
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert reported_at(portfolio_ids=[portfolio.pk], on=None) == {}
