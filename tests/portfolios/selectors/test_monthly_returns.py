"""Returns month by month."""

from datetime import date
from decimal import Decimal

from portfolios.models import Valuation
from portfolios.selectors.monthly_returns import monthly_returns
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.valued import TODAY, make_share, make_valued


def test_months_link_to_the_year(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    first, second = monthly_returns(portfolio=portfolio, until=TODAY)
    assert (first.year, first.months[11], first.months[0]) == (2020, Decimal(0), None)
    assert second.months[:3] == (Decimal(0), Decimal("0.05"), None)
    assert second.total == Decimal("0.05")


def test_a_month_without_a_value_at_its_end_has_none_and_nor_has_the_next(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    Valuation.objects.filter(portfolio=portfolio, on=date(2021, 1, 31)).update(unit_value=None)
    second = monthly_returns(portfolio=portfolio, until=TODAY)[1]
    assert second.months[:2] == (None, None)
    assert second.total == Decimal("0.05")


def test_there_is_nothing_before_the_first_valuation(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    assert monthly_returns(portfolio=portfolio, until=date(2019, 1, 1)) == []
