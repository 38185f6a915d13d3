"""Is a row fit to be booked: its accounts, the digits that are kept, and the ledger's own rules of amounts.

Never asked here: whether the trade was allowed or the money was there. The ledger records what happened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from portfolios.adapters import entry_of
from portfolios.choices import AccountKind, FeeKind, TransactionType
from portfolios.entry_messages import sentence
from portfolios.ledger.entries import EntryLot, InstrumentTerms
from portfolios.ledger.entry_checks import EntryErrorCode, check_entry
from portfolios.models import Account
from portfolios.services.transactions.defaults import Defaults, moves_cash
from portfolios.services.transactions.drafts import LedgerRow, TransactionDraft
from tenancy.errors import FieldError

_DIGITS: Mapping[str, tuple[int, Decimal]] = {
    name: (places, Decimal(10) ** (whole - places))
    for name, whole, places in (
        ("quantity", 24, 8),
        ("price", 24, 12),
        ("amount", 20, 4),
        ("fee", 20, 4),
        ("tax", 20, 4),
        ("fx_rate", 24, 12),
        ("accrued_interest", 20, 4),
        ("counter_amount", 20, 4),
        ("ratio", 24, 12),
        ("cost_share", 12, 10),
        ("cash_in_lieu", 20, 4),
    )
}
_FIGURES_OF = attrgetter(*_DIGITS)
_LENGTHS = {"external_id": 100, "transfer_group": 100, "note": 500}
_FEE_KINDS = frozenset({"", *FeeKind.values})
_TYPES = frozenset(TransactionType.values)

type _Found = tuple[str, str, Mapping[str, object]]
"""Field, code and the figures of the sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of the draft at `place` (from 0) of a call; the sentence is made where it is shown."""

    place: int
    field: str
    code: str
    parameters: Mapping[str, object]

    def error(self) -> FieldError:
        """The problem as an error with its pointer ("/3/amount") and sentence."""
        pointer = f"/{self.place}/{self.field}" if self.field else f"/{self.place}"
        return FieldError(pointer, self.code, sentence(self.code, self.parameters))


def type_problems(draft: TransactionDraft, *, place: int) -> list[Problem]:
    """What is wrong with a draft before it can become a row: a type there is not."""
    if draft.type not in _TYPES:
        return [Problem(place, "type", "invalid_choice", {"value": draft.type})]
    return []


def row_problems(row: LedgerRow, draft: TransactionDraft, defaults: Defaults, *, place: int) -> list[Problem]:
    """Everything that is wrong with a row made from `draft`; empty when it can be booked."""
    accounts = defaults.accounts
    found = [*_value_problems(row), *_lot_problems(draft), *_account_problems(row, draft, accounts)]
    if not found:
        found = list(_ledger_problems(row, draft, defaults.terms(draft.instrument)))
    return [Problem(place, *each) for each in found]


def _value_problems(row: LedgerRow) -> Iterator[_Found]:
    for (name, (places, limit)), value in zip(_DIGITS.items(), _FIGURES_OF(row), strict=True):
        if value is not None:
            yield from _digit_problems(name, value, places, limit)
    for name, length in _LENGTHS.items():
        if len(getattr(row, name)) > length:
            yield name, "max_length", {"limit": length}
    if row.fee_kind not in _FEE_KINDS:
        yield "fee_kind", "invalid_choice", {"value": row.fee_kind}


def _digit_problems(name: str, value: Decimal, places: int, limit: Decimal) -> Iterator[_Found]:
    if not (value.is_finite() and abs(value) < limit):
        yield name, "out_of_range", {}
    elif value != round(value, places):
        yield name, "max_decimal_places", {"limit": places}


def _lot_problems(draft: TransactionDraft) -> Iterator[_Found]:
    for index, lot in enumerate(draft.lots):
        figures = (("quantity", lot.quantity, 8), ("cost", lot.cost, 8), ("fx_rate", lot.fx_rate, 12))
        for name, value, places in figures:
            if value is not None:
                yield from _digit_problems(f"lots/{index}/{name}", value, places, Decimal(10) ** 12)
        if lot.fx_rate is not None and not lot.fx_rate > 0:
            yield f"lots/{index}/fx_rate", EntryErrorCode.NOT_POSITIVE, {}


def _account_problems(
    row: LedgerRow, draft: TransactionDraft, accounts: Mapping[int, Account]
) -> Iterator[_Found]:
    yield from _custody_problems(row, accounts)
    yield from _cash_problems("cash_account", row.cash_account_id, row.currency, accounts)
    yield from _cash_problems(
        "counter_cash_account", row.counter_cash_account_id, row.counter_currency, accounts
    )
    if row.cash_account_id is None and row.currency and moves_cash(draft):
        yield "cash_account", "no_cash_account", {"currency": row.currency}
    if row.type == TransactionType.FX and row.counter_cash_account_id is None and row.counter_currency:
        yield "counter_cash_account", "no_cash_account", {"currency": row.counter_currency}


def _custody_problems(row: LedgerRow, accounts: Mapping[int, Account]) -> Iterator[_Found]:
    if row.account_id is not None:
        account = accounts.get(row.account_id)
        if account is None or account.kind != AccountKind.CUSTODY:
            yield "account", "wrong_account", {"kind": AccountKind.CUSTODY}
    elif row.instrument_id is not None and row.type in _IN_ONE_ACCOUNT:
        yield "account", "no_custody_account", {}


_IN_ONE_ACCOUNT = frozenset(
    {
        TransactionType.BUY,
        TransactionType.SELL,
        TransactionType.TRANSFER_IN,
        TransactionType.TRANSFER_OUT,
        TransactionType.REDEMPTION,
        TransactionType.RETURN_OF_CAPITAL,
    }
)
"""Types that act in the one custody account they name; other acts of the issuer may act in all that hold the instrument."""


def _cash_problems(
    field: str, account_id: int | None, currency: str, accounts: Mapping[int, Account]
) -> Iterator[_Found]:
    if account_id is None:
        return
    account = accounts.get(account_id)
    if account is None or account.kind != AccountKind.CASH:
        yield field, "wrong_account", {"kind": AccountKind.CASH}
    elif account.currency != currency:
        yield field, "wrong_currency", {"account": account.currency, "currency": currency}


def _ledger_problems(
    row: LedgerRow, draft: TransactionDraft, terms: InstrumentTerms | None
) -> Iterator[_Found]:
    if not row.currency:
        yield "currency", EntryErrorCode.REQUIRED, {"type": row.type}
        return
    lots = [EntryLot(lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate) for lot in draft.lots]
    for error in check_entry(entry_of(row, lots), terms):
        is_lots = error.field == "lots" and error.code is EntryErrorCode.REQUIRED
        yield error.field, "lots_incomplete" if is_lots else error.code, error.parameters
