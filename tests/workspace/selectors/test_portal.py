"""Where a client's portfolios stand, by figures known beforehand, and who looked."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.services.valuations import valuations_run
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant, system_actor
from tenancy.roles import Role
from tests.conftest import make_actor
from tests.portfolios.book_builder import BookBuilder, make_instrument, quote, rate
from workspace.selectors.portal import (
    looks_at_own_data,
    money_days,
    own_portfolios,
    own_transactions,
    standings_for,
    wealth_of,
)

AS_OF = date(2021, 1, 5)


@pytest.fixture
def book(scope: Tenant) -> BookBuilder:
    """100 shares bought at 10, at 12 over the turn of the year, then 15; 500 paid in, 200 taken out in January."""
    made, share = BookBuilder(opened_on="2020-12-30"), make_instrument()
    quote(share, d2020_12_30="10", d2020_12_31="12", d2021_01_04="15")
    made.book("deposit", "2020-12-30", amount="1000")
    made.book("buy", "2020-12-30", instrument=share, quantity="100", price="10", amount="1000")
    made.book("deposit", "2021-01-04", amount="500")
    made.book("withdrawal", "2021-01-05", amount="200")
    valuations_run(actor=system_actor(scope), portfolio_ids=[made.portfolio.pk], until=AS_OF)
    return made


def client_of(tenant: Tenant, book: BookBuilder) -> Actor:
    actor = make_actor(tenant, Role.CLIENT)
    assert actor.user is not None
    grant(actor.user, book.client)
    return actor


def test_the_change_of_the_year_leaves_out_what_was_paid(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    (standing,) = standings_for(actor=actor, portfolios=own_portfolios(actor=actor), as_of=AS_OF)
    assert (standing.on, standing.value, standing.statement) == (AS_OF, Decimal(1800), None)
    assert standing.year is not None
    assert (standing.year.since, standing.year.gain) == (date(2020, 12, 31), Decimal(300))
    assert (standing.year.paid_in, standing.year.paid_out) == (500, 200)
    assert standing.year.rate == pytest.approx(Decimal(2000) / Decimal(1700) - 1)


def test_a_portfolio_of_this_year_counts_from_its_first_day(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    (standing,) = standings_for(actor=actor, portfolios=own_portfolios(actor=actor), as_of=date(2020, 12, 31))
    assert standing.year is not None
    assert (standing.year.gain, standing.year.paid_in) == (200, 1000)
    assert standing.year.rate == pytest.approx(Decimal("0.2"))


def test_value_and_money_put_in_by_day(scope: Tenant, book: BookBuilder) -> None:
    days = {day.on: (day.value, day.put_in) for day in money_days(portfolio=book.portfolio, until=AS_OF)}
    assert days[date(2020, 12, 31)] == (1200, 1000)
    assert days[AS_OF] == (1800, 1300)


def test_everything_together_is_converted_or_openly_incomplete(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    dollars = BookBuilder(currency="USD", opened_on="2021-01-04")
    assert actor.user is not None
    grant(actor.user, dollars.client)
    dollars.book("deposit", "2021-01-04", amount="120")
    valuations_run(actor=system_actor(scope), portfolio_ids=[dollars.portfolio.pk], until=AS_OF)

    def wealth() -> Decimal | None:
        standings = standings_for(actor=actor, portfolios=own_portfolios(actor=actor), as_of=AS_OF)
        return wealth_of(tenant=scope, standings=standings, as_of=AS_OF).total

    assert wealth() is None, "no rate is known"
    rate("EUR", "USD", scope.pk, d2021_01_04="1.2")
    assert wealth() == pytest.approx(Decimal(1900))


def test_of_one_currency_the_gain_is_told_too(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    standings = standings_for(actor=actor, portfolios=own_portfolios(actor=actor), as_of=AS_OF)
    wealth = wealth_of(tenant=scope, standings=standings, as_of=AS_OF)
    assert (wealth.currency, wealth.total, wealth.gain, wealth.is_converted) == ("EUR", 1800, 300, False)


def test_nobody_elses_portfolios_and_bookings(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    other = BookBuilder()
    other.book("deposit", "2020-01-02", amount="1")
    assert own_portfolios(actor=actor) == [book.portfolio]
    rows = own_transactions(actor=actor)
    assert {row.portfolio_id for row in rows} == {book.portfolio.pk}
    assert [row.trade_date for row in rows] == sorted((row.trade_date for row in rows), reverse=True)


def test_who_looked_is_told_by_name_and_never_whom_else(scope: Tenant, book: BookBuilder) -> None:
    actor = client_of(scope, book)
    advisor = make_actor(scope, Role.ADVISOR)
    other = BookBuilder()

    def look(by: Actor, *clients: int) -> AccessEvent:
        made: AccessEvent = AccessEvent.objects.create(
            user=by.user,
            role=by.role,
            surface="page",
            purpose="holdings",
            route="x",
            client_ids=list(clients),
        )
        return made

    seen = look(advisor, book.client.pk, other.client.pk)
    look(advisor, other.client.pk)
    own = look(actor, book.client.pk)
    nobody = AccessEvent.objects.create(
        role=Role.SYSTEM, surface="job", purpose="job", route="x", client_ids=[book.client.pk]
    )
    assert list(looks_at_own_data(actor=actor, include_own=False)) == [nobody, seen]
    assert list(looks_at_own_data(actor=actor, include_own=True)) == [nobody, own, seen]
