"""The ledger's values: what one booked transaction says, what its instrument says, and the order of a day.

Nothing is computed here but that order: `entry_checks` says whether an entry is sound, `positions` folds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "CORPORATE_ACTIONS",
    "INCOME",
    "DayCount",
    "Entry",
    "EntryLot",
    "EntryType",
    "FeeKind",
    "InstrumentTerms",
    "in_order",
    "same_day_rank",
]

ZERO = Decimal(0)
ONE = Decimal(1)


class EntryType(StrEnum):
    """What happened. A transfer without an instrument is a transfer of cash."""

    BUY = "buy"
    SELL = "sell"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    INTEREST_CHARGE = "interest_charge"
    COUPON = "coupon"
    FEE = "fee"
    FEE_REFUND = "fee_refund"
    TAX = "tax"
    TAX_REFUND = "tax_refund"
    FX = "fx"
    SPLIT = "split"
    STOCK_DIVIDEND = "stock_dividend"
    SPIN_OFF = "spin_off"
    MERGER = "merger"
    REDEMPTION = "redemption"
    RETURN_OF_CAPITAL = "return_of_capital"


class FeeKind(StrEnum):
    """Who a fee is paid to or for: categories of the ex-post cost report (MiFID II 2017/565, Annex II)."""

    MANAGEMENT = "management"
    PERFORMANCE = "performance"
    CUSTODY = "custody"
    TRANSACTION = "transaction"
    PRODUCT = "product"
    THIRD_PARTY = "third_party"
    OTHER = "other"


class DayCount(StrEnum):
    """How days become a fraction of a year in accrued interest."""

    ACT_ACT_ICMA = "act/act"
    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30e/360"


INCOME = frozenset({EntryType.DIVIDEND, EntryType.INTEREST, EntryType.COUPON})
"""Types that bring income and cash: `amount` is gross less fee and tax."""

CORPORATE_ACTIONS = frozenset(
    {
        EntryType.SPLIT,
        EntryType.STOCK_DIVIDEND,
        EntryType.SPIN_OFF,
        EntryType.MERGER,
        EntryType.RETURN_OF_CAPITAL,
    }
)
"""Types decided by the issuer; they act on what was held at the close before."""


@dataclass(frozen=True, slots=True)
class EntryLot:
    """A lot named by an entry: on the way in the history it brings, on the way out the lot that is chosen.

    `quantity` is positive. On the way in `cost` is the whole cost of the lot in the instrument's currency,
    fees left out, and `fx_rate` turns it into the entry's currency (absent: looked up on `acquired_on`).
    On the way out `opened_by` (the entry that opened the lot) or `acquired_on` says which lot is meant.
    """

    quantity: Decimal
    acquired_on: date | None = None
    cost: Decimal | None = None
    fx_rate: Decimal | None = None
    opened_by: int | None = None


class Entry(NamedTuple):
    """One booked transaction, in the same words as the API. Posted once, never changed.

    A named tuple, because books have many: a frozen dataclass of as many fields takes ten times as long to make.

    Quantities and amounts are positive; the type gives the direction. `fee`, `tax` and `accrued_interest`
    are in `currency`, the currency of the cash; `price` is in the instrument's currency and `fx_rate` turns
    that into `currency` (None: the same currency, or not stated). `amount` is None where nothing was stated:
    a transfer in kind is then valued at the market, a split moves no cash. The `trade_date` of income is the
    day it is paid.

    `fx`: `amount` of `currency` leaves `cash_account`, `counter_amount` of `counter_currency` arrives in
    `counter_cash_account`. `ratio` is new units for one old unit. `reverses` names the entry undone by this
    one; the other fields then repeat that entry, with `trade_date` the day from which it no longer counts.
    """

    id: int
    type: EntryType
    trade_date: date
    currency: str
    amount: Decimal | None = None
    account: int | None = None
    cash_account: int | None = None
    instrument: int | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    settlement_date: date | None = None
    sequence: int | None = None
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    fee_kind: FeeKind | None = None
    paid_externally: bool = False
    fx_rate: Decimal | None = None
    accrued_interest: Decimal = ZERO
    ex_date: date | None = None
    external: bool = True
    transfer_group: str | None = None
    lots: tuple[EntryLot, ...] = ()
    counter_currency: str | None = None
    counter_amount: Decimal | None = None
    counter_cash_account: int | None = None
    related_instrument: int | None = None
    ratio: Decimal | None = None
    cost_share: Decimal | None = None
    cash_in_lieu: Decimal | None = None
    reverses: int | None = None
    recorded_at: datetime | None = None

    @property
    def effective_on(self) -> date:
        """The day from which the entry is part of the value: the ex date of income, else the trade date."""
        if self.ex_date is None or self.instrument is None or self.reverses is not None:
            return self.trade_date
        if self.type not in INCOME:
            return self.trade_date
        return min(self.ex_date, self.trade_date)

    @property
    def settles_on(self) -> date:
        """The day on which cash and units change hands; the trade date when no settlement date is known."""
        return self.settlement_date or self.trade_date

    @property
    def is_own_transfer(self) -> bool:
        """True for a leg of a move between accounts of the same owner."""
        return not self.external and self.type in (EntryType.TRANSFER_IN, EntryType.TRANSFER_OUT)


@dataclass(frozen=True, slots=True)
class InstrumentTerms:
    """What the arithmetic needs to know of an instrument.

    `price_factor` turns quantity × price into money: 1, or 0.01 for prices in per cent or in pence.
    `max_age` is the age in business days up to which a price counts as current (None: the rule's own five).
    `coupon_rate` is a fraction a year (0.05), `coupon_frequency` payments a year; both are of bonds only.
    """

    id: int
    currency: str
    price_factor: Decimal = ONE
    max_age: int | None = None
    coupon_rate: Decimal | None = None
    coupon_frequency: int | None = None
    day_count: DayCount | None = None
    issued_on: date | None = None
    matures_on: date | None = None


_OUT = frozenset(
    {
        EntryType.SELL,
        EntryType.WITHDRAWAL,
        EntryType.TRANSFER_OUT,
        EntryType.INTEREST_CHARGE,
        EntryType.FEE,
        EntryType.TAX,
        EntryType.REDEMPTION,
    }
)


def same_day_rank(entry: Entry) -> int:
    """Place of an entry among the unnumbered ones of its day.

    0 splits and other acts of the issuer, 1 what comes in, 2 moves between own accounts and between
    currencies, 3 what goes out.
    """
    if entry.type in CORPORATE_ACTIONS:
        return 0
    if entry.is_own_transfer or entry.type is EntryType.FX:
        return 2
    return 3 if entry.type in _OUT else 1


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order in which the ledger books them.

    By effective day, then by `sequence` (absent: before the numbered ones), then by `same_day_rank`.
    Transfers of one group stay together, the outgoing leg first, so that lots are there before they are
    received; the id decides the rest.
    """
    listed = list(entries)
    first_of_group: dict[str, int] = {}
    for entry in listed:
        if entry.transfer_group is not None and entry.is_own_transfer:
            known = first_of_group.get(entry.transfer_group, entry.id)
            first_of_group[entry.transfer_group] = min(known, entry.id)

    def place(entry: Entry) -> tuple[date, int, int, int, bool, int]:
        group = first_of_group.get(entry.transfer_group, entry.id) if entry.transfer_group else entry.id
        arrives = entry.type is EntryType.TRANSFER_IN
        return entry.effective_on, entry.sequence or 0, same_day_rank(entry), group, arrives, entry.id

    return sorted(listed, key=place)
