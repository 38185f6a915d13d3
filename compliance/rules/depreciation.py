"""The notice of a 10 % fall since the beginning of the reporting period (MiFID II 2017/565 Art 62; ESMA Q&A
1801–1809).

One day at a time: `step` takes the state after yesterday and the facts of today, and gives the state after
today and a notice, a data alert, or nothing. The base B is the value at the close before the period, U the
cash added and not yet invested (neither counts against nor covers up a loss). Each day in this order:

- in kind in: B grows by its value; cash in: U grows by it; - a withdrawal takes U first; the rest r, and
all that leaves in kind, shrinks B by the share it is of the portfolio before it left: B ← B·(1 − r ÷ (V + r
− U)), where V is the value at the close; - net purchases move cash from U to B, as far as there is any; -
V* = V − U, and m = ⌊(B − V*) ÷ (B × step)⌋.

A notice when m exceeds the highest multiple already notified in the period; a fall over two multiples is
one notice of the higher. A fall of exactly the multiple counts. Everything is computed in exact fractions;
only what is shown is rounded. Not here: whether the rule applies to a client (see `packs`), and delivery.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from compliance.rules.deadlines import Calendar, end_of_business_day
from compliance.rules.exact import shown_fraction
from compliance.rules.facts import FigureState

STEP: Final = Decimal("0.10")
_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Flows:
    """What came and went on one day, in the portfolio's currency, each ≥ 0 but the net purchases.

    `net_purchases` is what was bought less what was sold; negative when more was sold.
    """

    in_kind_in: Decimal = Decimal(0)
    cash_in: Decimal = Decimal(0)
    withdrawals: Decimal = Decimal(0)
    in_kind_out: Decimal = Decimal(0)
    net_purchases: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Raise ValueError for a negative flow: the direction is in the name."""
        if min(self.in_kind_in, self.cash_in, self.withdrawals, self.in_kind_out) < 0:
            raise ValueError("flows are not negative; the field says the direction")


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day: the value at its close after all flows (None exactly when incomplete), and the flows."""

    on: date
    state: FigureState
    value: Decimal | None
    flows: Flows = Flows()

    def __post_init__(self) -> None:
        """Raise ValueError when state and value contradict each other."""
        if (self.value is None) != (self.state is FigureState.INCOMPLETE):
            raise ValueError("a value is missing exactly when the valuation is incomplete")


@dataclass(frozen=True, slots=True)
class DepreciationState:
    """What must be remembered from one day to the next within a reporting period.

    `base` is None when the value at the close before the period is not known. `pending` are the flows of
    days whose valuation was incomplete; they are taken into account on the next day that has a value.
    """

    period_start: date
    base: Fraction | None
    uninvested: Fraction = _ZERO
    notified: int = 0
    last_on: date | None = None
    pending: tuple[Flows, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The state as text, whole numbers and lists, exact: fractions are written as
        "numerator/denominator".
        """
        return {
            "period_start": self.period_start.isoformat(),
            "base": None if self.base is None else str(self.base),
            "uninvested": str(self.uninvested),
            "notified": self.notified,
            "last_on": None if self.last_on is None else self.last_on.isoformat(),
            "pending": [{name: f"{amount:f}" for name, amount in _amounts(flows)} for flows in self.pending],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "DepreciationState":
        """The state that `to_json` wrote."""
        return DepreciationState(
            period_start=date.fromisoformat(data["period_start"]),
            base=None if data["base"] is None else Fraction(data["base"]),
            uninvested=Fraction(data["uninvested"]),
            notified=int(data["notified"]),
            last_on=None if data["last_on"] is None else date.fromisoformat(data["last_on"]),
            pending=tuple(
                Flows(**{name: Decimal(amount) for name, amount in flows.items()})
                for flows in data["pending"]
            ),
        )


def _amounts(flows: Flows) -> list[tuple[str, Decimal]]:
    return [
        ("in_kind_in", flows.in_kind_in),
        ("cash_in", flows.cash_in),
        ("withdrawals", flows.withdrawals),
        ("in_kind_out", flows.in_kind_out),
        ("net_purchases", flows.net_purchases),
    ]


@dataclass(frozen=True, slots=True)
class Notice:
    """The client must be told by the end of `deadline` that the value has fallen by `multiple` steps.

    `base` and `value` are what was compared (V*, without uninvested additions), `total_value` the whole
    portfolio; `fall` is a fraction of the base. Amounts are rounded to 12 places. `is_estimated`: the
    valuation was, or flows of days without a valuation had to be placed.
    """

    on: date
    deadline: date
    period_start: date
    base: Decimal
    value: Decimal
    total_value: Decimal
    uninvested: Decimal
    fall: Decimal
    multiple: int
    previous_multiple: int
    step: Decimal
    is_estimated: bool


class DataReason(StrEnum):
    """Why no decision was possible."""

    VALUATION_INCOMPLETE = "valuation_incomplete"
    BASE_MISSING = "base_missing"


@dataclass(frozen=True, slots=True)
class DataAlert:
    """No decision was possible; the figures must be completed by the deadline the notice itself would have
    had.
    """

    on: date
    deadline: date
    reason: DataReason


def start(period_start: date, base: Decimal | None) -> DepreciationState:
    """The state at the beginning of a reporting period: `base` is the value at the close before it, None if
    unknown.
    """
    return DepreciationState(period_start, None if base is None else Fraction(base))


def step(
    state: DepreciationState, day: DayFacts, *, calendar: Calendar, size: Decimal = STEP
) -> tuple[DepreciationState, Notice | DataAlert | None]:
    """The state after `day`, and what follows from it. Days come in order; raises ValueError when they do
    not.

    `size` is the step between multiples: never above 10 % where Art 62 applies.
    """
    if day.on < state.period_start or (state.last_on is not None and day.on <= state.last_on):
        raise ValueError(f"{day.on} does not come after the days already seen")
    deadline = end_of_business_day(day.on, calendar)
    if day.value is None:
        waiting = replace(state, last_on=day.on, pending=(*state.pending, day.flows))
        return waiting, DataAlert(day.on, deadline, DataReason.VALUATION_INCOMPLETE)
    if state.base is None:
        return replace(state, last_on=day.on), DataAlert(day.on, deadline, DataReason.BASE_MISSING)
    value = Fraction(day.value)
    base, uninvested = _after_flows(state.base, state.uninvested, (*state.pending, day.flows), value)
    moved = replace(state, base=base, uninvested=uninvested, last_on=day.on, pending=())
    multiple = _multiple(base, value - uninvested, Fraction(size))
    if multiple <= state.notified:
        return moved, None
    notice = Notice(
        on=day.on,
        deadline=deadline,
        period_start=state.period_start,
        base=shown_fraction(base),
        value=shown_fraction(value - uninvested),
        total_value=day.value,
        uninvested=shown_fraction(uninvested),
        fall=shown_fraction((base - value + uninvested) / base),
        multiple=multiple,
        previous_multiple=state.notified,
        step=size,
        is_estimated=day.state is FigureState.ESTIMATED or bool(state.pending),
    )
    return replace(moved, notified=multiple), notice


def _multiple(base: Fraction, value: Fraction, size: Fraction) -> int:
    """⌊(B − V*) ÷ (B × step)⌋; 0 when there is no base that could have fallen."""
    return max(0, math.floor((base - value) / (base * size))) if base > 0 else 0


def _after_flows(
    base: Fraction, uninvested: Fraction, days: tuple[Flows, ...], value: Fraction
) -> tuple[Fraction, Fraction]:
    """B and U after the flows of one day, or of several of which only the last has a value.

    The value after an earlier day's flows is then taken to be the last value less the later flows: as if
    the market had moved before all of them.
    """
    for place, flows in enumerate(days):
        later = sum((_net(following) for following in days[place + 1 :]), _ZERO)
        base, uninvested = _after_one_day(base, uninvested, flows, value - later)
    return base, uninvested


def _net(flows: Flows) -> Fraction:
    """What the flows of a day added to the portfolio."""
    return (
        Fraction(flows.in_kind_in)
        + Fraction(flows.cash_in)
        - Fraction(flows.withdrawals)
        - Fraction(flows.in_kind_out)
    )


def _after_one_day(
    base: Fraction, uninvested: Fraction, flows: Flows, value: Fraction
) -> tuple[Fraction, Fraction]:
    base += Fraction(flows.in_kind_in)
    uninvested += Fraction(flows.cash_in)
    from_uninvested = min(uninvested, Fraction(flows.withdrawals))
    uninvested -= from_uninvested
    rest = Fraction(flows.withdrawals) - from_uninvested + Fraction(flows.in_kind_out)
    if rest > 0:
        before = value + rest - uninvested
        base *= max(_ZERO, 1 - rest / before) if before > 0 else _ZERO
    if flows.net_purchases > 0:
        invested = min(uninvested, Fraction(flows.net_purchases))
        uninvested -= invested
        base += invested
    return base, uninvested
