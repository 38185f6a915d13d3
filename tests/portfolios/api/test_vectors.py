"""The reference cases, posted through the API: what holdings, performance and positions answer is what is stated."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from tenancy.models import Tenant
from tests.caller import caller_of
from tests.portfolios.api.vector_cases import PostedCase, Row, ledger_cases

CASES = {str(case["id"]): case for case in ledger_cases()}
METHODS = {"fifo": "fifo", "avg": "average"}
BY_METHOD = re.compile(
    r"(?P<measure>cost_basis|realized_pnl|unrealized_pnl)_(?P<method>fifo|avg)_(?P<costs>incl|excl)_costs"
)
TOTALS = {
    "closing_value": "closing_value",
    "opening_value": "opening_value",
    "net_external_flows": "external_flows",
    "absolute_gain": "absolute_gain",
    "income_gross": "income_gross",
    "fees_total": "fees",
    "taxes_total": "taxes",
    "twr": "time_weighted_return",
}
POSITION = {
    "dividends_gross": "dividends_gross",
    "dividends_net": "dividends_net",
    "fees_total": "fees",
    "taxes_total": "taxes",
    "total_gain_after_costs": "total_gain",
    "twr": "time_weighted_return",
}
type Figures = Mapping[str, str | None]
"""Some of an answer: figures as text, None where the product declines."""
FEWEST: Mapping[str, int] = {
    "pp-fifo-per-custody-account": 6,
    "pp-fifo-two-custody-accounts-one-closed": 7,
    "pp-fifo-after-chained-transfers": 2,
    "pp-internal-transfer-of-part-of-two-lots": 1,
    "pp-fifo-avg-sell-before-second-buy": 8,
    "pp-large-quantity-low-price": 3,
    "pp-dividend-yield-on-cost": 0,
    "pp-interest-charged-and-fee-refunded": 3,
    "pp-interest-with-tax": 5,
    "gf-foreign-cash": 7,
    "pp-usd-share-bought-in-two-currencies": 10,
    "pp-two-currency-statement": 7,
    "pp-two-currency-period": 4,
    "pp-usd-fractional-partial-sale": 4,
    "pp-usd-share-booked-in-eur": 5,
    "pp-closed-usd-trade-with-costs": 2,
    "pp-opening-lot-revalued-at-period-start": 0,
    "pp-fx-gain-split-period": 2,
    "pp-temporarily-negative-holding": 2,
    "pp-period-partial-sale-fee": 5,
    "gf-buy": 5,
    "gf-btc-buy-usd": 6,
    "gf-unquoted-asset": 4,
    "pp-cad-trade": 4,
    "pp-long-trade": 2,
    "pp-long-several-buys-one-sale": 6,
    "gf-no-split": 3,
    "gf-split-2-for-1": 4,
    "gf-split-then-sell": 4,
    "gf-two-splits-fractional": 3,
}
"""So many stated figures of a case are compared at the least: a mapping that finds none must not pass."""


def period(row: Row) -> dict[str, str]:
    """The period of an expected row as the query of a call."""
    return {"to": row["as_of"], **({"from_": row["from"]} if row.get("from") else {})} | (
        {"currency": row["currency"]} if row.get("currency") else {}
    )


def of_portfolio(posted: PostedCase, row: Row) -> str | None:
    """A total of the portfolio, where the case says what money there is."""
    name = TOTALS.get(row["metric"])
    if name is None or not posted.models_cash:
        return None
    figures: Figures = posted.read("performance", **period(row))
    return figures[name]


def of_position(posted: PostedCase, row: Row) -> str | None:
    """A figure of one instrument."""
    instrument = posted.instruments[row["scope"].partition(":")[2]]
    if row["metric"] in {"quantity", "market_value"}:
        held = [
            each for each in _holdings(posted, row, "fifo", "included") if each["instrument"] == instrument
        ]
        return total(each[row["metric"]] for each in held)
    if row["metric"] in POSITION:
        return _position(posted, row, instrument, "fifo", "included")[POSITION[row["metric"]]]
    asked = BY_METHOD.fullmatch(row["metric"])
    if asked is None or (asked["method"] == "avg" and posted.pools_by_account):
        return None  # the cases average over the whole book, a portfolio over what it pools
    method, costs = METHODS[asked["method"]], "included" if asked["costs"] == "incl" else "excluded"
    if asked["measure"] == "realized_pnl":
        return _position(posted, row, instrument, method, costs)["realized_gain"]
    if asked["measure"] == "unrealized_pnl":
        return _position(posted, row, instrument, method, costs)["unrealized_gain"]
    if row.get("from"):
        return None
    held = [each for each in _holdings(posted, row, method, costs) if each["instrument"] == instrument]
    return total(each["cost_basis"] for each in held)


def of_account(posted: PostedCase, row: Row) -> str | None:
    """The balance of a cash account in its own currency."""
    if row["metric"] != "cash_balance":
        return None
    account = posted.accounts[row["scope"].partition(":")[2]]
    cash = posted.read("holdings", as_of=row["as_of"])["cash"]
    return next((each["balance"] for each in cash if each["account"] == account), "0")


READERS: Mapping[str, Callable[[PostedCase, Row], str | None]] = {
    "portfolio": of_portfolio,
    "position": of_position,
    "account": of_account,
}


def _holdings(posted: PostedCase, row: Row, method: str, costs: str) -> Any:
    query = period(row) | {"cost_method": method, "costs": costs}
    query.pop("from_", None)
    return posted.read("holdings", **query)["results"]


def _position(posted: PostedCase, row: Row, instrument: str, method: str, costs: str) -> Figures:
    found: list[Figures] = posted.read("positions", cost_method=method, costs=costs, **period(row))["results"]
    return next(each for each in found if each["instrument"] == instrument)


def total(figures: Iterable[str | None]) -> str | None:
    """Their sum; None where the product declines one of them."""
    listed = list(figures)
    return None if None in listed else str(sum(Decimal(each) for each in listed if each is not None))


def stated(row: Row) -> Decimal:
    """The figure stated; where it rests on values rounded to cents, the same arithmetic unrounded."""
    return Decimal(row.get("without_rounding", row["value"]))


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_stated(name: str, firm: Tenant) -> None:
    posted = PostedCase(caller_of(firm), CASES[name]).post()
    assert posted.answer.status_code == 201, posted.answer.content
    compared = 0
    for row in CASES[name]["expected"]:
        reader = READERS.get(row["scope"].partition(":")[0])
        found = reader(posted, row) if reader is not None and row["value"] is not None else None
        if found is not None:
            label = f"{row['metric']} {row['scope']} {row.get('from')} {row['as_of']}"
            difference = abs(Decimal(found) - stated(row))
            assert difference <= max(Decimal(row.get("tolerance", 0)), Decimal("1e-9")), (
                label,
                found,
                stated(row),
            )
            compared += 1
    assert compared >= FEWEST[name]
