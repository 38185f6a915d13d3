"""The booked transactions of a portfolio, as people look for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portfolios.choices import TransactionType
from portfolios.ledger.corporate_actions import money_brought
from portfolios.ledger.entries import CORPORATE_ACTIONS, EntryType
from portfolios.models import Portfolio, Transaction

NEWEST_FIRST: Final = ("-trade_date", "-id")
_T = TransactionType
_CASH_IN: Final = frozenset(
    {_T.SELL, _T.DEPOSIT, _T.DIVIDEND, _T.INTEREST, _T.COUPON, _T.FEE_REFUND, _T.TAX_REFUND, _T.REDEMPTION}
)
_CASH_OUT: Final = frozenset({_T.BUY, _T.WITHDRAWAL, _T.INTEREST_CHARGE, _T.FEE, _T.TAX})


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """What to look for; what is empty does not narrow. Dates are trade dates, both included."""

    type: str = ""
    from_on: date | None = None
    until: date | None = None
    text: str = ""


def transaction_list(*, portfolio: Portfolio, wanted: TransactionFilter) -> QuerySet[Transaction]:
    """Rows with their instrument and cash account; `reversed_by` is the public id of the row that undid one, or None.

    `text` is found in the instrument's name, symbol or ISIN and in the note. Unordered: pages order by `NEWEST_FIRST`.
    """
    undone = Transaction.objects.filter(reverses=OuterRef("pk")).values("public_id")[:1]
    rows = Transaction.objects.filter(portfolio=portfolio).select_related("instrument", "cash_account")
    if wanted.type:
        rows = rows.filter(type=wanted.type)
    if wanted.from_on:
        rows = rows.filter(trade_date__gte=wanted.from_on)
    if wanted.until:
        rows = rows.filter(trade_date__lte=wanted.until)
    if text := wanted.text.strip():
        named = Q(instrument__name__icontains=text) | Q(instrument__symbol__iexact=text)
        rows = rows.filter(named | Q(instrument__isin__iexact=text) | Q(note__icontains=text))
    return rows.annotate(reversed_by=Subquery(undone))


def cash_effect(transaction: Transaction) -> Decimal | None:
    """What the row did to the cash account in its currency, signed; None when it moved no money there.

    An exchange shows what was sold. What was paid from outside moved nothing. A reversal has the opposite sign.
    """
    kind = transaction.type
    amount: Decimal | None = transaction.amount
    if kind in CORPORATE_ACTIONS:
        amount = money_brought(EntryType(kind), amount, transaction.cash_in_lieu)
    if amount is None or transaction.is_paid_externally:
        return None
    if kind in (_T.TRANSFER_IN, _T.TRANSFER_OUT):
        sign = 0 if transaction.instrument_id else 1 if kind == _T.TRANSFER_IN else -1
    else:
        sign = (
            1
            if kind in _CASH_IN or kind in CORPORATE_ACTIONS
            else -1
            if kind in _CASH_OUT or kind == _T.FX
            else 0
        )
    if not sign:
        return None
    return amount * sign * (-1 if transaction.reverses_id else 1)
