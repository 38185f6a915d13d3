"""Locks: in key order, told when something is missing, and marks that only move back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Client
from portfolios.locks import market_data_lock, portfolio_lock, portfolios_lock, portfolios_mark_stale
from portfolios.models import Portfolio
from tenancy.errors import NotFound
from tenancy.permissions import Actor
from tests.factories.book import make_portfolio


def test_portfolios_are_locked_in_the_order_of_their_keys(operations: Actor, client_row: Client) -> None:
    made = [make_portfolio(operations, client_row, f"L-{n}").pk for n in range(3)]
    with CaptureQueriesContext(connection) as queries:
        locked = portfolios_lock(reversed(made))
    assert [portfolio.pk for portfolio in locked] == made
    (query,) = queries.captured_queries
    assert query["sql"].endswith("FOR NO KEY UPDATE")


def test_a_portfolio_that_is_not_there_is_said(portfolio: Portfolio) -> None:
    with pytest.raises(NotFound):
        portfolios_lock([portfolio.pk, portfolio.pk + 1000])
    assert portfolio_lock(portfolio.pk) == portfolio


def test_a_mark_only_moves_back(portfolio: Portfolio) -> None:
    for day, expected in ((5, 5), (7, 5), (3, 3)):
        portfolios_mark_stale({portfolio.pk: date(2022, 3, day)})
        portfolio.refresh_from_db()
        assert portfolio.stale_from == date(2022, 3, expected)
    portfolios_mark_stale({})


def test_the_lock_on_market_data_ends_with_the_transaction(portfolio: Portfolio) -> None:
    market_data_lock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)
