"""From what the selectors know to the JSON of an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from portfolios.analytics.performance import Measured, Performance
from portfolios.api.figures import Digits
from portfolios.selectors.holdings import CashRow, HoldingRow, HoldingsReport, MissingRow, ReceivableRow
from portfolios.selectors.performance import PortfolioPerformance
from portfolios.selectors.positions import PositionRow, RealizedRow

MONEY = (
    "opening_value",
    "closing_value",
    "external_flows",
    "absolute_gain",
    "income_gross",
    "fees",
    "taxes",
)
POSITION_MONEY = (
    "opening_value",
    "closing_value",
    "purchases",
    "sales",
    "dividends_gross",
    "dividends_net",
    "income_gross",
    "fees",
    "taxes",
    "realized_gain",
    "unrealized_gain",
    "total_gain",
)


def missing_rows(rows: Iterable[MissingRow]) -> list[dict[str, Any]]:
    """What is missing, by instrument or pair."""
    return [
        {
            "why": row.why,
            "instrument": row.instrument.public_id if row.instrument else None,
            "name": row.instrument.name if row.instrument else None,
            "base": row.base or None,
            "quote": row.quote or None,
            "last_on": row.last_on,
        }
        for row in rows
    ]


def holdings_answer(report: HoldingsReport, digits: Digits) -> dict[str, Any]:
    """Everything held at the close of a day."""
    return {
        "complete": report.is_complete,
        "missing": missing_rows(report.missing),
        "state": report.state,
        "market_value": digits.money(report.total),
        "cash_value": digits.money(report.cash_total),
        "results": [_holding(row, digits) for row in report.rows],
        "next": None,
        "cash": [_cash(row, digits) for row in report.cash],
        "receivables": [_receivable(row, digits) for row in report.receivables],
    }


def _holding(row: HoldingRow, digits: Digits) -> dict[str, Any]:
    money = {
        name: digits.money(getattr(row, name))
        for name in ("cost_basis", "market_value", "unrealized_gain", "unrealized_price", "unrealized_fx")
    }
    numbers = {
        name: digits.number(getattr(row, name))
        for name in ("quantity", "quantity_settled", "average_cost", "price", "fx_rate", "weight")
    }
    return {
        "instrument": row.instrument.public_id,
        "account": row.account.public_id if row.account else None,
        "price_currency": row.instrument.currency,
        "price_on": row.price_on,
        "price_state": row.price_state.value,
        "fx_on": row.fx_on,
        "fx_path": list(row.fx_path),
        "accrued_interest": digits.money(row.accrued_value),
        **money,
        **numbers,
    }


def _cash(row: CashRow, digits: Digits) -> dict[str, Any]:
    return {
        "account": row.account.public_id if row.account else None,
        "currency": row.currency,
        "balance": digits.money(row.balance, row.currency),
        "balance_settled": digits.money(row.balance_settled, row.currency),
        "fx_rate": digits.number(row.fx_rate),
        "fx_on": row.fx_on,
        "market_value": digits.money(row.market_value),
    }


def _receivable(row: ReceivableRow, digits: Digits) -> dict[str, Any]:
    return {
        "instrument": row.instrument.public_id if row.instrument else None,
        "currency": row.currency,
        "amount": digits.money(row.amount, row.currency),
        "due_on": row.due_on,
        "market_value": digits.money(row.market_value),
    }


def performance_answer(found: PortfolioPerformance, digits: Digits) -> dict[str, Any]:
    """How a portfolio did."""
    amounts = {
        "opening_value": found.opening_value,
        "closing_value": found.closing_value,
        "external_flows": found.external_flows,
        "absolute_gain": found.absolute_gain,
        "income_gross": found.sums.income_total,
        "fees": found.sums.fees_total,
        "taxes": found.sums.taxes,
    }
    return {
        "complete": found.is_complete,
        "missing": missing_rows(found.missing),
        **performance_body(amounts, found.figures, digits),
    }


def position_performance_answer(
    row: PositionRow, digits: Digits, *, missing: Iterable[MissingRow]
) -> dict[str, Any]:
    """How one position did: what it took in and gave back are its flows."""
    is_known = row.closing_value is not None and row.opening_value is not None and row.flows is not None
    amounts = {
        "opening_value": row.opening_value,
        "closing_value": row.closing_value,
        "external_flows": row.flows,
        "absolute_gain": row.total_gain,
        "income_gross": row.income_gross,
        "fees": row.fees,
        "taxes": row.taxes,
    }
    return {
        "complete": is_known,
        "missing": missing_rows(missing),
        **performance_body(amounts, row.figures, digits),
    }


def performance_body(amounts: Mapping[str, Any], figures: Performance, digits: Digits) -> dict[str, Any]:
    """Money and fractions of a period, with the reason of each null."""
    measured = {
        each.name: getattr(figures, each.name)
        for each in fields(figures)
        if isinstance(getattr(figures, each.name), Measured)
    }
    unknown = {name: "missing_value" for name in MONEY if amounts[name] is None}
    falling = (
        {} if figures.max_drawdown_days is not None else {"max_drawdown_days": figures.max_drawdown.reason}
    )
    return {
        **{name: digits.money(amounts[name]) for name in MONEY},
        **{name: digits.measured(each) for name, each in measured.items()},
        "max_drawdown_days": figures.max_drawdown_days,
        "ambiguous": [name for name, each in measured.items() if each.ambiguous],
        "reasons": {**unknown, **figures.reasons, **falling},
    }


def position_row(row: PositionRow, digits: Digits) -> dict[str, Any]:
    """One instrument over the period."""
    unknown = {name: "missing_value" for name in POSITION_MONEY if getattr(row, name) is None}
    returns = ("time_weighted_return", "money_weighted_return")
    reasons = {name: why for name, why in row.figures.reasons.items() if name in returns}
    return {
        "instrument": row.instrument.public_id,
        "name": row.instrument.name,
        **{name: digits.money(getattr(row, name)) for name in POSITION_MONEY},
        **{name: digits.measured(getattr(row.figures, name)) for name in returns},
        "reasons": {**unknown, **reasons},
    }


def realized_row(row: RealizedRow, accounts: Mapping[int, UUID], digits: Digits) -> dict[str, Any]:
    """One lot that ended."""
    return {
        "instrument": row.instrument.public_id,
        "account": accounts.get(row.account_id) if row.account_id is not None else None,
        "acquired": row.acquired_on,
        "disposed": row.disposed_on,
        "quantity": digits.number(row.quantity),
        "is_transfer": row.is_transfer,
        **{
            name: digits.money(getattr(row, name))
            for name in ("cost", "proceeds", "gain", "price_part", "fx_part", "costs")
        },
    }
