"""Returns of the period against figures chained by hand from the daily points."""

import itertools
from decimal import Decimal

import pytest

from portfolios.analytics.performance import Measured
from portfolios.models import Price
from reporting.selectors.statement_inputs import statement_inputs
from reporting.selectors.statement_returns import days_of, exact
from tests.reporting.story import AFTER, UNTIL, Story


def test_the_return_is_the_chain_of_its_days(story: Story) -> None:
    """Inflows at the start, outflows at the end of their day."""
    data = story.build()
    inputs = statement_inputs(tenant=story.tenant, portfolio=story.book.portfolio, until=UNTIL)
    facts = days_of(inputs, after=AFTER, until=UNTIL)
    linked = Decimal(1)
    for before, after in itertools.pairwise(facts):
        assert before.market_value is not None
        assert after.market_value is not None
        linked *= (after.market_value + after.outflow) / (before.market_value + after.inflow)
    assert data.performance.time_weighted_return == pytest.approx(linked - 1, abs=Decimal("1e-10"))
    assert data.series[-1].portfolio == data.performance.time_weighted_return
    assert (data.series[0].on, data.series[0].portfolio, len(data.series)) == (AFTER, 0, 92)


def test_gross_is_above_net_by_the_management_fee(story: Story) -> None:
    performance = story.build().performance
    assert performance.gross_return is not None
    assert performance.time_weighted_return is not None
    assert performance.gross_return > performance.time_weighted_return


def test_the_benchmark_is_the_blend_in_the_portfolios_currency(story: Story) -> None:
    data = story.build()
    assert data.performance.benchmark_name == "60% World Index Fund, 40% Blue Harbor Corp."
    assert data.series[0].benchmark == 0
    assert data.series[-1].benchmark == data.performance.benchmark_return


def test_a_benchmark_without_a_price_has_no_return_but_a_reason(story: Story) -> None:
    moment = Price.objects.filter(instrument=story.fund).latest("recorded_at").recorded_at
    from datetime import timedelta

    data = story.build(known_at=moment - timedelta(microseconds=1))
    assert data.performance.benchmark_return is None
    assert data.performance.reasons["benchmark_return"]


def test_a_figure_has_twelve_digits_or_none() -> None:
    assert exact(Measured(0.1 + 0.2)) == Decimal("0.300000000000")
    assert exact(Measured(None, "no_data")) is None
