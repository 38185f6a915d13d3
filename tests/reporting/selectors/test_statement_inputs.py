"""What the figures are computed from."""

from datetime import date, timedelta
from decimal import Decimal

from portfolios.models import Mandate
from portfolios.services.structure.mandates import MandateDraft, mandate_create
from reporting.selectors.statement_inputs import agreed_on, statement_inputs
from tests.reporting.story import UNTIL, Story


def test_nothing_after_the_last_day_but_income_entitled_to_before(story: Story) -> None:
    inputs = statement_inputs(tenant=story.tenant, portfolio=story.book.portfolio, until=UNTIL)
    assert max(entry.effective_on for entry in inputs.entries) <= UNTIL
    assert any(entry.trade_date > UNTIL for entry in inputs.entries), "the dividend with its ex day before"
    assert inputs.first_on == date(2021, 1, 4)
    assert set(inputs.instruments) == {story.share.pk, story.dollars.pk, story.fund.pk}


def test_the_mandate_in_force_is_the_latest_version_of_the_latest_day(story: Story) -> None:
    portfolio = story.book.portfolio
    later = MandateDraft(type="advisory", effective_from=date(2021, 6, 1), rule_pack="EU")
    mandate_create(actor=story.actor, portfolio=portfolio, draft=later)
    assert agreed_on(portfolio=portfolio, on=date(2021, 5, 31)).weights == {
        story.fund.pk: Decimal("0.6"),
        story.dollars.pk: Decimal("0.4"),
    }
    second = agreed_on(portfolio=portfolio, on=date(2021, 6, 1))
    assert (second.mandate.version if second.mandate else 0, second.weights, second.allocation) == (2, {}, ())
    assert agreed_on(portfolio=portfolio, on=date(2021, 1, 3)).mandate is None


def test_a_mandate_recorded_later_is_not_known(story: Story) -> None:
    moment = Mandate.objects.get().created_at - timedelta(seconds=1)
    assert agreed_on(portfolio=story.book.portfolio, on=UNTIL, known_at=moment).mandate is None
