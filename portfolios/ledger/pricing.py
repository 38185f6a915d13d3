"""Prices of instruments: the last one on or before the day, its age, and the value it gives a quantity.

A trade price or a later price is never used, unless a comparison asks for it by its policy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from portfolios.ledger.entries import InstrumentTerms
from portfolios.ledger.fx import Rate
from portfolios.ledger.lookup import (
    MAX_AGE,
    BusinessDayCounter,
    LookupPolicy,
    LookupState,
    Series,
    state_of_age,
    weekdays_between,
    worst_state,
)

__all__ = ["Price", "PriceQuote", "PriceSource", "Prices", "Valued", "value_of"]


@dataclass(frozen=True, slots=True)
class PriceQuote:
    """A published price of one unit, in the instrument's currency and before its price factor."""

    instrument: int
    on: date
    price: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The answer to "what was it quoted at on that day".

    `value` is None exactly when `state` is MISSING; `age` is in business days since `observed_on`.
    """

    instrument: int
    on: date
    value: Decimal | None
    state: LookupState
    observed_on: date | None = None
    age: int | None = None


class PriceSource(Protocol):
    """Anything that answers for an instrument and a day."""

    def price(self, instrument: int, on: date) -> Price:
        """The price of one unit at the close of `on`."""


class Prices:
    """A table of published prices, each instrument with its own limit of age."""

    def __init__(
        self,
        quotes: Iterable[PriceQuote] = (),
        terms: Mapping[int, InstrumentTerms] | None = None,
        *,
        business_days: BusinessDayCounter = weekdays_between,
        policy: LookupPolicy = LookupPolicy.LAST,
        trades: Iterable[PriceQuote] = (),
        splits: Iterable[tuple[int, date, Decimal]] = (),
    ) -> None:
        """`trades` are prices dealt, read only under the policy FIRST_OR_TRADE.

        `splits` (instrument, day, new units for one old) bring a price from before a split that is carried
        past it into units of the day asked for. Leave them out where the prices are adjusted already.
        """
        self._series = _by_instrument(quotes)
        self._traded = _by_instrument(trades)
        self._splits: dict[int, list[tuple[date, Decimal]]] = {}
        for instrument, on, ratio in splits:
            self._splits.setdefault(instrument, []).append((on, ratio))
        self._max_age = {key: each.max_age for key, each in (terms or {}).items() if each.max_age is not None}
        self._business_days = business_days
        self._policy = policy

    def price(self, instrument: int, on: date) -> Price:
        """The price of one unit at the close of `on`: the last published on or before that day.

        MISSING without one. ESTIMATED when older than the instrument's limit, else five business days.
        """
        found = self._find(instrument, on)
        if found is None:
            return Price(instrument, on, None, LookupState.MISSING)
        observed_on, value = found
        for split_on, ratio in self._splits.get(instrument, ()):
            if observed_on < split_on <= on:
                value /= ratio
        age = max(0, self._business_days(observed_on, on))
        state = state_of_age(age, self._max_age.get(instrument, MAX_AGE))
        return Price(instrument, on, value, state, observed_on, age)

    def _find(self, instrument: int, on: date) -> tuple[date, Decimal] | None:
        series = self._series.get(instrument)
        found = None if series is None else series.last(on)
        if found is not None or self._policy is LookupPolicy.LAST:
            return found
        first = None if series is None else series.first()
        if first is not None:
            return first
        traded = self._traded.get(instrument)
        return None if traded is None else traded.last(on)


@dataclass(frozen=True, slots=True)
class Valued:
    """A value and how far it can be trusted: the worst state of the price and the rate it is made of.

    `amount` is None exactly when `state` is MISSING.
    """

    amount: Decimal | None
    state: LookupState


def value_of(quantity: Decimal, price_factor: Decimal, price: Price, rate: Rate) -> Valued:
    """Quantity × price factor × price × rate, unrounded, negative for a short position.

    Nothing held is worth nothing, whatever is missing; else a missing price or rate makes the value missing.
    """
    if not quantity:
        return Valued(Decimal(0), LookupState.COMPLETE)
    if price.value is None or rate.value is None:
        return Valued(None, LookupState.MISSING)
    return Valued(quantity * price_factor * price.value * rate.value, worst_state((price.state, rate.state)))


def _by_instrument(quotes: Iterable[PriceQuote]) -> dict[int, Series]:
    dated: dict[int, list[tuple[date, Decimal]]] = {}
    for each in quotes:
        dated.setdefault(each.instrument, []).append((each.on, each.price))
    return {instrument: Series(each) for instrument, each in dated.items()}
