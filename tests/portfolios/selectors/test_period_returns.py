"""How values by day become returns, against figures computed by hand."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.returns import FlowTiming
from portfolios.choices import FigureState, Rebalanced
from portfolios.selectors.period_returns import (
    benchmark_name,
    benchmark_over,
    calendar_of,
    linked_return,
    returns_of_period,
)
from portfolios.selectors.valuations import DayPoint

MONDAY = date(2020, 1, 6)
TIMING = FlowTiming.IN_START_OUT_END


def points(*days: tuple[str | None, str]) -> list[DayPoint]:
    """Values with the inflow of their day."""
    zero = Decimal(0)
    return [
        DayPoint(
            on=MONDAY + timedelta(days=n),
            value=None if value is None else Decimal(value),
            cash=None,
            inflow=Decimal(inflow),
            outflow=zero,
            management_fees=zero,
            state=FigureState.COMPLETE,
        )
        for n, (value, inflow) in enumerate(days)
    ]


def levels(*days: tuple[str | None, str]) -> tuple[float | None, ...]:
    calendar = BusinessCalendar(frozenset())
    return returns_of_period(points(*days), timing=TIMING, calendar=calendar, benchmark=None).portfolio


def test_flows_of_the_opening_day_belong_to_the_period_before() -> None:
    assert levels(("100", "100"), ("110", "0"), ("231", "100")) == pytest.approx((1.0, 1.1, 1.21))


def test_days_before_first_funding_are_neutral() -> None:
    assert levels(("0", "0"), ("0", "0"), ("100", "100"), ("102", "0")) == pytest.approx((1, 1, 1, 1.02))


def test_the_line_ends_before_the_first_day_that_is_not_known() -> None:
    assert levels(("100", "0"), ("101", "0"), (None, "0"), ("103", "0")) == (
        1.0,
        pytest.approx(1.01),
        None,
        None,
    )
    found = linked_return(points(("100", "0"), (None, "0"), ("103", "0")), timing=TIMING)
    assert (found.value, found.reason) == (None, "missing_value")


def test_without_days_there_is_nothing() -> None:
    assert levels() == ()


class Market:
    """Prices of two instruments and one rate, the same on every day but the first."""

    def price(self, instrument: int, on: date) -> Any:
        value = {1: Decimal(10), 2: Decimal(20)}[instrument]
        return SimpleNamespace(
            value=value if on == MONDAY else value * Decimal("1.1") if instrument == 1 else value
        )

    def rate(self, base: str, quote: str, on: date) -> Any:
        return SimpleNamespace(
            value=Decimal(1) if base == quote else Decimal("0.9") if on == MONDAY else Decimal("0.99")
        )


def part(instrument: int, weight: str, name: str) -> Any:
    return SimpleNamespace(
        instrument_id=instrument, weight=Decimal(weight), instrument=SimpleNamespace(name=name)
    )


def test_the_benchmark_is_blended_in_the_currency_asked_for() -> None:
    market: Any = Market()
    days = [MONDAY, MONDAY + timedelta(days=1)]
    given: Any = {
        "rebalanced": Rebalanced.NEVER,
        "currency": "EUR",
        "currencies": {1: "EUR", 2: "USD"},
        "prices": market,
        "rates": market,
    }
    found = benchmark_over([part(1, "0.6", "A"), part(2, "0.4", "B")], days, **given)
    assert found is not None
    assert list(found.levels) == pytest.approx([1.0, 0.6 * 1.1 + 0.4 * 1.1])
    assert benchmark_over([], days, **given) is None
    assert benchmark_over([part(1, "1", "A")], [], **given) is None


def test_a_benchmark_is_named_by_its_parts_the_largest_first() -> None:
    assert benchmark_name([part(1, "0.4", "B"), part(2, "0.6", "A")]) == "60% A, 40% B"
    assert benchmark_name([part(1, "1", "World")]) == "World"
    assert benchmark_name([]) == ""


def test_a_calendar_is_made_once() -> None:
    assert calendar_of("LU") is calendar_of("LU")
