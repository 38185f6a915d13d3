"""One path into the ledger: lock the portfolio, check every draft, write all or none, bring the projections along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portfolios.adapters import entry_of
from portfolios.entry_messages import sentence
from portfolios.ledger.errors import LedgerError
from portfolios.locks import portfolio_lock, portfolios_mark_stale
from portfolios.models import ImportBatch, Portfolio, Transaction, TransactionLot
from portfolios.services.holdings import holdings_rebuild
from portfolios.services.staging import next_ids, stage
from portfolios.services.transactions.checks import row_errors, type_errors
from portfolios.services.transactions.defaults import Defaults
from portfolios.services.transactions.drafts import TransactionDraft
from portfolios.services.validation import refuse
from tenancy.clock import business_date
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record


@dataclass(frozen=True, slots=True)
class PostResult:
    """The transactions in the order of their drafts, those that were known already in their places.

    `duplicates` are the places (from 0) of drafts that had been posted before with the same content.
    """

    transactions: list[Transaction]
    duplicates: list[int]

    @property
    def posted(self) -> int:
        """How many were new."""
        return len(self.transactions) - len(self.duplicates)


@dataclass(frozen=True, slots=True)
class Booking:
    """A draft on its way into the ledger: its place in the call, and the row it becomes."""

    place: int
    draft: TransactionDraft
    row: Transaction


@transaction.atomic
def transactions_post(
    *,
    actor: Actor,
    portfolio: Portfolio,
    drafts: Sequence[TransactionDraft],
    import_batch: ImportBatch | None = None,
) -> PostResult:
    """Post drafts to a portfolio, all or none, with holdings, lots and cash in the same transaction.

    `RuleRefused` names each wrong field ("/3/amount") with the figure expected. A draft whose `external_id` the portfolio
    has is answered with the first posting when its content is the same, else the call is a `Conflict`. Facts are recorded:
    neither a limit nor missing money refuses anything.
    """
    require(actor, Action.TRANSACTION_POST, portfolio)
    refuse([error for index, draft in enumerate(drafts) for error in type_errors(draft, pointer=f"/{index}")])
    locked = portfolio_lock(portfolio.pk)
    locked.tenant = actor.tenant
    defaults = Defaults(actor, locked, import_batch)
    bookings = [Booking(index, draft, defaults.row(draft)) for index, draft in enumerate(drafts)]
    known = _known(locked, bookings)
    new = [booking for booking in bookings if booking.row.external_id not in known]
    errors = _repeated(new)
    for booking in new:
        errors += row_errors(booking.row, booking.draft, defaults.accounts, pointer=f"/{booking.place}")
    refuse(errors)
    if new:
        write(actor, locked, new)
        _audit(actor, locked, new, import_batch)
    return PostResult(
        transactions=[known.get(each.row.external_id, each.row) for each in bookings],
        duplicates=[each.place for each in bookings if each.row.external_id in known],
    )


def write(
    actor: Actor, portfolio: Portfolio, bookings: Sequence[Booking], *, from_day: date | None = None
) -> None:
    """Insert checked bookings of a locked portfolio and bring its projections along.

    `from_day` is the first day whose figures change (None: the first on which one of them takes effect). What the ledger
    cannot fold (an own transfer reversed later, say) is `RuleRefused`, and nothing is written.
    """
    _insert(bookings)
    try:
        holdings_rebuild(portfolio=portfolio, as_of=business_date(actor.tenant))
    except LedgerError as error:
        raise _not_foldable(error, bookings) from error
    effective = (entry_of(each.row).effective_on for each in bookings)
    portfolios_mark_stale({portfolio.pk: from_day or min(effective)})


def _known(portfolio: Portfolio, bookings: Sequence[Booking]) -> dict[str, Transaction]:
    """Transactions of the portfolio with one of the external ids; `Conflict` when one says something else."""
    named = {each.row.external_id: each for each in bookings if each.row.external_id}
    if not named:
        return {}
    found = {
        row.external_id: row
        for row in Transaction.objects.filter(portfolio=portfolio, external_id__in=list(named))
    }
    different = [
        FieldError(
            f"/{named[external_id].place}/external_id",
            "conflict",
            _("This external id was posted before with other content."),
        )
        for external_id, row in found.items()
        if row.content_hash != named[external_id].row.content_hash
    ]
    if different:
        raise Conflict(_("A transaction with this external id says something else."), errors=different)
    return found


def _repeated(bookings: Sequence[Booking]) -> list[FieldError]:
    seen: set[str] = set()
    errors = []
    for booking in bookings:
        external_id = booking.row.external_id
        if external_id and external_id in seen:
            errors.append(FieldError(f"/{booking.place}/external_id", "repeated", sentence("repeated", {})))
        seen.add(external_id)
    return errors


_GIVEN_BY_DATABASE = frozenset({"tenant_id", "public_id", "created_at"})
_COLUMNS = [
    field.attname for field in Transaction._meta.concrete_fields if field.attname not in _GIVEN_BY_DATABASE
]
_LOT_COLUMNS = ("transaction_id", "position", "quantity", "acquired_on", "cost", "fx_rate")


def _insert(bookings: Sequence[Booking]) -> None:
    """Write rows and lots by COPY; the rows afterwards carry their ids."""
    table = Transaction._meta.db_table
    for booking, row_id in zip(bookings, next_ids(table, len(bookings)), strict=True):
        booking.row.pk = row_id
    values = attrgetter(*_COLUMNS)
    stage("staged_transaction", like=table, columns=_COLUMNS, rows=(values(each.row) for each in bookings))
    stored = _insert_staged("staged_transaction", table, _COLUMNS, "RETURNING id, public_id, created_at")
    given = {row[0]: row[1:] for row in stored}
    for booking in bookings:
        booking.row.public_id, booking.row.created_at = given[booking.row.pk]
        booking.row._state.adding = False
    lots = [
        (each.row.pk, position, lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate)
        for each in bookings
        for position, lot in enumerate(each.draft.lots)
    ]
    if lots:
        lot_table = TransactionLot._meta.db_table
        stage("staged_lot", like=lot_table, columns=_LOT_COLUMNS, rows=lots)
        _insert_staged("staged_lot", lot_table, _LOT_COLUMNS, "RETURNING id")


def _insert_staged(staged: str, table: str, columns: Sequence[str], returning: str) -> list[tuple[Any, ...]]:
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (tenant_id, {listed}) SELECT %s, {listed} FROM pg_temp.{staged} "  # noqa: S608
            f"ORDER BY 2 {returning}",
            [tenant_id_current()],
        )
        return list(cursor.fetchall())


def _not_foldable(error: LedgerError, bookings: Sequence[Booking]) -> RuleRefused:
    place = next((each.place for each in bookings if each.row.pk == error.entry.id), 0)
    detail = sentence("not_foldable", {"reason": error.reason})
    return RuleRefused(detail, errors=[FieldError(f"/{place}", "not_foldable", detail)])


def _audit(
    actor: Actor, portfolio: Portfolio, bookings: Sequence[Booking], import_batch: ImportBatch | None
) -> None:
    days = [each.row.trade_date for each in bookings]
    after = {
        "count": len(bookings),
        "from": min(days).isoformat(),
        "to": max(days).isoformat(),
        "first": str(bookings[0].row.public_id),
        "last": str(bookings[-1].row.public_id),
    }
    if import_batch is not None:
        after["import"] = str(import_batch.public_id)
    audit_record(
        actor=actor,
        action="transaction.post",
        obj=portfolio,
        client_ids=[portfolio.client_id],
        after=after,
    )
