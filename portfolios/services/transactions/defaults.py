"""What a draft leaves out: its accounts, its currency, and the day it settles by the firm's calendar."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from portfolios.adapters import instrument_terms
from portfolios.choices import AccountKind, TransactionType
from portfolios.ledger.entries import InstrumentTerms
from portfolios.models import Account, ImportBatch, Instrument, Portfolio
from portfolios.services.transactions.drafts import LedgerRow, TransactionDraft, content_hash
from tenancy.clock import next_business_day
from tenancy.permissions import Actor

SETTLEMENT_DAYS = 2
"""Business days after the trade on which a purchase or sale of securities settles, unless the draft says otherwise."""

_T = TransactionType
_TRADES = frozenset({_T.BUY, _T.SELL})
_TRANSFERS = frozenset({_T.TRANSFER_IN, _T.TRANSFER_OUT})
_IN_CUSTODY = _TRADES | _TRANSFERS | {_T.DIVIDEND, _T.COUPON, _T.REDEMPTION, _T.RETURN_OF_CAPITAL}
_EXPENSES = frozenset({_T.FEE, _T.FEE_REFUND, _T.TAX, _T.TAX_REFUND})
_MOVES_CASH = (
    _TRADES
    | _EXPENSES
    | {_T.DEPOSIT, _T.WITHDRAWAL, _T.DIVIDEND, _T.INTEREST, _T.INTEREST_CHARGE, _T.COUPON, _T.FX}
    | {_T.REDEMPTION, _T.RETURN_OF_CAPITAL}
)
_ISSUER = frozenset({_T.SPLIT, _T.STOCK_DIVIDEND, _T.SPIN_OFF, _T.MERGER})


class Defaults:
    """The accounts of one portfolio and the calendar of its firm."""

    def __init__(
        self,
        actor: Actor,
        portfolio: Portfolio,
        import_batch: ImportBatch | None,
        *,
        accounts: Sequence[Account] | None = None,
    ) -> None:
        """`accounts` are the portfolio's, oldest first, where they have been read already."""
        self._actor = actor
        self._portfolio = portfolio
        self._batch = import_batch
        if accounts is None:
            accounts = list(Account.objects.filter(portfolio=portfolio).order_by("pk"))
        self.accounts = {account.pk: account for account in accounts}
        self._custody = next((each for each in accounts if each.kind == AccountKind.CUSTODY), None)
        self._terms: dict[int, InstrumentTerms] = {}
        self._cash: dict[str, Account] = {}
        for account in accounts:
            if account.kind == AccountKind.CASH:
                self._cash.setdefault(account.currency, account)

    def row(self, draft: TransactionDraft) -> LedgerRow:
        """The draft as a row with its defaults filled in, not yet written."""
        account = draft.account or self._account(draft)
        currency = draft.currency or self._currency(draft)
        cash_account = draft.cash_account
        if cash_account is None and moves_cash(draft):
            cash_account = self._cash_account(account, currency)
        counter = draft.counter_cash_account
        if counter is None and draft.type == _T.FX:
            counter = self._cash.get(draft.counter_currency)
        row = LedgerRow(
            tenant_id=self._actor.tenant.pk,
            portfolio_id=self._portfolio.pk,
            external_id=draft.external_id,
            type=draft.type,
            trade_date=draft.trade_date,
            settlement_date=draft.settlement_date or self._settlement_date(draft),
            sequence=draft.sequence,
            account_id=account.pk if account else None,
            cash_account_id=cash_account.pk if cash_account else None,
            instrument_id=draft.instrument.pk if draft.instrument else None,
            quantity=draft.quantity,
            price=draft.price,
            currency=currency,
            amount=draft.amount,
            fee=draft.fee or None,
            tax=draft.tax or None,
            fee_kind=draft.fee_kind,
            is_paid_externally=draft.is_paid_externally,
            fx_rate=draft.fx_rate,
            accrued_interest=draft.accrued_interest or None,
            ex_date=draft.ex_date,
            is_external=draft.is_external,
            transfer_group=draft.transfer_group,
            counter_currency=draft.counter_currency,
            counter_amount=draft.counter_amount,
            counter_cash_account_id=counter.pk if counter else None,
            related_instrument_id=draft.related_instrument.pk if draft.related_instrument else None,
            ratio=draft.ratio,
            cost_share=draft.cost_share,
            cash_in_lieu=draft.cash_in_lieu,
            note=draft.note,
            import_batch_id=self._batch.pk if self._batch else None,
            posted_by_id=self._actor.user_id,
        )
        row.content_hash = content_hash(row, draft.lots)
        return row

    def terms(self, instrument: Instrument | None) -> InstrumentTerms | None:
        """The terms of a draft's instrument; None where it has none."""
        if instrument is None:
            return None
        terms = self._terms.get(instrument.pk)
        if terms is None:
            terms = self._terms[instrument.pk] = instrument_terms(instrument)
        return terms

    def _account(self, draft: TransactionDraft) -> Account | None:
        return self._custody if draft.instrument is not None and draft.type in _IN_CUSTODY else None

    def _currency(self, draft: TransactionDraft) -> str:
        if draft.cash_account is not None:
            return draft.cash_account.currency
        if moves_cash(draft):
            return ""
        if draft.instrument is None:
            return self._portfolio.currency if draft.type in _ISSUER else ""
        if draft.type in _TRANSFERS and not draft.is_external and draft.amount is None:
            return self._portfolio.currency
        return draft.instrument.currency

    def _cash_account(self, account: Account | None, currency: str) -> Account | None:
        settles_to = self.accounts.get(account.cash_account_id or 0) if account else None
        if settles_to is not None and settles_to.currency == currency:
            return settles_to
        return self._cash.get(currency)

    def _settlement_date(self, draft: TransactionDraft) -> date:
        if draft.type in _TRADES:
            return _settles_on(draft.trade_date, self._actor.tenant.calendar)
        return draft.trade_date


def moves_cash(draft: TransactionDraft) -> bool:
    """Whether the draft moves money of the portfolio."""
    if draft.type in _TRANSFERS:
        return draft.instrument is None
    if draft.type in _EXPENSES:
        return not draft.is_paid_externally
    if draft.type in _ISSUER:
        return bool(draft.amount or draft.cash_in_lieu)
    return draft.type in _MOVES_CASH


@lru_cache(maxsize=4096)
def _settles_on(trade_date: date, calendar: str) -> date:
    return next_business_day(trade_date, calendar=calendar, count=SETTLEMENT_DAYS)
