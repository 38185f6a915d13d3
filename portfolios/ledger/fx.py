"""Exchange rates: the direct pair, else the inverse, else over the pivot currency, with path and age.

Rates are never rounded and an inverse is never stored. Who has a rate from a deal uses that one instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from portfolios.ledger.lookup import (
    MAX_AGE,
    BusinessDayCounter,
    LookupPolicy,
    LookupState,
    Series,
    state_of_age,
    weekdays_between,
)

__all__ = ["Rate", "RateQuote", "RateSource", "Rates"]

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RateQuote:
    """A published rate: on that day 1 `base` cost `rate` `quote`."""

    base: str
    quote: str
    on: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """The answer to "what was 1 `base` worth in `quote` on that day".

    `value` is None exactly when `state` is MISSING. `path` names the currencies passed through, `observed_on`
    and `age` (business days) are those of the oldest rate used.
    """

    base: str
    quote: str
    on: date
    value: Decimal | None
    state: LookupState
    path: tuple[str, ...] = ()
    observed_on: date | None = None
    age: int | None = None


class RateSource(Protocol):
    """Anything that answers for a pair and a day: a table in memory, or a reader of one."""

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """What 1 `base` was worth in `quote` at the close of `on`."""


class Rates:
    """A table of published rates. Answers are remembered, so ask one table for a whole run."""

    def __init__(
        self,
        quotes: Iterable[RateQuote] = (),
        *,
        pivot: str = "EUR",
        business_days: BusinessDayCounter = weekdays_between,
        max_age: int = MAX_AGE,
        policy: LookupPolicy = LookupPolicy.LAST,
    ) -> None:
        """`pivot` is the currency against which all others are quoted (EUR for the European Central Bank)."""
        pairs: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
        for each in quotes:
            pairs.setdefault((each.base, each.quote), []).append((each.on, each.rate))
        self._series = {pair: Series(dated) for pair, dated in pairs.items()}
        self._pivot = pivot
        self._business_days = business_days
        self._max_age = max_age
        self._policy = policy
        self._answers: dict[tuple[str, str, date], Rate] = {}

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """What 1 `base` was worth in `quote` at the close of `on`; never from a later day.

        One currency against itself is 1 and complete. Without any rate on or before the day it is MISSING.
        """
        key = (base, quote, on)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._look_up(base, quote, on)
        return answer

    def _look_up(self, base: str, quote: str, on: date) -> Rate:
        if base == quote:
            return Rate(base, quote, on, _ONE, LookupState.COMPLETE, (base,), on, 0)
        found = self._leg(base, quote, on)
        path: tuple[str, ...] = (base, quote)
        if found is None and self._pivot not in path:
            path = (base, self._pivot, quote)
            found = self._cross(base, quote, on)
        if found is None:
            return Rate(base, quote, on, None, LookupState.MISSING)
        observed_on, value = found
        age = max(0, self._business_days(observed_on, on))
        return Rate(base, quote, on, value, state_of_age(age, self._max_age), path, observed_on, age)

    def _cross(self, base: str, quote: str, on: date) -> tuple[date, Decimal] | None:
        first = self._leg(base, self._pivot, on)
        second = self._leg(self._pivot, quote, on)
        if first is None or second is None:
            return None
        return min(first[0], second[0]), first[1] * second[1]

    def _leg(self, base: str, quote: str, on: date) -> tuple[date, Decimal] | None:
        direct = self._find(base, quote, on)
        if direct is not None:
            return direct
        inverse = self._find(quote, base, on)
        return None if inverse is None else (inverse[0], _ONE / inverse[1])

    def _find(self, base: str, quote: str, on: date) -> tuple[date, Decimal] | None:
        series = self._series.get((base, quote))
        if series is None:
            return None
        found = series.last(on)
        if found is None and self._policy is LookupPolicy.FIRST_OR_TRADE:
            return series.first()
        return found
