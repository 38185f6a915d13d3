"""Performance of a period."""

from typing import Any

import pytest

from portfolios.selectors import holdings, valuations
from portfolios.selectors.books import new_book
from portfolios.selectors.performance import portfolio_performance
from portfolios.services.valuations import valuations_run
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


@pytest.fixture
def book(scope: Tenant) -> BookBuilder:
    """1,000 in, 50 shares at 10; a fee of 10; a deposit of 500; the share ends at 12."""
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument()
    quote(share, d2020_01_02="10", d2020_01_03="11", d2020_01_06="12", d2020_01_07="12")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-02", instrument=share, quantity="50", price="10", amount="500")
    book.book("fee", "2020-01-03", amount="10", fee_kind="management")
    book.book("deposit", "2020-01-06", amount="500")
    book.book("interest", "2020-01-07", amount="5")
    return book


@pytest.mark.parametrize("is_stored", [False, True])
def test_figures_tie_stored_or_walked(scope: Tenant, book: BookBuilder, is_stored: bool) -> None:
    if is_stored:
        valuations_run(actor=system_actor(scope), portfolio_ids=[book.portfolio.pk], until=day("2020-01-07"))
        book.portfolio.refresh_from_db()
    found = portfolio_performance(
        tenant=scope, portfolio=book.portfolio, after=day("2020-01-02"), until=day("2020-01-07")
    )
    assert (found.opening_value, found.closing_value, found.external_flows) == (1000, 1595, 500)
    assert found.absolute_gain == 95
    assert (found.sums.income_total, found.sums.fees_total, found.sums.taxes) == (5, 10, 0)
    linked = (1040 / 1000) * (1590 / (1040 + 500)) * (1595 / 1590) - 1
    assert found.figures.time_weighted_return.value == pytest.approx(linked, abs=1e-12)
    gross = (1050 / 1000) * (1590 / (1040 + 500)) * (1595 / 1590) - 1
    assert found.figures.time_weighted_return_gross.value == pytest.approx(gross, abs=1e-12)
    assert found.points[-1].portfolio == pytest.approx(linked, abs=1e-12)
    assert found.reasons["benchmark_return"] == "no_data"
    assert found.reasons["time_weighted_return_annualized"] == "under_one_year"


def test_without_a_beginning_it_starts_before_the_first_booking(scope: Tenant, book: BookBuilder) -> None:
    found = portfolio_performance(tenant=scope, portfolio=book.portfolio, until=day("2020-01-07"))
    assert (found.opening_value, found.external_flows, found.absolute_gain) == (0, 1500, 95)


def test_a_period_that_cannot_be_valued_says_so(scope: Tenant) -> None:
    book, share = BookBuilder(opened_on="2020-01-02"), make_instrument("Unquoted AG")
    book.book("deposit", "2020-01-02", amount="1000")
    book.book("buy", "2020-01-03", instrument=share, quantity="5", price="10", amount="50")
    found = portfolio_performance(
        tenant=scope, portfolio=book.portfolio, after=day("2020-01-02"), until=day("2020-01-06")
    )
    assert (found.closing_value, found.absolute_gain, found.is_complete) == (None, None, False)
    assert found.figures.time_weighted_return.value is None
    assert [each.subject for each in found.missing] == ["Unquoted AG"]


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("currency", [None, "USD"])
def test_the_ledger_is_folded_once(
    scope: Tenant, book: BookBuilder, is_stored: bool, currency: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_stored:
        valuations_run(actor=system_actor(scope), portfolio_ids=[book.portfolio.pk], until=day("2020-01-07"))
        book.portfolio.refresh_from_db()
    folded = []

    def counting(*args: Any, **options: Any) -> Any:
        folded.append(args)
        return new_book(*args, **options)

    monkeypatch.setattr(holdings, "new_book", counting)
    monkeypatch.setattr(valuations, "new_book", counting)
    found = portfolio_performance(
        tenant=scope,
        portfolio=book.portfolio,
        after=day("2020-01-02"),
        until=day("2020-01-07"),
        currency=currency,
    )
    assert len(folded) == 1
    assert (found.report.as_of, found.report.currency) == (day("2020-01-07"), currency or "EUR")
    assert found.sums.fees.keys() == {"management"}
