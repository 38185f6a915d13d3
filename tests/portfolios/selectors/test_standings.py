"""Where portfolios stand, from stored valuations."""

from datetime import date
from decimal import Decimal

from portfolios.choices import FigureState
from portfolios.models import Valuation
from portfolios.selectors.standings import standings_of
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.valued import TODAY, make_share, make_valued


def test_a_standing_has_value_cash_and_the_return_of_the_year(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    standing = standings_of(portfolio_ids=[portfolio.pk], as_of=TODAY)[portfolio.pk]
    assert standing.market_value == Decimal(10500)
    assert standing.cash == Decimal(5000)
    assert standing.return_ytd == Decimal("0.05")
    assert standing.cash_weight == Decimal(5000) / Decimal(10500)
    assert standing.on == TODAY


def test_a_portfolio_stands_nowhere_before_its_first_valuation(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    assert standings_of(portfolio_ids=[portfolio.pk], as_of=date(2019, 1, 1)) == {}


def test_what_is_incomplete_has_no_value_and_no_cash_weight(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    rows = Valuation.objects.filter(portfolio=portfolio, on=TODAY)
    rows.update(market_value=None, state=FigureState.INCOMPLETE, missing=[{"why": "missing"}])
    standing = standings_of(portfolio_ids=[portfolio.pk], as_of=TODAY)[portfolio.pk]
    assert standing.market_value is None
    assert standing.cash_weight is None
    assert standing.state == FigureState.INCOMPLETE
