"""A person's book and its sum."""

from decimal import Decimal
from typing import Any

from portfolios.models import Valuation
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.factories.book import make_client, make_portfolio
from tests.factories.valued import TODAY, make_share, make_valued
from workspace.selectors.books import book_lines, book_totals, portfolio_rows


def test_totals_add_what_is_known_and_count_what_is_not(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    share = make_share(operations)
    make_valued(operations, share, reference="P-1")
    make_valued(operations, share, reference="P-2")
    make_portfolio(operations, make_client("C-9"), "P-9")
    lines = book_lines(
        actor=operations, portfolios=list(portfolio_rows(actor=operations).order_by("pk")), as_of=TODAY
    )
    totals = book_totals(lines=lines, tenant=operations.tenant, as_of=TODAY)
    assert (totals.value, totals.unknown, totals.portfolios, totals.clients) == (Decimal(21000), 1, 3, 3)
    assert totals.flows == 0
    assert lines[2].standing is None


def test_a_currency_without_a_rate_is_not_guessed(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    portfolio = make_portfolio(operations, make_client(), currency="USD")
    Valuation.objects.create(
        portfolio=portfolio, on=TODAY, market_value=5, cash=5, inflow=5, outflow=0, inflow_in_kind=0,
        management_fees=0, net_purchases=0, state="complete",
    )  # fmt: skip
    lines = book_lines(actor=operations, portfolios=[portfolio], as_of=TODAY)
    totals = book_totals(lines=lines, tenant=operations.tenant, as_of=TODAY)
    assert (totals.value, totals.unknown, totals.flows) == (0, 1, None)


def test_a_book_takes_the_same_queries_for_one_and_for_three(
    actors: dict[Role, Actor], django_assert_num_queries: Any
) -> None:
    operations = actors[Role.OPERATIONS]
    share = make_share(operations)
    portfolios = [make_valued(operations, share, reference=f"P-{n}") for n in range(3)]
    for some in (portfolios[:1], portfolios):
        with django_assert_num_queries(3):
            book_lines(actor=operations, portfolios=some, as_of=TODAY)


def test_an_advisor_finds_granted_portfolios_by_name_of_either(actors: dict[Role, Actor]) -> None:
    operations, advisor = actors[Role.OPERATIONS], actors[Role.ADVISOR]
    mine = make_portfolio(operations, make_client("C-1", name="Zoé Müller", search="zoe muller c-1"))
    make_portfolio(operations, make_client("C-2"), "P-2")
    assert advisor.user is not None
    grant(advisor.user, mine.client)
    assert list(portfolio_rows(actor=advisor)) == [mine]
    assert list(portfolio_rows(actor=advisor, text="zoe")) == [mine]
    assert not portfolio_rows(actor=advisor, text="P-2").exists()
