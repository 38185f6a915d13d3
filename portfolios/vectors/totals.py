"""Totals of a case's book: value, flows, cash, and what a price or a rate was on a day."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book
from portfolios.vectors.books import CaseBook, View, certain
from portfolios.vectors.cases import Declined, Question

type TotalAnswer = Callable[[CaseBook, Question], Decimal]

ZERO = Decimal(0)


def total_answer(metric: str) -> TotalAnswer | None:
    """The function that answers a total, None for a metric that is none."""
    return _ANSWERS.get(metric)


def _view(book: CaseBook, question: Question, start: date | None, end: date) -> Book:
    return book.view(View(start, end, question.currency or book.case.currency, CostMethod.FIFO))


def _whole(question: Question) -> None:
    """Totals are of the whole portfolio."""
    if question.scope_kind != "portfolio":
        raise Declined("not_offered")


def _value_on(book: CaseBook, question: Question, on: date) -> Decimal:
    if on <= book.first_day:
        return ZERO
    return book.value(_view(book, question, None, on), on)


def _closing_value(book: CaseBook, question: Question) -> Decimal:
    _whole(question)
    return _value_on(book, question, question.end_on)


def _opening_value(book: CaseBook, question: Question) -> Decimal:
    _whole(question)
    return ZERO if question.start_on is None else _value_on(book, question, question.start_on)


def _external_flows(book: CaseBook, question: Question) -> Decimal:
    _whole(question)
    state = _view(book, question, question.start_on, question.end_on)
    return certain(sum((amount for _, amount in book.flows(state)), ZERO), state)


def _absolute_gain(book: CaseBook, question: Question) -> Decimal:
    change = _closing_value(book, question) - _opening_value(book, question)
    return change - _external_flows(book, question)


def _cash_balance(book: CaseBook, question: Question) -> Decimal:
    """The balance of a cash account in its own currency."""
    return sum((amount for _, amount in _balances(book, question)), ZERO)


def _cash_balance_in_base(book: CaseBook, question: Question) -> Decimal:
    """The balance of a cash account, or of all, in the currency of the case."""
    currency = question.currency or book.case.currency
    return sum(
        (amount * book.rate(own, currency, question.end_on) for own, amount in _balances(book, question)),
        ZERO,
    )


def _balances(book: CaseBook, question: Question) -> list[tuple[str, Decimal]]:
    """Currency and balance of the account asked for, or of all cash accounts."""
    if not book.cash_accounts:
        raise Declined("cash_not_modelled")
    asked = book.account(question.scope_name) if question.scope_kind == "account" else None
    state = _view(book, question, None, question.end_on)
    return [(each.currency, each.balance) for each in state.balances() if asked in (None, each.account)]


def _cash_fx_gain(book: CaseBook, question: Question) -> Decimal:
    """C(t)·M(t) − C(f)·M(f) − Σ a·x: what the rate did to cash held, over the bookings' own rates."""
    currency = question.currency or book.case.currency
    asked = book.account(question.scope_name) if question.scope_kind == "account" else None
    closing = _cash_balance_in_base(book, question)
    opening = ZERO
    start = question.start_on
    if start is not None and start > book.first_day:
        before = _view(book, question, None, start)
        opening = sum(
            (
                each.balance * book.rate(each.currency, currency, start)
                for each in before.balances()
                if asked in (None, each.account)
            ),
            ZERO,
        )
    state = _view(book, question, start, question.end_on)
    moved = sum((row.base_amount for row in state.cash_movements if asked in (None, row.account)), ZERO)
    return certain(closing - opening - moved, state)


def _market_price(book: CaseBook, question: Question) -> Decimal:
    found = book.prices.price(book.instrument(question.scope_name), question.end_on).value
    if found is None:
        raise Declined("price_missing")
    return found


def _fx_rate(book: CaseBook, question: Question) -> Decimal:
    base, _, quote = question.scope_name.partition("/")
    return book.rate(base, quote, question.end_on)


_ANSWERS: Mapping[str, TotalAnswer] = {
    "closing_value": _closing_value,
    "opening_value": _opening_value,
    "net_external_flows": _external_flows,
    "absolute_gain": _absolute_gain,
    "cash_balance": _cash_balance,
    "cash_balance_base": _cash_balance_in_base,
    "cash_fx_gain": _cash_fx_gain,
    "market_price": _market_price,
    "fx_rate": _fx_rate,
}
