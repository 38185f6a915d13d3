"""One path into the ledger: lock the portfolio, check every draft, write all or none, bring the projections along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portfolios.adapters import entry_of
from portfolios.ledger.errors import LedgerError
from portfolios.locks import portfolio_lock, portfolios_mark_stale
from portfolios.models import ImportBatch, Portfolio, Transaction, TransactionLot
from portfolios.services.holdings import holdings_rebuild
from portfolios.services.staging import next_ids, stage
from portfolios.services.transactions.checks import Problem, row_problems, type_problems
from portfolios.services.transactions.defaults import Defaults
from portfolios.services.transactions.drafts import TransactionDraft
from tenancy.clock import business_date
from tenancy.errors import Conflict, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record

CONFLICT = "conflict"


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

    `RuleRefused` names each wrong field ("/3/amount") with the figure expected, and carries the `problems` as well. A draft
    whose `external_id` the portfolio has is answered with the first posting when its content is the same, else the call is
    a `Conflict`. Facts are recorded: neither a limit nor missing money refuses anything.
    """
    require(actor, Action.TRANSACTION_POST, portfolio)
    locked = portfolio_lock(portfolio.pk)
    locked.tenant = actor.tenant
    examined = examine(actor=actor, portfolio=locked, drafts=drafts, import_batch=import_batch)
    _refuse(examined.problems)
    known = examined.known
    new = [each for each in examined.bookings if each.place not in known]
    if new:
        write(actor, locked, new)
        _audit(actor, locked, new, import_batch)
    rows = {each.place: each.row for each in examined.bookings}
    return PostResult(
        transactions=[known.get(place, rows[place]) for place in range(len(drafts))],
        duplicates=sorted(known),
    )


@dataclass(frozen=True, slots=True)
class Examined:
    """Drafts made into rows: those `known` from before by their place, and what is wrong with the others."""

    bookings: list[Booking]
    known: dict[int, Transaction]
    problems: list[Problem]


def examine(
    *,
    actor: Actor,
    portfolio: Portfolio,
    drafts: Sequence[TransactionDraft],
    import_batch: ImportBatch | None = None,
) -> Examined:
    """Everything that posting these drafts would find, without posting them. The problems are in the order of the drafts."""
    problems = [each for place, draft in enumerate(drafts) for each in type_problems(draft, place=place)]
    unusable = {each.place for each in problems}
    defaults = Defaults(actor, portfolio, import_batch)
    bookings = [
        Booking(place, draft, defaults.row(draft))
        for place, draft in enumerate(drafts)
        if place not in unusable
    ]
    known = _known(portfolio, bookings)
    seen: set[str] = set()
    for booking in bookings:
        place, row = booking.place, booking.row
        if place in known:
            if known[place].content_hash != row.content_hash:
                problems.append(Problem(place, "external_id", CONFLICT, {}))
            continue
        if row.external_id and row.external_id in seen:
            problems.append(Problem(place, "external_id", "repeated", {}))
        seen.add(row.external_id)
        problems += row_problems(row, booking.draft, defaults.accounts, place=place)
    return Examined(bookings, known, sorted(problems, key=attrgetter("place")))


def _known(portfolio: Portfolio, bookings: Sequence[Booking]) -> dict[int, Transaction]:
    """By place, the transactions the portfolio has under the same external ids."""
    named = [each.row.external_id for each in bookings if each.row.external_id]
    if not named:
        return {}
    found = {
        row.external_id: row for row in Transaction.objects.filter(portfolio=portfolio, external_id__in=named)
    }
    return {each.place: found[each.row.external_id] for each in bookings if each.row.external_id in found}


def _refuse(problems: Sequence[Problem]) -> None:
    """`Conflict` when nothing is wrong but known external ids, else `RuleRefused`; either carries the problems."""
    if not problems:
        return
    errors = [each.error() for each in problems]
    if all(each.code == CONFLICT for each in problems):
        detail = _("A transaction with this external id says something else.")
        raise Conflict(detail, errors=errors, problems=problems)
    raise RuleRefused(errors=errors, problems=problems)


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
    problem = Problem(place, "", "not_foldable", {"reason": error.reason})
    return RuleRefused(problem.error().detail, errors=[problem.error()], problems=[problem])


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
