"""What somebody wants posted, in the words of the API, and the row it becomes once the defaults are filled in."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from portfolios.models import Account, Instrument, Transaction


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


@dataclass(slots=True)
class LedgerRow:
    """A row of the ledger before it is a model: the columns of `Transaction`, a tenth of its cost to make."""

    tenant_id: int
    portfolio_id: int
    type: str
    trade_date: date
    settlement_date: date
    id: int = 0
    public_id: UUID | None = None
    created_at: datetime | None = None
    external_id: str = ""
    content_hash: str = ""
    sequence: int | None = None
    account_id: int | None = None
    cash_account_id: int | None = None
    instrument_id: int | None = None
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
    counter_currency: str = ""
    counter_amount: Decimal | None = None
    counter_cash_account_id: int | None = None
    related_instrument_id: int | None = None
    ratio: Decimal | None = None
    cost_share: Decimal | None = None
    cash_in_lieu: Decimal | None = None
    note: str = ""
    reverses_id: int | None = None
    reversal_reason: str = ""
    import_batch_id: int | None = None
    posted_by_id: int | None = None


_COLUMNS = [field.attname for field in Transaction._meta.concrete_fields]
_IN_ORDER = attrgetter(*_COLUMNS)


def transaction_of(row: LedgerRow) -> Transaction:
    """The model of a row that has been written."""
    return Transaction.from_db("default", _COLUMNS, _IN_ORDER(row))


_GIVEN_WHEN_WRITTEN = frozenset(
    {
        "id",
        "tenant_id",
        "public_id",
        "created_at",
        "import_batch_id",
        "posted_by_id",
        "reverses_id",
        "reversal_reason",
    }
)
BOOKED_COLUMNS = [name for name in _COLUMNS if name not in _GIVEN_WHEN_WRITTEN]
"""The columns in which a draft is booked; who wrote it when comes beside them."""

booked_values: Callable[[LedgerRow], tuple[Any, ...]] = attrgetter(*BOOKED_COLUMNS)
"""A row's values of `BOOKED_COLUMNS`."""

_NOT_CONTENT = frozenset(
    {
        "id",
        "tenant_id",
        "public_id",
        "created_at",
        "portfolio_id",
        "external_id",
        "content_hash",
        "import_batch_id",
        "posted_by_id",
    }
)
"""Columns that say who posted what where, not what was booked."""

_CONTENT = [name for name in _COLUMNS if name not in _NOT_CONTENT]
_CONTENT_OF = attrgetter(*_CONTENT)


def content_hash(row: LedgerRow, lots: Sequence[LotDraft]) -> str:
    """SHA-256 of what a row books, defaults filled in, equal numbers counting as equal (10 and 10.00)."""
    parts = [
        f"{name}={value}" if type(value) is not Decimal else f"{name}={value.normalize():f}"
        for name, value in zip(_CONTENT, _CONTENT_OF(row), strict=True)
        if value is not None and value != ""
    ]
    for lot in lots:
        figures = lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate
        parts.append(" ".join("" if each is None else _canonical(each) for each in figures))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
