"""The rows kept of a sound file of transactions become transactions of many portfolios at once, set by set.

It never says what is wrong: where the rows do not fit the book any more it raises `Doubt`, and the file is read again.
"""

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from portfolios.adapters import entries_of
from portfolios.ledger.entries import Entry
from portfolios.ledger.errors import LedgerError
from portfolios.locks import portfolios_lock, portfolios_mark_stale
from portfolios.models import ImportBatch, ImportChunk, Portfolio
from portfolios.services.holdings import portfolios_project, portfolios_update
from portfolios.services.imports.plans import Note, Outcome
from portfolios.services.imports.preparing import LOT_COLUMNS
from portfolios.services.transactions.drafts import BOOKED_COLUMNS
from tenancy.clock import business_date
from tenancy.permissions import Actor, require, visible
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import Change, audit_record_each

ROWS_TOGETHER, PORTFOLIOS_TOGETHER = 20_000, 250
"""New rows, or portfolios, after which projections are stored and what was read for them is forgotten."""


class Doubt(Exception):
    """The rows kept are not all there, or the book has moved on: only reading the file again tells."""


def chunks_post(*, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
    """Post what was kept of a locked batch, inside the caller's savepoint. Raises `Doubt`; nothing may be kept then."""
    require(actor, Action.TRANSACTION_POST)
    with connection.cursor() as cursor:
        if not _stage(cursor, batch):
            raise Doubt
        portfolios = _locked(cursor, actor)
        posted = _insert(cursor, actor, batch)
        if posted:
            _project(cursor, actor, portfolios, note)
            _audit(cursor, actor, portfolios, batch)
    ImportChunk.objects.filter(batch=batch).delete()
    return Outcome(posted, batch.row_count - posted)


_COLUMNS = ", ".join(f'"{name}"' for name in BOOKED_COLUMNS)
_LOTS = ", ".join(f'"{name}"' for name in LOT_COLUMNS)
_ROWS_TABLE = f"""
CREATE TEMP TABLE import_rows ON COMMIT DROP AS SELECT 0 AS line, {_COLUMNS} FROM portfolios_transaction WITH NO DATA
"""  # noqa: S608
_LOTS_TABLE = f"""
CREATE TEMP TABLE import_lots ON COMMIT DROP AS SELECT 0 AS line, {_LOTS} FROM portfolios_transactionlot WITH NO DATA
"""  # noqa: S608


def _stage(cursor: CursorWrapper, batch: ImportBatch) -> bool:
    """Fill the temporary tables with what was kept; False when that is not the whole file."""
    chunks = ImportChunk.objects.filter(batch=batch).order_by("position")
    counted = dict(chunks.values_list("pk", "row_count"))
    if not counted or sum(counted.values()) != batch.row_count:
        return False
    cursor.execute("DROP TABLE IF EXISTS pg_temp.import_rows, pg_temp.import_lots, pg_temp.import_new")
    cursor.execute(_ROWS_TABLE)
    cursor.execute(_LOTS_TABLE)
    for key in counted:
        chunk = ImportChunk.objects.get(pk=key)
        _copy(cursor, f"pg_temp.import_rows (line, {_COLUMNS})", chunk.rows)
        if chunk.lots:
            _copy(cursor, f"pg_temp.import_lots (line, {_LOTS})", chunk.lots)
    cursor.execute("ANALYZE pg_temp.import_rows")
    return True


def _copy(cursor: Any, table: str, kept: bytes | memoryview) -> None:
    cursor.copy_expert(f"COPY {table} FROM STDIN", io.BytesIO(zlib.decompress(kept)))


def _locked(cursor: CursorWrapper, actor: Actor) -> list[Portfolio]:
    """The portfolios of the rows, locked in the order of their keys; all of them must be in the actor's sight."""
    cursor.execute("SELECT DISTINCT portfolio_id FROM pg_temp.import_rows")
    ids = [row[0] for row in cursor.fetchall()]
    if visible(actor, Portfolio).filter(pk__in=ids).count() != len(ids):
        raise Doubt
    portfolios = portfolios_lock(ids)
    for each in portfolios:
        each.tenant = actor.tenant
    return portfolios


_CONFLICT = """
SELECT EXISTS (
    SELECT FROM pg_temp.import_rows r JOIN portfolios_transaction t ON t.tenant_id = %(tenant)s
    AND NOT (t.external_id = '') AND t.portfolio_id = r.portfolio_id AND t.external_id = r.external_id
    WHERE r.external_id <> '' AND t.content_hash <> r.content_hash
)
"""
_NEW = """
CREATE TEMP TABLE import_new ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('portfolios_transaction', 'id')) AS id, r.* FROM (
    SELECT * FROM pg_temp.import_rows r WHERE r.external_id = '' OR NOT EXISTS (
        SELECT FROM portfolios_transaction t WHERE t.tenant_id = %(tenant)s
        AND NOT (t.external_id = '') AND t.portfolio_id = r.portfolio_id AND t.external_id = r.external_id
    )
    ORDER BY r.portfolio_id, r.line
) r
"""
_INSERT = f"""
INSERT INTO portfolios_transaction (tenant_id, id, {_COLUMNS}, reversal_reason, import_batch_id, posted_by_id)
SELECT %(tenant)s, id, {_COLUMNS}, '', %(batch)s, %(user)s FROM pg_temp.import_new ORDER BY id
"""  # noqa: S608
_INSERT_LOTS = f"""
INSERT INTO portfolios_transactionlot (tenant_id, transaction_id, {_LOTS})
SELECT %(tenant)s, n.id, {", ".join(f"l.{name}" for name in LOT_COLUMNS)}
FROM pg_temp.import_lots l JOIN pg_temp.import_new n USING (line) ORDER BY n.id, l.position
"""  # noqa: S608


def _insert(cursor: CursorWrapper, actor: Actor, batch: ImportBatch) -> int:
    """Write the rows the book does not have, in the order of their portfolios and lines; returns how many."""
    facts = {"tenant": tenant_id_current(), "batch": batch.pk, "user": actor.user_id}
    cursor.execute(_CONFLICT, facts)
    if cursor.fetchone()[0]:
        raise Doubt
    cursor.execute(_NEW, facts)
    cursor.execute("ANALYZE pg_temp.import_new")
    cursor.execute(_INSERT, facts)
    posted: int = cursor.rowcount
    cursor.execute(_INSERT_LOTS, facts)
    return posted


def _project(cursor: CursorWrapper, actor: Actor, portfolios: Sequence[Portfolio], note: Note) -> None:
    """Bring holdings, lots and balances along, some portfolios at a time."""
    cursor.execute("SELECT portfolio_id, count(*), min(id) FROM pg_temp.import_new GROUP BY portfolio_id")
    counted = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    first_id = min(first for _, first in counted.values())
    concerned = [each for each in portfolios if each.pk in counted]
    as_of = business_date(actor.tenant)
    done = 0
    for few in _together(concerned, counted):
        try:
            days = _project_few(few, first_id, as_of)
        except LedgerError as error:
            raise Doubt from error
        portfolios_mark_stale(days)
        done += sum(counted[each.pk][0] for each in few)
        note(done)


def _together(
    portfolios: Sequence[Portfolio], counted: Mapping[int, tuple[int, int]]
) -> Iterator[list[Portfolio]]:
    """The portfolios in order, so many at one time that statements are few and memory stays bounded."""
    few: list[Portfolio] = []
    rows = 0
    for each in portfolios:
        few.append(each)
        rows += counted[each.pk][0]
        if rows >= ROWS_TOGETHER or len(few) == PORTFOLIOS_TOGETHER:
            yield few
            few, rows = [], 0
    if few:
        yield few


def _project_few(portfolios: Sequence[Portfolio], first_id: int, as_of: date) -> dict[int, date]:
    """Project some portfolios; returns the first day on which each changed. A ledger that is new is read once."""
    fresh = [each for each in portfolios if each.projected_on is None]
    older = [each for each in portfolios if each.projected_on is not None]
    new: dict[int, list[Entry]] = {}
    if fresh:
        whole = entries_of([each.pk for each in fresh])
        portfolios_project(fresh, entries=whole, as_of=as_of)
        new |= {key: [entry for entry in entries if entry.id >= first_id] for key, entries in whole.items()}
    if older:
        added = entries_of([each.pk for each in older], first_id=first_id)
        portfolios_update(older, entries=added, as_of=as_of)
        new |= added
    return {key: min(entry.effective_on for entry in entries) for key, entries in new.items()}


_POSTED = """
SELECT n.portfolio_id, n.posted, n.first_day, n.last_day, f.public_id, l.public_id
FROM (
    SELECT portfolio_id, count(*) AS posted, min(trade_date) AS first_day, max(trade_date) AS last_day,
           min(id) AS first_id, max(id) AS last_id
    FROM pg_temp.import_new GROUP BY portfolio_id
) n
JOIN portfolios_transaction f ON f.tenant_id = %(tenant)s AND f.id = n.first_id
JOIN portfolios_transaction l ON l.tenant_id = %(tenant)s AND l.id = n.last_id
ORDER BY n.portfolio_id
"""


def _audit(
    cursor: CursorWrapper,
    actor: Actor,
    portfolios: Sequence[Portfolio],
    batch: ImportBatch,
) -> None:
    """One entry a portfolio, as if each had been posted by itself."""
    by_id = {each.pk: each for each in portfolios}
    cursor.execute(_POSTED, {"tenant": tenant_id_current()})
    changes = [
        Change(
            by_id[portfolio_id],
            [by_id[portfolio_id].client_id],
            {
                "count": count,
                "from": first_day.isoformat(),
                "to": last_day.isoformat(),
                "first": str(first),
                "last": str(last),
                "import": str(batch.public_id),
            },
        )
        for portfolio_id, count, first_day, last_day, first, last in cursor.fetchall()
    ]
    audit_record_each(actor=actor, action="transaction.post", changes=changes)
