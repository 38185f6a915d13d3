"""Open differences: who sees them, and which of them block a statement."""

from datetime import date

import pytest

from portfolios.models import BreakState, Portfolio
from portfolios.selectors.reconciliation import break_list, open_breaks
from portfolios.services.imports import import_now
from portfolios.services.reconciliation import break_explain
from portfolios.services.transactions import transactions_post
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.factories.book import deposit


@pytest.fixture
def differing(operations: Actor, portfolio: Portfolio) -> Portfolio:
    """100 in the book, 90 at the custodian at the end of March."""
    transactions_post(actor=operations, portfolio=portfolio, drafts=[deposit("100.00", date(2022, 3, 1))])
    content = b"account,as_of,currency,amount\nP-1-EUR,2022-03-31,EUR,90.00\n"
    import_now(actor=operations, kind="custodian_positions", name="c.csv", content=content)
    return portfolio


def test_a_difference_is_open_until_decided(operations: Actor, differing: Portfolio) -> None:
    (item,) = open_breaks(differing)
    assert (item.book_quantity, item.custodian_quantity, item.currency) == (100, 90, "EUR")
    break_explain(actor=operations, item=item, reason="cheque on its way")
    assert list(open_breaks(differing)) == []
    assert list(break_list(operations, state=BreakState.EXPLAINED)) == [item]


def test_a_later_list_does_not_block_an_earlier_period(differing: Portfolio) -> None:
    assert open_breaks(differing, until=date(2022, 3, 31)).count() == 1
    assert open_breaks(differing, until=date(2022, 3, 30)).count() == 0


def test_an_advisor_sees_those_of_granted_clients(actors: dict[Role, Actor], differing: Portfolio) -> None:
    advisor = actors[Role.ADVISOR]
    assert break_list(advisor).count() == 0
    assert advisor.user is not None
    grant(advisor.user, differing.client)
    assert break_list(advisor).count() == 1
