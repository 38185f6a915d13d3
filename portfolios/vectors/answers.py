"""From a question to its answer: which arithmetic a metric belongs to, and the reason where there is none."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from portfolios.ledger.errors import LedgerError
from portfolios.vectors.books import CaseBook, certain
from portfolios.vectors.cases import Case, Declined, Question, Row, case_of
from portfolios.vectors.gains import Holdings, gain_answer
from portfolios.vectors.performance import daily_series, performance_answer
from portfolios.vectors.series import series_answer
from portfolios.vectors.totals import total_answer
from portfolios.vectors.trades import trade_answer, trade_of

_GAIN_SCOPES = frozenset({"portfolio", "position", "account", "lot"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure as the product gives it; `value` is None with a `reason` where it declines."""

    id: str
    question: Question
    value: float | None
    reason: str | None

    def as_json(self) -> str:
        """The line printed for it."""
        return json.dumps(
            {
                "id": self.id,
                "metric": self.question.metric,
                "scope": self.question.scope,
                "as_of": self.question.as_of,
                "from": self.question.start,
                "value": self.value,
                "reason": self.reason,
            },
            ensure_ascii=False,
        )


def answer_cases(rows: Iterable[Row]) -> Iterator[Answer]:
    """The answers to all cases of a file, one for each expected row, in order."""
    for row in rows:
        yield from answer_case(case_of(row))


def answer_case(case: Case) -> Iterator[Answer]:
    """The answers to one case, in the order of its questions."""
    book = CaseBook(case)
    for question in case.questions:
        try:
            value, reason = float(_value(case, book, question)), None
        except Declined as declined:
            value, reason = None, declined.reason
        except LedgerError:
            value, reason = None, "booking_refused"
        except (KeyError, ValueError, ArithmeticError):
            value, reason = None, "case_unreadable"
        yield Answer(case.id, question, value, reason)


def _value(case: Case, book: CaseBook, question: Question) -> float | Decimal:
    """The figure; `Declined` with the reason when the product does not give it."""
    stated = series_answer(case, question)
    if stated is not None:
        return stated(case, question)
    total = total_answer(question.metric)
    if total is not None:
        return total(book, question)
    gain = gain_answer(question.metric)
    if gain is not None and question.scope_kind in _GAIN_SCOPES:
        answer, method = gain
        asked = Holdings(book, question, method)
        return certain(answer(asked), asked.state)
    trade = trade_answer(question.metric)
    if trade is not None and question.scope_kind == "trade":
        closed, method = trade
        return closed(trade_of(book, question, method))
    performance = performance_answer(question.metric)
    if performance is not None:
        return performance(daily_series(book, question))
    raise Declined("not_offered")
