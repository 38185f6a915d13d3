"""Taking a transaction back: a row that repeats it and undoes it. Neither is ever changed or deleted."""

from datetime import date

from django.db import transaction as db
from django.utils.translation import gettext as _

from portfolios.locks import portfolio_lock
from portfolios.models import Transaction
from portfolios.services.transactions.drafts import LedgerRow, TransactionDraft, content_hash, transaction_of
from portfolios.services.transactions.posting import Booking, write
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

_REPEATED = (
    "sequence",
    "account_id",
    "cash_account_id",
    "instrument_id",
    "quantity",
    "price",
    "currency",
    "amount",
    "fee",
    "tax",
    "fee_kind",
    "is_paid_externally",
    "fx_rate",
    "accrued_interest",
    "is_external",
    "transfer_group",
    "counter_currency",
    "counter_amount",
    "counter_cash_account_id",
    "related_instrument_id",
    "ratio",
    "cost_share",
    "cash_in_lieu",
    "note",
)


@db.atomic
def transaction_reverse(
    *, actor: Actor, transaction: Transaction, reason: str, effective_on: date | None = None
) -> Transaction:
    """Undo a transaction from `effective_on` (None: from its own trade date, as if it had never been).

    A second reversal is a `Conflict`. Refused: no reason, a day before the transaction, the reversal of a reversal, and a
    later day where the ledger cannot undo the effect from then on.
    """
    require(actor, Action.TRANSACTION_POST, transaction)
    portfolio = portfolio_lock(transaction.portfolio_id)
    portfolio.tenant = actor.tenant
    if Transaction.objects.filter(reverses=transaction).exists():
        raise Conflict(_("This transaction has already been reversed."))
    on = effective_on or transaction.trade_date
    _refuse_unsound(transaction, reason, on)
    row = _reversal(actor, transaction, reason.strip(), on)
    draft = TransactionDraft(type=transaction.type, trade_date=on)
    write(actor, portfolio, [Booking(0, draft, row)], from_day=_first_day(transaction, on))
    reversal = transaction_of(row)
    audit_record(
        actor=actor,
        action="transaction.reverse",
        obj=reversal,
        client_ids=[portfolio.client_id],
        after={"reverses": str(transaction.public_id), "effective_on": on.isoformat()},
        reason=row.reversal_reason,
    )
    return reversal


def _refuse_unsound(transaction: Transaction, reason: str, on: date) -> None:
    errors = []
    if not reason.strip():
        errors.append(FieldError("/reason", "required", _("A reversal needs a reason.")))
    if len(reason) > 500:
        errors.append(FieldError("/reason", "max_length", _("The reason is longer than 500 characters.")))
    if on < transaction.trade_date:
        sentence = _("A reversal cannot take effect before the transaction.")
        errors.append(FieldError("/effective_on", "before_transaction", sentence))
    if transaction.reverses_id is not None:
        sentence = _("A reversal is not reversed: post the transaction again.")
        errors.append(FieldError("/transaction", "is_reversal", sentence))
    if errors:
        raise RuleRefused(errors=errors)


def _reversal(actor: Actor, transaction: Transaction, reason: str, on: date) -> LedgerRow:
    row = LedgerRow(
        tenant_id=actor.tenant.pk,
        portfolio_id=transaction.portfolio_id,
        type=transaction.type,
        trade_date=on,
        settlement_date=max(on, transaction.settlement_date),
        reverses_id=transaction.pk,
        reversal_reason=reason,
        posted_by_id=actor.user_id,
        **{name: getattr(transaction, name) for name in _REPEATED},
    )
    row.content_hash = content_hash(row, ())
    return row


def _first_day(transaction: Transaction, on: date) -> date:
    """The first day whose figures change: one undone from the beginning may have counted from its ex day."""
    is_from_beginning = on == transaction.trade_date
    if is_from_beginning and transaction.ex_date is not None:
        return min(on, transaction.ex_date)
    return on
