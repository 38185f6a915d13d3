"""The plan of a custodian's list: every line finds its account, and carrying it out compares the list with the book."""

from collections.abc import Sequence
from datetime import date

from portfolios.choices import AccountKind
from portfolios.importing.matching import InstrumentReference
from portfolios.importing.rows import CustodianPositionRow
from portfolios.models import Account, ImportBatch
from portfolios.services.imports.directory import Directory
from portfolios.services.imports.plans import LineProblem, Note, Outcome
from portfolios.services.reconciliation import CustodianLine, reconciliation_perform
from tenancy.permissions import Actor


class ComparisonPlan:
    """A custodian's lines, each with its account."""

    def __init__(self, problems: list[LineProblem], as_of: date | None, lines: list[CustodianLine]) -> None:
        self.problems = problems
        self.known = 0
        self._as_of = as_of
        self._lines = lines

    def examine(self, actor: Actor) -> None:
        """Everything was found when the plan was made."""

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Compare. The book is not changed; differences are stored."""
        if self._as_of is not None:
            reconciliation_perform(actor=actor, batch=batch, as_of=self._as_of, lines=self._lines)
        note(len(self._lines))
        return Outcome(posted=len(self._lines), duplicates=0)


def comparison_plan(actor: Actor, batch: ImportBatch, rows: Sequence[CustodianPositionRow]) -> ComparisonPlan:
    """The plan of a custodian's list. One file holds one day; the batch notes it."""
    directory = Directory(actor)
    as_of = batch.as_of or (rows[0].as_of if rows else None)
    lines = []
    for row in rows:
        if row.as_of != as_of:
            parameters = {"on": str(row.as_of), "as_of": str(as_of)}
            directory.problems.append(LineProblem(row.line, "as_of", "day_differs", parameters))
        line = _line(directory, row)
        if line is not None:
            lines.append(line)
    batch.as_of = as_of
    return ComparisonPlan(directory.problems, as_of, lines)


def _line(directory: Directory, row: CustodianPositionRow) -> CustodianLine | None:
    kind = AccountKind.CASH if row.quantity is None else AccountKind.CUSTODY
    account = _account(directory, row, kind)
    if row.quantity is None:
        if account is None or row.amount is None:
            return None
        return CustodianLine(account, None, row.currency or "", row.amount)
    reference = InstrumentReference(row.isin, row.symbol, row.mic, row.currency)
    instrument = directory.instrument(row.line, "isin", reference)
    if account is None or instrument is None:
        return None
    return CustodianLine(account, instrument, "", row.quantity)


def _account(directory: Directory, row: CustodianPositionRow, kind: str) -> Account | None:
    """The account meant by a number. Custodians use one number for securities and money: the kind of line decides."""
    named = directory.by_number.get(row.account, [])
    portfolios = {account.portfolio_id for account in named}
    found = [account for account in named if _fits(account, row, kind)]
    if not found:
        found = [
            account
            for accounts in directory.by_number.values()
            for account in accounts
            if account.portfolio_id in portfolios and _fits(account, row, kind)
        ]
    if len(portfolios) == 1 and found:
        return min(found, key=lambda account: account.pk)
    if len(portfolios) > 1:
        parameters = {"number": row.account, "count": str(len(portfolios))}
        directory.problems.append(LineProblem(row.line, "account", "account_ambiguous", parameters))
    else:
        directory.problems.append(
            LineProblem(row.line, "account", "account_unknown", {"number": row.account})
        )
    return None


def _fits(account: Account, row: CustodianPositionRow, kind: str) -> bool:
    return account.kind == kind and (kind == AccountKind.CUSTODY or account.currency == row.currency)
