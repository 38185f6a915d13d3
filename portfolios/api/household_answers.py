"""From what the selectors know of a household to the JSON of an answer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from portfolios.api.answers import holdings_answer, missing_rows, performance_body
from portfolios.api.figures import Digits
from portfolios.models import Portfolio
from portfolios.selectors.holdings import HoldingsReport
from portfolios.selectors.households import HouseholdPerformance

ZERO = Decimal(0)


def household_holdings_answer(
    portfolios: Sequence[Portfolio], reports: Sequence[HoldingsReport], digits: Digits
) -> dict[str, Any]:
    """The holdings of every portfolio, each row with its portfolio and its share of the whole."""
    total = _sum(report.total for report in reports)
    results, cash = [], []
    for portfolio, report in zip(portfolios, reports, strict=True):
        answer = holdings_answer(report, digits)
        named = {"portfolio": portfolio.public_id}
        for row, shown in zip(report.rows, answer["results"], strict=True):
            share = row.market_value / total if total and row.market_value is not None else None
            results.append({**named, **shown, "weight": digits.number(share)})
        cash += [{**named, **shown} for shown in answer["cash"]]
    missing = dict.fromkeys(row for report in reports for row in report.missing)
    return {
        "complete": all(report.is_complete for report in reports),
        "missing": missing_rows(missing),
        "market_value": digits.money(total),
        "cash_value": digits.money(_sum(report.cash_total for report in reports)),
        "results": results,
        "next": None,
        "cash": cash,
    }


def household_performance_answer(found: HouseholdPerformance, digits: Digits) -> dict[str, Any]:
    """How the household did."""
    amounts = {
        "opening_value": found.opening_value,
        "closing_value": found.closing_value,
        "external_flows": found.external_flows,
        "absolute_gain": found.absolute_gain,
        "income_gross": _sum(each.income_total for each in found.sums),
        "fees": _sum(each.fees_total for each in found.sums),
        "taxes": _sum(each.taxes for each in found.sums),
    }
    incomplete = [str(portfolio.public_id) for portfolio in found.incomplete]
    return {
        "complete": found.is_complete,
        "missing": [],
        "incomplete_portfolios": incomplete,
        **performance_body(amounts, found.figures, digits),
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
