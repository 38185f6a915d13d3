"""A file of transactions, read in pieces: each line examined against the book, sound rows kept ready to be posted.

What is kept follows from the file (see `ImportChunk`). Memory does not grow with the file, nor with its errors.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef

from portfolios.importing.formats import Declared, FileFormat
from portfolios.importing.kinds import KINDS
from portfolios.importing.messages import RowError
from portfolios.importing.parse import parse
from portfolios.importing.rows import TransactionRow
from portfolios.models import ImportBatch, ImportChunk, Portfolio, Transaction
from portfolios.services.imports.bookings import transaction_draft
from portfolios.services.imports.directory import Directory
from portfolios.services.imports.plans import LineProblem, Problems, problem_of
from portfolios.services.staging import copy_line
from portfolios.services.transactions.checks import row_problems, type_problems
from portfolios.services.transactions.defaults import Defaults
from portfolios.services.transactions.drafts import LedgerRow, TransactionDraft, booked_values
from portfolios.services.transactions.own_transfers import needs_history
from portfolios.services.transactions.posting import CONFLICT
from tenancy.permissions import Actor
from tenancy.scope import tenant_id_current
from tenancy.services.documents import document_open

PIECE = 5_000
"""Rows examined and kept together."""

LOT_COLUMNS = ("position", "quantity", "acquired_on", "cost", "fx_rate")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file found: its rows, those that could not be read included, its problems, how it is written."""

    row_count: int
    problems: Problems
    form: FileFormat | None


def transactions_prepare(*, actor: Actor, batch: ImportBatch) -> Reading:
    """Read a locked batch's file of transactions and keep its rows; of a file with problems nothing is kept."""
    ImportChunk.objects.filter(batch=batch).delete()
    preparation = _Preparation(actor, batch)
    furthest = count = 0
    piece: list[TransactionRow] = []
    with document_open(document=batch.document) as file:
        parsing = parse(file, KINDS[batch.kind], Declared(**batch.declared))
        for item in parsing:
            if isinstance(item, RowError):
                preparation.problems.add(problem_of(item))
                count += item.line > furthest
                furthest = max(furthest, item.line)
                continue
            count += 1
            furthest = item.line
            piece.append(item)
            if len(piece) == PIECE:
                preparation.add(piece)
                piece = []
    preparation.add(piece)
    if preparation.problems.count:
        ImportChunk.objects.filter(batch=batch).delete()
    return Reading(count, preparation.problems, parsing.format)


@dataclass(slots=True)
class _Examined:
    """One line: the row it becomes, and what is wrong with it."""

    line: int
    draft: TransactionDraft
    row: LedgerRow
    problems: list[LineProblem] = field(default_factory=list)


class _Preparation:
    """Examines rows piece by piece; looks up what they refer to once for the whole file."""

    def __init__(self, actor: Actor, batch: ImportBatch) -> None:
        self.problems = Problems()
        self._actor = actor
        self._batch = batch
        self._directory = Directory(actor)
        self._defaults: dict[int, Defaults] = {}
        self._with_ledger: set[int] = set()
        self._position = 0
        self._keeps = True

    def add(self, rows: Sequence[TransactionRow]) -> None:
        """Examine a piece of the file, and keep it when everything up to its end is sound."""
        if not rows:
            return
        new = self._directory.learn({row.portfolio for row in rows})
        self._with_ledger |= _having_ledger(new)
        examined = [found for row in rows if (found := self._examined(row)) is not None]
        self._compare_known(examined)
        self.problems.extend(self._directory.take_problems())
        for each in examined:
            self.problems.extend(each.problems)
        if self._keeps and (self.problems.count or any(needs_history(each.draft) for each in examined)):
            self._keeps = False
            ImportChunk.objects.filter(batch=self._batch).delete()
        if self._keeps:
            self._keep(examined)

    def _examined(self, row: TransactionRow) -> _Examined | None:
        """The line as a row of the ledger; None where it refers to something unknown."""
        directory, line = self._directory, row.line
        known = len(directory.problems)
        portfolio = directory.portfolio(line, row.portfolio)
        draft = transaction_draft(directory, portfolio, row)
        if portfolio is None or len(directory.problems) > known:
            return None
        defaults = self._defaults.get(portfolio.pk)
        if defaults is None:
            portfolio.tenant = self._actor.tenant
            accounts = directory.accounts_of(portfolio)
            defaults = Defaults(self._actor, portfolio, self._batch, accounts=accounts)
            self._defaults[portfolio.pk] = defaults
        if unusable := type_problems(draft, place=0):
            directory.problems += [LineProblem(line, p.field, p.code, p.parameters) for p in unusable]
            return None
        booked = defaults.row(draft)
        found = row_problems(booked, draft, defaults, place=0)
        return _Examined(
            line, draft, booked, [LineProblem(line, p.field, p.code, p.parameters) for p in found]
        )

    def _compare_known(self, examined: Sequence[_Examined]) -> None:
        """Rows the book has under the same external id: what they say must be the same, and is not examined again."""
        named = [
            each for each in examined if each.row.external_id and each.row.portfolio_id in self._with_ledger
        ]
        hashes = _known_hashes(named)
        for each in named:
            known = hashes.get((each.row.portfolio_id, each.row.external_id))
            if known is not None:
                conflict = LineProblem(each.line, "external_id", CONFLICT)
                each.problems = [] if known == each.row.content_hash else [conflict]

    def _keep(self, examined: Sequence[_Examined]) -> None:
        rows = "\n".join([copy_line((each.line, *booked_values(each.row))) for each in examined])
        lots = "\n".join(
            copy_line((each.line, place, lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate))
            for each in examined
            for place, lot in enumerate(each.draft.lots)
        )
        self._position += 1
        ImportChunk.objects.create(
            batch=self._batch,
            position=self._position,
            row_count=len(examined),
            rows=zlib.compress(rows.encode(), 1),
            lots=zlib.compress(lots.encode(), 1) if lots else b"",
        )


def _having_ledger(portfolios: Iterable[Portfolio]) -> set[int]:
    """Those of the portfolios in which something is booked already."""
    booked = Transaction.objects.filter(portfolio=OuterRef("pk"))
    rows = Portfolio.objects.filter(Exists(booked), pk__in=[each.pk for each in portfolios])
    return set(rows.values_list("pk", flat=True))


_KNOWN = """
SELECT t.portfolio_id, t.external_id, t.content_hash
FROM unnest(%s::bigint[], %s::text[]) AS named(portfolio_id, external_id)
JOIN portfolios_transaction t ON t.tenant_id = %s AND NOT (t.external_id = '')
AND t.portfolio_id = named.portfolio_id AND t.external_id = named.external_id
"""


def _known_hashes(examined: Sequence[_Examined]) -> dict[tuple[int, str], str]:
    """By portfolio and external id, the content of what is booked under it."""
    if not examined:
        return {}
    portfolios = [each.row.portfolio_id for each in examined]
    names = [each.row.external_id for each in examined]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [portfolios, names, tenant_id_current()])
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}
