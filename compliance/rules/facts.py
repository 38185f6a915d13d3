"""What rules look at: one portfolio on one day, as its valuation saw it.

Money is in the portfolio's currency unless said otherwise. None is "not known", never zero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class FigureState(StrEnum):
    """How far a figure can be relied on."""

    COMPLETE = "complete"
    ESTIMATED = "estimated"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """One instrument held, over all accounts. `instrument` is its stable reference and becomes the alert's
    subject.

    `value` includes accrued interest and is negative for a short position. `price`, `average_cost` and
    `best_price` are per unit in the instrument's currency; `best_price` is the best closing price since the
    position was opened (the highest, for a short position the lowest). `price_age` is in business days.
    `increased` and `decreased` say what trades of the day did to it. `is_exempt` takes it out of
    concentration limits (treasuries, central-bank bills, bonds of policy banks and local governments).
    """

    instrument: str
    asset_class: str
    value: Decimal | None
    price: Decimal | None = None
    price_age: int | None = None
    max_price_age: int | None = None
    average_cost: Decimal | None = None
    best_price: Decimal | None = None
    is_short: bool = False
    increased: bool = False
    decreased: bool = False
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class CashFacts:
    """One cash account: its stable reference, and its balance in its own currency by trade date."""

    account: str
    currency: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """One portfolio at the close of one day.

    `value` is the whole portfolio with cash, None when incomplete; `cash` its cash. `unit_value` is the
    value per unit or the index of a contract that began at 1 (flows taken out), and `unit_high` its highest
    close so far. `cash_was_used` says that purchases or withdrawals of the day took cash. `missing` names
    what has no price or rate.
    """

    as_of: date
    currency: str
    state: FigureState
    value: Decimal | None
    cash: Decimal | None
    positions: tuple[PositionFacts, ...] = ()
    balances: tuple[CashFacts, ...] = ()
    unit_value: Decimal | None = None
    unit_high: Decimal | None = None
    cash_was_used: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """A part of a portfolio and the whole, both in the portfolio's currency; the whole is greater than
    zero.

    `grew_by_trade` and `shrank_by_trade` say what trades of the day did to the part: a breach on that side
    is then active.
    """

    subject: str
    part: Decimal
    whole: Decimal
    grew_by_trade: bool = False
    shrank_by_trade: bool = False
    is_exempt: bool = False
