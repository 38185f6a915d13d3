"""Closed trades of a case's book: what was paid for the lots that one disposal ended, and what it brought."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portfolios.analytics.money_weighted import DatedAmount, money_weighted_return
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.rows import RealizedGain
from portfolios.vectors.books import CaseBook, View, certain
from portfolios.vectors.cases import Declined, Question

type TradeAnswer = Callable[["Trade"], Decimal | float]


class Trade(NamedTuple):
    """The lots that one disposal ended, all of them long or all short, costs of both ends included."""

    lots: list[RealizedGain]
    closed_on: date

    @property
    def is_short(self) -> bool:
        """Whether units were sold before they were bought."""
        return self.lots[0].quantity < 0

    @property
    def paid(self) -> Decimal:
        """What the units cost; for a short trade, what buying them back cost."""
        if self.is_short:
            return sum((row.base_sale_expenses - row.base_proceeds for row in self.lots), Decimal(0))
        return sum((_cost(row) for row in self.lots), Decimal(0))

    @property
    def received(self) -> Decimal:
        """What the units brought when they were sold."""
        if self.is_short:
            return sum((-_cost(row) for row in self.lots), Decimal(0))
        return sum((row.base_proceeds - row.base_sale_expenses for row in self.lots), Decimal(0))


def trade_answer(metric: str) -> tuple[TradeAnswer, CostMethod] | None:
    """The function and the cost method that answer a metric of a closed trade, None for a metric that is
    none.
    """
    name = metric.removesuffix("_fifo").removesuffix("_avg")
    method = CostMethod.AVERAGE if metric.endswith("_avg") else CostMethod.FIFO
    return (_ANSWERS[name], method) if name in _ANSWERS else None


def trade_of(book: CaseBook, question: Question, method: CostMethod) -> Trade:
    """The n-th disposal up to the day asked for, since inception; `Declined` when there are not so many."""
    currency = question.currency or book.case.currency
    state = book.view(View(None, question.end_on, currency, method))
    by_entry: dict[int, list[RealizedGain]] = {}
    for row in state.realized:
        by_entry.setdefault(row.entry, []).append(row)
    number = question.scope_name
    if not number.isdigit() or not 0 < int(number) <= len(by_entry):
        raise Declined("no_such_trade")
    lots = list(by_entry.values())[int(number) - 1]
    trade = Trade(lots, lots[0].disposed_on)
    certain(trade.paid + trade.received, state)
    return trade


def _cost(row: RealizedGain) -> Decimal:
    return row.base_cost + row.base_expenses


def _entry_value(trade: Trade) -> Decimal:
    return trade.received if trade.is_short else trade.paid


def _exit_value(trade: Trade) -> Decimal:
    return trade.paid if trade.is_short else trade.received


def _return(trade: Trade) -> Decimal:
    """The gain over what was put in; a short trade puts in collateral equal to its proceeds."""
    if not _entry_value(trade):
        raise Declined("non_positive_base")
    return (trade.received - trade.paid) / _entry_value(trade)


def _rate(trade: Trade) -> float:
    """The money-weighted return a year, each lot from its own day; a short lot puts in its proceeds as
    collateral.
    """
    put_in = [abs(_cost(row)) for row in trade.lots]
    flows = [
        DatedAmount(row.acquired_on, -float(amount)) for row, amount in zip(trade.lots, put_in, strict=True)
    ]
    gain = trade.received - trade.paid
    flows.append(DatedAmount(trade.closed_on, float(sum(put_in, Decimal(0)) + gain)))
    found = money_weighted_return(flows)
    if found.annual is None:
        raise Declined(found.reason or "no_data")
    return found.annual


_ANSWERS: Mapping[str, TradeAnswer] = {
    "trade_entry_value": _entry_value,
    "trade_exit_value": _exit_value,
    "trade_return": _return,
    "trade_irr": _rate,
}
