"""Headline returns from the line of unit values."""

from datetime import date, timedelta
from decimal import Decimal

from portfolios.selectors.unit_values import UnitLine, unit_line
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.valued import OPENED, TODAY, make_share, make_valued


def line(*values: str, first: date, step: int) -> UnitLine:
    """A line with a value every `step` days."""
    points = tuple((first + timedelta(days=step * n), Decimal(value)) for n, value in enumerate(values))
    return UnitLine(first=first, until=points[-1][0], values=points)


def test_the_stored_line_begins_at_funding_and_ends_today(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    found = unit_line(portfolio=portfolio, until=TODAY)
    assert found.first == OPENED
    assert found.since_inception == Decimal("0.05")
    assert found.year_to_date == Decimal("0.05")
    assert found.annualized is None
    assert found.largest_fall == 0


def test_a_year_and_more_is_annualised() -> None:
    found = line("1", "1.21", first=date(2019, 1, 1), step=730)
    assert found.annualized is not None
    assert abs(found.annualized - 0.1) < 1e-12


def test_the_deepest_fall_is_from_the_peak() -> None:
    assert line("1", "1.2", "0.9", "1.1", first=date(2020, 1, 1), step=30).largest_fall == Decimal("-0.25")


def test_nothing_is_known_before_funding() -> None:
    empty = UnitLine(first=OPENED, until=TODAY, values=())
    assert (empty.since_inception, empty.annualized, empty.year_to_date, empty.largest_fall) == (None,) * 4
