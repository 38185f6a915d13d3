"""What is owed when."""

from datetime import date

import pytest

from portfolios.choices import Cadence
from portfolios.models import Portfolio
from portfolios.services.structure.mandates import MandateDraft, mandate_create
from reporting.models import StatementKind
from reporting.selectors.due import month_end, period_before, periods_due
from reporting.services.statements import statement_prepare
from tests.reporting.story import Story


@pytest.mark.parametrize(
    ("as_of", "cadence", "expected"),
    [
        (date(2021, 6, 30), Cadence.MONTHLY, (date(2021, 5, 31), date(2021, 6, 30))),
        (date(2021, 7, 15), Cadence.MONTHLY, (date(2021, 5, 31), date(2021, 6, 30))),
        (date(2021, 6, 29), Cadence.QUARTERLY, (date(2020, 12, 31), date(2021, 3, 31))),
        (date(2021, 1, 1), Cadence.QUARTERLY, (date(2020, 9, 30), date(2020, 12, 31))),
        (date(2024, 2, 29), Cadence.MONTHLY, (date(2024, 1, 31), date(2024, 2, 29))),
    ],
)
def test_the_latest_whole_period(as_of: date, cadence: Cadence, expected: tuple[date, date]) -> None:
    assert period_before(as_of, cadence) == expected


def test_the_end_of_a_month() -> None:
    assert month_end(date(2023, 2, 1)) == date(2023, 2, 28)


def due(story: Story, as_of: date) -> list[tuple[str, date, date]]:
    found = periods_due(tenant=story.tenant, portfolios=Portfolio.objects.all(), as_of=as_of)
    return [(each.kind, each.after, each.until) for each in found]


def test_a_quarter_is_owed_once(story: Story) -> None:
    owed = [("quarterly", date(2021, 3, 31), date(2021, 6, 30))]
    assert due(story, date(2021, 7, 2)) == owed
    statement_prepare(
        actor=story.actor,
        portfolio=story.book.portfolio,
        kind=StatementKind.QUARTERLY,
        period_from=date(2021, 3, 31),
        period_to=date(2021, 6, 30),
    )
    assert due(story, date(2021, 7, 2)) == []


def test_a_leveraged_mandate_is_reported_on_every_month(story: Story) -> None:
    draft = MandateDraft(
        type="discretionary", effective_from=date(2021, 5, 1), rule_pack="EU", has_leverage=True
    )
    mandate_create(actor=story.actor, portfolio=story.book.portfolio, draft=draft)
    assert due(story, date(2021, 6, 1)) == [("monthly", date(2021, 4, 30), date(2021, 5, 31))]


def test_nothing_is_owed_before_the_firm_began_here(story: Story) -> None:
    story.tenant.statements_from = date(2021, 6, 30)
    assert due(story, date(2021, 7, 2)) == []
