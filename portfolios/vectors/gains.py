"""Quantities, costs and gains of a case's book: what the ledger's rows of the period add up to."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolios.ledger.lots import CostMethod, Lot
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import Expense, ExpenseKind, Income, IncomeKind, RealizedGain
from portfolios.vectors.books import OUTSIDE, CaseBook, View
from portfolios.vectors.cases import Declined, Question

type GainAnswer = Callable[["Holdings"], Decimal]

ZERO = Decimal(0)
_METHODS = {"fifo": CostMethod.FIFO, "avg": CostMethod.AVERAGE, "specific": CostMethod.SPECIFIC}
_NAME = re.compile(
    r"(?P<measure>cost_basis|avg_cost_price|realized_pnl|unrealized_pnl|unrealized_pct)(_period)?"
    r"_(?P<method>fifo|avg|specific)_(?P<costs>incl|excl)_costs"
)
_WITH_METHOD = re.compile(
    r"(?P<measure>realized_fx_gain|unrealized_fx_gain)(_period)?(_(?P<method>fifo|avg|specific))?"
)


@dataclass(frozen=True, eq=False)
class Holdings:
    """The part of a book that a question is about: all of it, one instrument, one account, or one day's
    lots.
    """

    book: CaseBook
    question: Question
    method: CostMethod = CostMethod.FIFO

    @cached_property
    def state(self) -> Book:
        """The folded book of the period."""
        currency = self.question.currency or self.book.case.currency
        return self.book.view(View(self.question.start_on, self.question.end_on, currency, self.method))

    @cached_property
    def instrument(self) -> int | None:
        """The instrument asked about; None for all of them."""
        is_position = self.question.scope_kind == "position"
        return self.book.instrument(self.question.scope_name) if is_position else None

    @cached_property
    def account(self) -> int | None:
        """The account asked about; None for all of them."""
        is_account = self.question.scope_kind == "account"
        return self.book.account(self.question.scope_name) if is_account else None

    @property
    def instruments(self) -> set[int]:
        """The instruments asked about."""
        held = {instrument for instrument, _ in self.state.units}
        return held if self.instrument is None else held & {self.instrument}

    @property
    def lots(self) -> list[Lot]:
        """The lots held, the pool's own objects; for the scope `lot` those acquired on the day it names."""
        acquired = self.question.scope_name if self.question.scope_kind == "lot" else None
        return [
            lot
            for (instrument, account), pool in self.state.pools.items()
            if self.concerns(instrument, account)
            for lot in pool.lots()
            if acquired in (None, lot.acquired_on.isoformat())
        ]

    @property
    def realized(self) -> list[RealizedGain]:
        """The lots that ended in the period."""
        return [row for row in self.state.realized if self.concerns(row.instrument, row.account)]

    @property
    def income(self) -> list[Income]:
        """The income of the period."""
        return [row for row in self.state.income if self.concerns(row.instrument, row.account)]

    def expenses(self, kind: ExpenseKind) -> list[Expense]:
        """Fees or taxes of the period that the portfolio bore itself."""
        return [
            row
            for row in self.state.expenses
            if row.kind is kind and not row.paid_externally and self.concerns(row.instrument, row.account)
        ]

    @property
    def market_value(self) -> Decimal:
        """What is held at the end of the period. The lots of one day have no value of their own here."""
        if self.question.scope_kind == "lot":
            raise Declined("not_offered")
        end = self.question.end_on
        return total(
            self.book.position_value(self.state, n, end, account=self.account) for n in self.instruments
        )

    @property
    def opening_market_value(self) -> Decimal:
        """What was held at the beginning of the period; nothing since inception."""
        start = self.question.start_on
        if start is None:
            return ZERO
        opening = (
            self.book.view(View(None, start, self.state.currency, self.method)) if self._had_begun else None
        )
        if opening is None:
            return ZERO
        asked = {n for n, _ in opening.units} if self.instrument is None else {self.instrument}
        return sum((self.book.position_value(opening, n, start) for n in asked), ZERO)

    @property
    def _had_begun(self) -> bool:
        start = self.question.start_on
        return start is not None and start > self.book.first_day

    def concerns(self, instrument: int | None, account: int | None) -> bool:
        if self.instrument is not None and instrument != self.instrument:
            return False
        return self.account is None or account == self.account


