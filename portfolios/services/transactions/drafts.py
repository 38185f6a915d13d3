"""What somebody wants posted, in the words of the API, and the row it becomes once the defaults are filled in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.choices import TransactionType
from portfolios.models import Account, Instrument, Transaction

NOT_CONTENT = frozenset(
    {
        "id",
        "tenant",
        "public_id",
        "created_at",
        "portfolio",
        "external_id",
        "content_hash",
        "import_batch",
        "posted_by",
    }
)
"""Columns that say who posted what where, not what was booked."""


@dataclass(frozen=True, slots=True)
class LotDraft:
    """A lot that comes in with its history, or one that is chosen to leave.

    `cost` is the whole lot's in the instrument's currency; `fx_rate` turns it into the transaction's currency and counts
    where that is the portfolio's own.
    """

    quantity: Decimal
    acquired_on: date
    cost: Decimal | None = None
    fx_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A transaction to be posted. Amounts and quantities are positive; the type gives the direction.

    Left out, the settlement date follows from the calendar and the accounts are the portfolio's own. `currency` is that of
    the cash. `external_id` makes posting it again harmless.
    """

    type: str
    trade_date: date
    external_id: str = ""
    settlement_date: date | None = None
    sequence: int | None = None
    account: Account | None = None
    cash_account: Account | None = None
    instrument: Instrument | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    currency: str = ""
    amount: Decimal | None = None
    fee: Decimal | None = None
    tax: Decimal | None = None
    fee_kind: str = ""
    is_paid_externally: bool = False
    fx_rate: Decimal | None = None
    accrued_interest: Decimal | None = None
    ex_date: date | None = None
    is_external: bool = True
    transfer_group: str = ""
    lots: Sequence[LotDraft] = ()
    counter_currency: str = ""
    counter_amount: Decimal | None = None
    counter_cash_account: Account | None = None
    related_instrument: Instrument | None = None
    ratio: Decimal | None = None
    cost_share: Decimal | None = None
    cash_in_lieu: Decimal | None = None
    note: str = ""


POSTABLE = frozenset(
    {
        TransactionType.BUY,
        TransactionType.SELL,
        TransactionType.DEPOSIT,
        TransactionType.WITHDRAWAL,
        TransactionType.TRANSFER_IN,
        TransactionType.TRANSFER_OUT,
        TransactionType.DIVIDEND,
        TransactionType.INTEREST,
        TransactionType.INTEREST_CHARGE,
        TransactionType.COUPON,
        TransactionType.FEE,
        TransactionType.FEE_REFUND,
        TransactionType.TAX,
        TransactionType.TAX_REFUND,
        TransactionType.FX,
        TransactionType.SPLIT,
    }
)
"""The types the ledger can fold today; the others are refused rather than booked without effect."""

_CONTENT = [field.attname for field in Transaction._meta.concrete_fields if field.name not in NOT_CONTENT]


def content_hash(row: Transaction, lots: Sequence[LotDraft]) -> str:
    """SHA-256 of what a row books, defaults filled in, equal numbers counting as equal (10 and 10.00)."""
    parts = [_canonical(getattr(row, name)) for name in _CONTENT]
    for lot in lots:
        parts += map(_canonical, (lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _canonical(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
