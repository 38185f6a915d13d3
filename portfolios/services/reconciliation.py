"""A custodian's list against the book: differences are stored, and each is resolved or explained by a person.

Nothing is corrected here: a wrong booking is reversed and posted again. An open difference blocks the release of statements.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolios.adapters import entries_of
from portfolios.importing.reconciliation import CashLine, Difference, Holdings, PositionLine, reconcile
from portfolios.locks import portfolio_lock, portfolios_lock
from portfolios.models import (
    Account,
    BreakState,
    ImportBatch,
    Instrument,
    Portfolio,
    Reconciliation,
    ReconciliationBreak,
)
from portfolios.services.holdings import portfolio_book
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

ZERO = Decimal(0)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class CustodianLine:
    """What a custodian says of one account: units of an instrument, or (no instrument) money in a currency. Signed."""

    account: Account
    instrument: Instrument | None
    currency: str
    quantity: Decimal


type _Key = tuple[int, int | None, str]
"""Account, instrument (None: money) and currency of the money."""


@transaction.atomic
def reconciliation_perform(
    *, actor: Actor, batch: ImportBatch, as_of: date, lines: Sequence[CustodianLine]
) -> Reconciliation:
    """Compare a custodian's list with the book at the close of `as_of`; every difference becomes a break, however small.

    A line agrees with the book by trade date or as settled: custodians book either way. What the book has in the accounts of
    the same custodian and the list does not mention is a difference too. Earlier open breaks of these accounts end: gone, or
    replaced by the new figures.
    """
    require(actor, Action.RECONCILE)
    portfolios = portfolios_lock({line.account.portfolio_id for line in lines})
    accounts = _accounts_compared(lines)
    differences = _differences(_book_of(actor, portfolios, as_of), lines, accounts)
    performed = Reconciliation.objects.create(
        batch=batch,
        as_of=as_of,
        performed_by=actor.user,
        compared_count=len(lines),
        break_count=len(differences),
    )
    _end_earlier(actor, performed, accounts)
    ReconciliationBreak.objects.bulk_create(
        [_break(performed, accounts[int(each.account)], each) for each in differences]
    )
    audit_record(
        actor=actor,
        action="reconciliation.perform",
        obj=performed,
        client_ids={portfolio.client_id for portfolio in portfolios},
        after={"as_of": as_of.isoformat(), "lines": len(lines), "breaks": len(differences)},
    )
    return performed


def _accounts_compared(lines: Sequence[CustodianLine]) -> dict[int, Account]:
    """The accounts the list is about: those named, and the others of the same portfolio at the same custodian."""
    named = {(line.account.portfolio_id, line.account.custodian) for line in lines}
    rows = Account.objects.filter(portfolio_id__in={portfolio_id for portfolio_id, _ in named})
    return {row.pk: row for row in rows if (row.portfolio_id, row.custodian) in named}


def _book_of(
    actor: Actor, portfolios: Sequence[Portfolio], as_of: date
) -> dict[_Key, tuple[Decimal, Decimal]]:
    """By trade date and as settled, what the book has at the close of the day."""
    entries = entries_of([portfolio.pk for portfolio in portfolios], until=as_of)
    found: dict[_Key, tuple[Decimal, Decimal]] = {}
    for portfolio in portfolios:
        portfolio.tenant = actor.tenant
        book = portfolio_book(portfolio=portfolio, entries=entries[portfolio.pk], as_of=as_of)
        for held in book.holdings():
            if held.account is not None:
                found[held.account, held.instrument, ""] = held.quantity, held.quantity_settled
        for each in book.balances():
            if each.account is not None:
                found[each.account, None, each.currency] = each.balance, each.balance_settled
    return found


def _differences(
    book: Mapping[_Key, tuple[Decimal, Decimal]],
    lines: Sequence[CustodianLine],
    accounts: Collection[int],
) -> list[Difference[int]]:
    stated: dict[_Key, Decimal] = {}
    for line in lines:
        key = line.account.pk, line.instrument.pk if line.instrument else None, line.currency
        stated[key] = stated.get(key, ZERO) + line.quantity
    ours = {
        key: settled if stated.get(key) == settled else traded
        for key, (traded, settled) in book.items()
        if key[0] in accounts
    }
    return reconcile(_sides(ours), _sides(stated))


def _sides(quantities: Mapping[_Key, Decimal]) -> Holdings[int]:
    return Holdings(
        positions=tuple(
            PositionLine(str(account), instrument, quantity)
            for (account, instrument, _), quantity in quantities.items()
            if instrument is not None
        ),
        cash=tuple(
            CashLine(str(account), currency, quantity)
            for (account, instrument, currency), quantity in quantities.items()
            if instrument is None
        ),
    )


def _break(performed: Reconciliation, account: Account, found: Difference[int]) -> ReconciliationBreak:
    return ReconciliationBreak(
        tenant_id=performed.tenant_id,
        reconciliation=performed,
        portfolio_id=account.portfolio_id,
        account=account,
        instrument_id=found.instrument,
        currency=found.currency or "",
        book_quantity=found.book_quantity or ZERO,
        custodian_quantity=found.external_quantity or ZERO,
    )


def _end_earlier(actor: Actor, performed: Reconciliation, accounts: Collection[int]) -> None:
    """Open breaks of the compared accounts up to the day of the list: the new comparison speaks for them."""
    sentence = _("Compared again with the list of %(day)s.") % {
        "day": date_format(performed.as_of, "DATE_FORMAT")
    }
    ReconciliationBreak.objects.filter(
        account_id__in=list(accounts), state=BreakState.OPEN, reconciliation__as_of__lte=performed.as_of
    ).update(
        state=BreakState.RESOLVED, explanation=sentence, decided_by=actor.user_id, decided_at=timezone.now()
    )


@transaction.atomic
def break_resolve(*, actor: Actor, item: ReconciliationBreak, reason: str) -> ReconciliationBreak:
    """Note that a difference is gone. Refused (`RuleRefused`) while the book of that day still says something else."""
    locked = _open_break(actor, item, reason)
    portfolio = portfolio_lock(locked.portfolio_id)
    key: _Key = locked.account_id, locked.instrument_id, locked.currency
    as_of = locked.reconciliation.as_of
    traded, settled = _book_of(actor, [portfolio], as_of).get(key, (ZERO, ZERO))
    if locked.custodian_quantity not in (traded, settled):
        raise RuleRefused(
            _(
                "The book still says %(book)s, the custodian %(custodian)s: correct it, or explain the difference."
            )
            % {"book": f"{traded.normalize():f}", "custodian": f"{locked.custodian_quantity.normalize():f}"}
        )
    return _decide(actor, locked, BreakState.RESOLVED, reason)


@transaction.atomic
def break_explain(*, actor: Actor, item: ReconciliationBreak, reason: str) -> ReconciliationBreak:
    """Accept a difference with a reason; it no longer blocks statements."""
    return _decide(actor, _open_break(actor, item, reason), BreakState.EXPLAINED, reason)


def _open_break(actor: Actor, item: ReconciliationBreak, reason: str) -> ReconciliationBreak:
    require(actor, Action.RECONCILE, item)
    if not reason.strip():
        raise RuleRefused(errors=[FieldError("/reason", "required", _("A reason is needed."))])
    if len(reason) > _LONGEST:
        sentence = _("At most %(limit)s characters are possible.") % {"limit": _LONGEST}
        raise RuleRefused(errors=[FieldError("/reason", "max_length", sentence)])
    rows = ReconciliationBreak.objects.select_related("reconciliation", "portfolio")
    locked = rows.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if locked.state != BreakState.OPEN:
        raise Conflict(_("This difference has already been decided."))
    return locked


def _decide(actor: Actor, item: ReconciliationBreak, state: str, reason: str) -> ReconciliationBreak:
    item.state, item.explanation = state, reason.strip()
    item.decided_by, item.decided_at = actor.user, timezone.now()
    item.save()
    audit_record(
        actor=actor,
        action=f"reconciliation.{state}",
        obj=item,
        client_ids=[item.portfolio.client_id],
        reason=item.explanation,
    )
    return item