def gain_answer(metric: str) -> tuple[GainAnswer, CostMethod] | None:
    """The function and the cost method that answer a metric of costs and gains, None for a metric that is
    none.
    """
    named = _NAME.fullmatch(metric)
    if named:
        answer = _BY_METHOD[named["measure"], named["costs"]]
        return answer, _METHODS[named["method"]]
    with_method = _WITH_METHOD.fullmatch(metric)
    if with_method:
        return _FX_GAINS[with_method["measure"]], _METHODS[with_method["method"] or "fifo"]
    if metric in _PLAIN:
        return _PLAIN[metric], CostMethod.FIFO
    return (_AVERAGE[metric], CostMethod.AVERAGE) if metric in _AVERAGE else None


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum; none make zero."""
    return sum(amounts, ZERO)


def _quantity(asked: Holdings) -> Decimal:
    if asked.question.scope_kind == "lot":
        return total(lot.quantity for lot in asked.lots)
    return total(
        held.total
        for (instrument, account), held in asked.state.units.items()
        if asked.concerns(instrument, account)
    )


def _market_value(asked: Holdings) -> Decimal:
    return asked.market_value


def _cost_excluding(asked: Holdings) -> Decimal:
    return total(lot.base_cost for lot in asked.lots)


def _cost_including(asked: Holdings) -> Decimal:
    return total(lot.base_cost + lot.base_expenses for lot in asked.lots)


def _unit_cost_excluding(asked: Holdings) -> Decimal:
    return _per_unit(asked, _cost_excluding(asked))


def _unit_cost_including(asked: Holdings) -> Decimal:
    return _per_unit(asked, _cost_including(asked))


def _per_unit(asked: Holdings, cost: Decimal) -> Decimal:
    quantity = _quantity(asked)
    if not quantity:
        raise Declined("nothing_held")
    return cost / quantity


def _realized_excluding(asked: Holdings) -> Decimal:
    return total(row.gain for row in asked.realized)


def _realized_including(asked: Holdings) -> Decimal:
    return total(row.gain_after_costs for row in asked.realized)


def _unrealized_excluding(asked: Holdings) -> Decimal:
    return asked.market_value - _cost_excluding(asked)


def _unrealized_including(asked: Holdings) -> Decimal:
    return asked.market_value - _cost_including(asked)


def _unrealized_share_excluding(asked: Holdings) -> Decimal:
    return _share(_unrealized_excluding(asked), _cost_excluding(asked))


def _unrealized_share_including(asked: Holdings) -> Decimal:
    return _share(_unrealized_including(asked), _cost_including(asked))


def _share(part: Decimal, base: Decimal) -> Decimal:
    if not base:
        raise Declined("non_positive_base")
    return part / base


def _realized_fx(asked: Holdings) -> Decimal:
    return total(row.fx_part for row in asked.realized)


def _unrealized_fx(asked: Holdings) -> Decimal:
    end, currency = asked.question.end_on, asked.state.currency
    gain = ZERO
    for (instrument, _), pool in asked.state.pools.items():
        if instrument in asked.instruments:
            rate = asked.book.rate(asked.book.terms[instrument].currency, currency, end)
            gain += total(lot.cost * rate - lot.base_cost for lot in pool.lots())
    return gain


def _fees(asked: Holdings) -> Decimal:
    return total(row.base_amount for row in asked.expenses(ExpenseKind.FEE))


def _taxes(asked: Holdings) -> Decimal:
    return total(row.base_amount for row in asked.expenses(ExpenseKind.TAX))


def _income_gross(asked: Holdings) -> Decimal:
    return total(row.base_amount for row in asked.income)


def _dividends_gross(asked: Holdings) -> Decimal:
    return total(row.base_amount for row in asked.income if row.kind is IncomeKind.DIVIDEND)


def _dividends_net(asked: Holdings) -> Decimal:
    entries = {row.entry for row in asked.income if row.kind is IncomeKind.DIVIDEND}
    costs = (*asked.expenses(ExpenseKind.FEE), *asked.expenses(ExpenseKind.TAX))
    return _dividends_gross(asked) - total(row.base_amount for row in costs if row.entry in entries)


def _total_gain(asked: Holdings) -> Decimal:
    """Value at the end − value at the beginning − purchases + sales + income − fees and taxes."""
    invested = total(
        move.base_gross
        for move in asked.state.unit_movements
        if move.kind in OUTSIDE and move.instrument in asked.instruments
    )
    gained = asked.market_value - asked.opening_market_value - invested
    return gained + _income_gross(asked) - _fees(asked) - _taxes(asked)


def _total_gain_share(asked: Holdings) -> Decimal:
    """The total gain over the value at the beginning and what was bought since, costs of buying included."""
    bought = total(
        move.base_gross + move.base_expenses
        for move in asked.state.unit_movements
        if move.kind in OUTSIDE and move.quantity > 0 and move.instrument in asked.instruments
    )
    return _share(_total_gain(asked), asked.opening_market_value + bought)


def _gross_gain(asked: Holdings) -> Decimal:
    return _realized_excluding(asked) + _unrealized_excluding(asked)


def _net_gain(asked: Holdings) -> Decimal:
    return _gross_gain(asked) - _fees(asked)


def _lot_cost(asked: Holdings) -> Decimal:
    """The remaining cost of the lots of one day."""
    if not asked.lots:
        raise Declined("nothing_held")
    return _cost_excluding(asked)


_BY_METHOD: Mapping[tuple[str, str], GainAnswer] = {
    ("cost_basis", "excl"): _cost_excluding,
    ("cost_basis", "incl"): _cost_including,
    ("avg_cost_price", "excl"): _unit_cost_excluding,
    ("avg_cost_price", "incl"): _unit_cost_including,
    ("realized_pnl", "excl"): _realized_excluding,
    ("realized_pnl", "incl"): _realized_including,
    ("unrealized_pnl", "excl"): _unrealized_excluding,
    ("unrealized_pnl", "incl"): _unrealized_including,
    ("unrealized_pct", "excl"): _unrealized_share_excluding,
    ("unrealized_pct", "incl"): _unrealized_share_including,
}
_FX_GAINS: Mapping[str, GainAnswer] = {"realized_fx_gain": _realized_fx, "unrealized_fx_gain": _unrealized_fx}
_PLAIN: Mapping[str, GainAnswer] = {
    "quantity": _quantity,
    "lot_quantity": _quantity,
    "market_value": _market_value,
    "fees_total": _fees,
    "taxes_total": _taxes,
    "income_gross": _income_gross,
    "dividends_gross": _dividends_gross,
    "dividends_net": _dividends_net,
    "total_gain_after_costs": _total_gain,
    "total_gain_pct": _total_gain_share,
    "lot_remaining_cost_excl_costs": _lot_cost,
}
_AVERAGE: Mapping[str, GainAnswer] = {
    "gross_pnl": _gross_gain,
    "net_pnl": _net_gain,
    "net_pnl_period": _net_gain,
}
