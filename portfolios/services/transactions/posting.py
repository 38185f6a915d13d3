"""One path into the ledger: lock the portfolio, check every draft, write all or none, bring the projections along."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios.adapters import entry_of
from portfolios.ledger.errors import LedgerError
from portfolios.locks import portfolio_lock, portfolios_mark_stale
from portfolios.models import ImportBatch, Portfolio, Transaction, TransactionLot
from portfolios.services.holdings import holdings_update
from portfolios.services.staging import insert_rows, next_ids
from portfolios.services.transactions.checks import Problem, row_problems, type_problems
from portfolios.services.transactions.defaults import Defaults
from portfolios.services.transactions.drafts import LedgerRow, TransactionDraft, transaction_of
from portfolios.services.transactions.own_transfers import UnitsNotUnderway, lots_brought, needs_history
from tenancy.clock import business_date
from tenancy.errors import Conflict, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
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
    row: LedgerRow


@dataclass(frozen=True, slots=True)
class Posted:
    """What a call wrote: every booking by its place, and those that were known from before."""

    bookings: list[Booking]
    known: dict[int, Transaction]


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
    posted = post(actor=actor, portfolio=portfolio, drafts=drafts, import_batch=import_batch)
    return PostResult(
        transactions=[posted.known.get(each.place) or transaction_of(each.row) for each in posted.bookings],
        duplicates=sorted(posted.known),
    )


@transaction.atomic
def post(
    *,
    actor: Actor,
    portfolio: Portfolio,
    drafts: Sequence[TransactionDraft],
    import_batch: ImportBatch | None = None,
) -> Posted:
    """The same for callers who do not need the transactions back."""
    require(actor, Action.TRANSACTION_POST, portfolio)
    locked = portfolio_lock(portfolio.pk)
    locked.tenant = actor.tenant
    examined = examine(actor=actor, portfolio=locked, drafts=drafts, import_batch=import_batch)
    _refuse(examined.problems)
    new = [each for each in examined.bookings if each.place not in examined.known]
    if new:
        new = _with_history(locked, new)
        write(actor, locked, new)
        _audit(actor, locked, new, import_batch)
    return Posted(examined.bookings, examined.known)


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
        problems += row_problems(row, booking.draft, defaults, place=place)
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


def _with_history(portfolio: Portfolio, bookings: Sequence[Booking]) -> list[Booking]:
    """The bookings, those that arrive from an own portfolio with the lots that left there."""
    arrived: dict[tuple[str, int | None], Decimal] = defaultdict(Decimal)
    completed: list[Booking] = []
    problems: list[Problem] = []
    for booking in bookings:
        row = booking.row
        if needs_history(booking.draft):
            moved = row.transfer_group, row.instrument_id
            try:
                lots = lots_brought(portfolio=portfolio, arrival=row, before=arrived[moved])
                booking = replace(booking, draft=replace(booking.draft, lots=lots))
            except UnitsNotUnderway as error:
                figures = {"stated": str(row.quantity), "expected": str(error.underway)}
                problems.append(Problem(booking.place, "quantity", "not_underway", figures))
            arrived[moved] += row.quantity or Decimal(0)
        completed.append(booking)
    _refuse(problems)
    return completed


def write(
    actor: Actor, portfolio: Portfolio, bookings: Sequence[Booking], *, from_day: date | None = None
) -> None:
    """Insert checked bookings of a locked portfolio and bring its projections along.

    `from_day` is the first day whose figures change (None: the first on which one of them takes effect). What the ledger
    cannot fold (an own transfer reversed later, say) is `RuleRefused`, and nothing is written.
    """
    _insert(bookings)
    entries = [entry_of(each.row) for each in bookings]
    try:
        holdings_update(portfolio=portfolio, entries=entries, as_of=business_date(actor.tenant))
    except LedgerError as error:
        raise _not_foldable(error, bookings) from error
    portfolios_mark_stale({portfolio.pk: from_day or min(each.effective_on for each in entries)})


_GIVEN_BY_DATABASE = frozenset({"tenant_id", "public_id", "created_at"})
_COLUMNS = ["id"] + [
    field.attname
    for field in Transaction._meta.concrete_fields
    if field.attname not in _GIVEN_BY_DATABASE | {"id"}
]
_VALUES = attrgetter(*_COLUMNS)
_LOT_COLUMNS = ("transaction_id", "position", "quantity", "acquired_on", "cost", "fx_rate")


def _insert(bookings: Sequence[Booking]) -> None:
    """Write rows and lots by COPY; the rows afterwards carry what the database gave them."""
    table = Transaction._meta.db_table
    for booking, row_id in zip(bookings, next_ids(table, len(bookings)), strict=True):
        booking.row.id = row_id
    rows = [_VALUES(each.row) for each in bookings]
    given = {
        row_id: (public_id, created_at)
        for row_id, public_id, created_at in insert_rows(
            table, _COLUMNS, rows, returning="id, public_id, created_at"
        )
    }
    for booking in bookings:
        booking.row.public_id, booking.row.created_at = given[booking.row.id]
    lots = [
        (each.row.id, position, lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate)
        for each in bookings
        for position, lot in enumerate(each.draft.lots)
    ]
    if lots:
        insert_rows(TransactionLot._meta.db_table, _LOT_COLUMNS, lots)


def _not_foldable(error: LedgerError, bookings: Sequence[Booking]) -> RuleRefused:
    place = next((each.place for each in bookings if each.row.id == error.entry.id), 0)
    problem = Problem(place, "", "not_foldable", {"reason": error.code.value})
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
