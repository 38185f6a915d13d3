"""The frozen value against figures worked out apart from it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Price, Transaction
from portfolios.services.valuations import valuations_run
from reporting.models import Statement, StatementVersion
from reporting.statement_data import StatementData, data_hash, from_json, to_json
from tenancy.errors import NotFound
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.conftest import make_actor
from tests.reporting.story import AFTER, UNTIL, Story


def step(data: StatementData, kind: str) -> Decimal:
    found = next(line.amount for line in data.change.steps if line.kind == kind)
    assert found is not None
    return found


def test_the_steps_are_sums_of_bookings_known_beforehand(story: Story) -> None:
    data = story.build()
    assert step(data, "contributions") == 10000
    assert step(data, "withdrawals") == -5000
    assert step(data, "fees") == -(Decimal("19.75") + Decimal("412.37") + 25)
    rate = story_rate(date(2021, 6, 28))
    assert step(data, "taxes") == pytest.approx(-(Decimal(105) + Decimal(45) / rate))
    assert step(data, "income") == pytest.approx(Decimal(700) + Decimal(300) / rate - Decimal("1.10"))


def story_rate(on: date) -> Decimal:
    from portfolios.models import FxRate

    return FxRate.objects.get(base="EUR", quote="USD", on=on).rate


def test_opening_and_steps_reach_the_closing_value_to_the_cent(story: Story) -> None:
    change = story.build().change
    assert change.opening_value is not None
    assert change.closing_value is not None
    cents = [line.shown for line in change.steps if line.shown is not None]
    assert round(change.opening_value, 2) + sum(cents) == round(change.closing_value, 2)
    assert {line.kind for line in change.steps} == {
        "contributions", "withdrawals", "income", "price", "fx", "fees", "taxes",
    }  # fmt: skip
    assert change.gain == pytest.approx(change.closing_value - change.opening_value - 5000)


def test_the_closing_value_is_its_parts(story: Story) -> None:
    data = story.build()
    parts = [line.market_value for line in data.holdings] + [line.closing_value for line in data.cash]
    parts += [line.value for line in data.receivables]
    assert sum(part for part in parts if part is not None) == data.change.closing_value
    assert sum(line.weight for line in data.allocation if line.weight) == pytest.approx(Decimal(1))
    by_hand = Decimal(300) * Price.objects.get(instrument=story.share, on=UNTIL).price
    assert next(line.market_value for line in data.holdings if line.name == "Novaterra SE") == by_hand


def test_tables_by_kind_add_up_to_their_step(story: Story) -> None:
    data = story.build()
    assert {line.kind: line.amount for line in data.fees} == {
        "custody": Decimal(25),
        "management": Decimal("412.37"),
        "transaction": Decimal("19.75"),
    }
    assert {line.kind for line in data.income} == {"dividend", "interest_charge"}
    assert sum(line.shown for line in data.fees if line.shown) == -next(
        line.shown for line in data.change.steps if line.kind == "fees" and line.shown
    )


def test_what_is_stored_is_not_needed(story: Story) -> None:
    """The same hash with stored valuations and without any."""
    before = data_hash(story.build())
    valuations_run(actor=story.actor, portfolio_ids=[story.book.portfolio.pk], until=UNTIL)
    assert data_hash(story.build()) == before


def test_a_missing_price_leaves_its_figures_out_and_names_it(story: Story) -> None:
    from tests.portfolios.book_builder import make_instrument

    unlisted = make_instrument("Unlisted Holding AG", asset_class="alternative")
    story.book.book("buy", "2021-06-01", instrument=unlisted, quantity="10", price="50", amount="500")
    data = story.build()
    assert (data.change.closing_value, data.change.gain) == (None, None)
    assert data.period.state == "incomplete"
    assert [(line.subject, line.reason) for line in data.missing] == [("Unlisted Holding AG", "missing")]
    line = next(each for each in data.holdings if each.name == "Unlisted Holding AG")
    assert (line.price, line.market_value, line.weight, line.unrealized_gain) == (None, None, None, None)
    assert data.performance.time_weighted_return is None
    assert data.performance.reasons["time_weighted_return"] == "missing_value"
    assert all(each.weight is None for each in data.allocation)
    assert step(data, "fees") < 0, "what is known stays"


def test_an_old_price_is_an_estimate_with_its_day(story: Story) -> None:
    data = story.build(after=UNTIL, until=date(2021, 7, 31))
    assert data.period.state == "estimated"
    assert {(line.subject, line.reason, line.last_on) for line in data.missing} >= {
        ("Novaterra SE", "stale", UNTIL)
    }
    assert data.change.closing_value is not None


def test_what_was_recorded_later_is_not_known(story: Story) -> None:
    """Rows of one transaction share a moment, so the present one stands before them all."""
    first = Transaction.objects.order_by("created_at").first()
    assert first is not None
    data = story.build(known_at=first.created_at - timedelta(seconds=1))
    assert (data.transactions, data.holdings) == ((), ())
    assert data.change.closing_value == 0
    assert data.performance.reasons["time_weighted_return"] == "no_data"


def test_the_period_before_the_opening_is_empty(story: Story) -> None:
    data = story.build(after=date(2020, 9, 30), until=date(2020, 12, 31))
    assert data.change.opening_value == data.change.closing_value == 0
    assert data.performance.inception_on is None


def test_the_first_period_begins_with_nothing(story: Story) -> None:
    data = story.build(after=date(2020, 12, 31), until=AFTER)
    assert data.change.opening_value == 0
    assert step(data, "contributions") == 150000
    assert data.performance.since_inception == data.performance.time_weighted_return


def test_a_released_statement_is_corrected_in_the_next(story: Story) -> None:
    actor = make_actor(story.tenant, Role.COMPLIANCE)
    first = story.build(after=date(2020, 12, 31), until=AFTER, known_at=timezone.now())
    _release(story, first, actor)
    assert [line for line in story.build().change.steps if line.kind == "corrections"] == []
    story.book.book(
        "deposit", "2021-03-01", amount="123.45", created_at=timezone.now() + timedelta(minutes=1)
    )
    data = story.build()
    assert step(data, "corrections") == Decimal("123.45")
    assert data.change.opening_value == first.change.closing_value


def _release(story: Story, data: StatementData, actor: Actor) -> None:
    from tenancy.services.documents import document_store

    statement = Statement.objects.create(
        portfolio=story.book.portfolio,
        kind="quarterly",
        period_from=data.period.after,
        period_to=data.period.until,
        due_on=UNTIL,
    )
    StatementVersion.objects.create(
        statement=statement,
        version=1,
        language="en",
        data=to_json(data),
        data_hash=data_hash(data),
        known_at=data.period.known_at,
        state="released",
        released_by=actor.user,
        released_at=timezone.now(),
        document=document_store(
            tenant=story.tenant,
            name="s.pdf",
            content=b"%PDF",
            content_type="application/pdf",
            stored_by=actor.user,
        ),
    )


def test_a_period_without_a_day_is_refused(story: Story) -> None:
    with pytest.raises(ValueError, match="no day"):
        story.build(after=UNTIL, until=UNTIL)


def test_who_may_not_see_the_portfolio_finds_nothing(story: Story) -> None:
    from reporting.selectors.statement_build import statement_data_build

    advisor = make_actor(story.tenant, Role.ADVISOR)
    with pytest.raises(NotFound):
        statement_data_build(
            actor=advisor,
            portfolio=story.book.portfolio,
            kind="quarterly",
            after=AFTER,
            until=UNTIL,
            known_at=timezone.now(),
        )


def test_it_survives_json(story: Story) -> None:
    data = story.build()
    assert from_json(to_json(data)) == data
