"""Plans that post transactions: files of transactions, and the opening positions of clients who arrive with history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from portfolios.choices import AccountKind, TransactionType
from portfolios.importing.matching import InstrumentReference
from portfolios.importing.rows import OpeningPositionRow, TransactionRow
from portfolios.locks import portfolios_lock
from portfolios.models import ImportBatch, Instrument, Portfolio
from portfolios.services.imports.directory import Directory
from portfolios.services.imports.plans import LineProblem, Note, Outcome, PlanFailed
from portfolios.services.transactions import LotDraft, TransactionDraft
from portfolios.services.transactions.checks import Problem
from portfolios.services.transactions.own_transfers import needs_history
from portfolios.services.transactions.posting import examine, post
from tenancy.errors import Conflict, RuleRefused
from tenancy.permissions import Actor


@dataclass(slots=True)
class _Group:
    """The drafts of one portfolio, each with the lines it comes from."""

    portfolio: Portfolio
    drafts: list[TransactionDraft] = field(default_factory=list)
    lines: list[list[int]] = field(default_factory=list)

    def add(self, draft: TransactionDraft, lines: Sequence[int]) -> None:
        """One more draft."""
        self.drafts.append(draft)
        self.lines.append(list(lines))

    def located(self, problems: Sequence[Problem]) -> list[LineProblem]:
        """Problems of drafts as problems of the first line of each."""
        return [
            LineProblem(self.lines[each.place][0], each.field, each.code, each.parameters)
            for each in problems
        ]


class BookingPlan:
    """Drafts by portfolio. Portfolios are locked in the order of their keys, so that two imports cannot block each other."""

    def __init__(self, problems: list[LineProblem], groups: Sequence[_Group]) -> None:
        self.problems = problems
        self.known = 0
        self._groups = _in_posting_order(groups)

    def examine(self, actor: Actor) -> None:
        """Note everything that posting would refuse, and how many rows are known already."""
        for group in self._groups:
            group.portfolio.tenant = actor.tenant
            examined = examine(actor=actor, portfolio=group.portfolio, drafts=group.drafts)
            self.problems += group.located(examined.problems)
            self.known += sum(len(group.lines[place]) for place in examined.known)

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Post every portfolio's drafts, all portfolios locked in the order of their keys first."""
        portfolios_lock({group.portfolio.pk for group in self._groups})
        posted = duplicates = 0
        for group in self._groups:
            try:
                result = post(actor=actor, portfolio=group.portfolio, drafts=group.drafts, import_batch=batch)
            except (RuleRefused, Conflict) as refused:
                raise PlanFailed(group.located(refused.extra.get("problems", []))) from refused
            known = sum(len(group.lines[place]) for place in result.known)
            duplicates += known
            posted += sum(map(len, group.lines)) - known
            note(posted + duplicates)
        return Outcome(posted, duplicates)


def _in_posting_order(groups: Sequence[_Group]) -> list[_Group]:
    """Portfolios by key; then, by day, what arrives from an own portfolio: the lots that left can be read once they have."""
    first: list[_Group] = []
    arrivals: list[_Group] = []
    for group in sorted(groups, key=lambda each: each.portfolio.pk):
        staying = _Group(group.portfolio)
        for draft, lines in zip(group.drafts, group.lines, strict=True):
            if needs_history(draft):
                arrivals.append(_Group(group.portfolio, [draft], [lines]))
            else:
                staying.add(draft, lines)
        if staying.drafts:
            first.append(staying)
    return [*first, *sorted(arrivals, key=lambda each: each.drafts[0].trade_date)]


def transactions_plan(actor: Actor, rows: Sequence[TransactionRow]) -> BookingPlan:
    """The plan of a file of transactions."""
    directory = Directory(actor, references={row.portfolio for row in rows})
    groups: dict[int, _Group] = {}
    for row in rows:
        portfolio = directory.portfolio(row.line, row.portfolio)
        draft = transaction_draft(directory, portfolio, row)
        if portfolio is not None:
            groups.setdefault(portfolio.pk, _Group(portfolio)).add(draft, [row.line])
    return _plan(directory, groups)


def _plan(directory: Directory, groups: dict[int, _Group]) -> BookingPlan:
    """The plan without the lines whose references are wrong already."""
    wrong = {problem.line for problem in directory.problems}
    for group in groups.values():
        kept = [
            (draft, lines)
            for draft, lines in zip(group.drafts, group.lines, strict=True)
            if wrong.isdisjoint(lines)
        ]
        group.drafts = [draft for draft, _ in kept]
        group.lines = [lines for _, lines in kept]
    return BookingPlan(directory.problems, list(groups.values()))


def transaction_draft(
    directory: Directory, portfolio: Portfolio | None, row: TransactionRow
) -> TransactionDraft:
    """The row as a draft; what it refers to and is not there is noted in the directory."""
    account, cash = AccountKind.CUSTODY, AccountKind.CASH
    reference = InstrumentReference(row.isin, row.symbol, row.mic, row.instrument_currency)
    related = InstrumentReference(row.related_isin, row.related_symbol, row.related_mic, row.related_currency)
    return TransactionDraft(
        type=row.type,
        trade_date=row.trade_date,
        external_id=row.external_id or "",
        settlement_date=row.settlement_date,
        sequence=row.sequence,
        account=directory.account(row.line, "account", portfolio, row.account, account),
        cash_account=directory.account(row.line, "cash_account", portfolio, row.cash_account, cash),
        instrument=directory.instrument(row.line, "isin", reference),
        quantity=row.quantity,
        price=row.price,
        currency=row.currency or "",
        amount=row.amount,
        fee=row.fee,
        tax=row.tax,
        fee_kind=row.fee_kind or "",
        is_paid_externally=bool(row.paid_externally),
        fx_rate=row.fx_rate,
        accrued_interest=row.accrued_interest,
        ex_date=row.ex_date,
        is_external=row.external is not False,
        transfer_group=row.transfer_group or "",
        lots=[LotDraft(lot.quantity, lot.acquired_on, lot.cost, lot.fx_rate) for lot in row.lots or ()],
        counter_currency=row.counter_currency or "",
        counter_amount=row.counter_amount,
        counter_cash_account=directory.account(
            row.line, "counter_cash_account", portfolio, row.counter_cash_account, cash
        ),
        related_instrument=directory.instrument(row.line, "related_isin", related),
        ratio=row.ratio,
        cost_share=row.cost_share,
        cash_in_lieu=row.cash_in_lieu,
        note=row.note or "",
    )


def opening_plan(actor: Actor, rows: Sequence[OpeningPositionRow]) -> BookingPlan:
    """The plan of a take-on: each position becomes one transfer in with its lots, each balance a transfer of cash.

    The lots' exchange rates lead to the portfolio's currency, so the transfer is in that currency; its value is that of the
    market on the day. An external id by day, account and instrument recognises a list that is sent again.
    """
    directory = Directory(actor, references={row.portfolio for row in rows})
    groups: dict[int, _Group] = {}
    positions: dict[tuple[object, ...], list[OpeningPositionRow]] = defaultdict(list)
    for row in rows:
        positions[_position_key(row)].append(row)
    for lots in positions.values():
        first = lots[0]
        portfolio = directory.portfolio(first.line, first.portfolio)
        if portfolio is None:
            continue
        draft = _opening_draft(directory, portfolio, lots)
        if draft is not None:
            group = groups.setdefault(portfolio.pk, _Group(portfolio))
            group.add(draft, [row.line for row in lots])
    return _plan(directory, groups)


def _position_key(row: OpeningPositionRow) -> tuple[object, ...]:
    """Rows with one key become one transfer; cash lines stay by themselves, and so do units without history."""
    is_cash = row.quantity is None
    reference = (row.isin, row.symbol, row.mic, row.currency)
    return row.portfolio, row.account, row.on, reference, row.cost is None, row.line if is_cash else 0


def _opening_draft(
    directory: Directory, portfolio: Portfolio, rows: Sequence[OpeningPositionRow]
) -> TransactionDraft | None:
    first = rows[0]
    if first.quantity is None:
        return _opening_cash(directory, portfolio, first)
    reference = InstrumentReference(first.isin, first.symbol, first.mic, first.currency)
    instrument = directory.instrument(first.line, "isin", reference)
    account = directory.account(first.line, "account", portfolio, first.account, AccountKind.CUSTODY)
    for row in rows:
        if row.quantity is not None and not row.quantity > 0:
            directory.problems.append(LineProblem(row.line, "quantity", "opening_is_short"))
    if instrument is None:
        return None
    return TransactionDraft(
        type=TransactionType.TRANSFER_IN,
        trade_date=first.on,
        external_id=_opening_id(first, instrument),
        account=account,
        instrument=instrument,
        quantity=sum((row.quantity or Decimal(0) for row in rows), Decimal(0)),
        currency=portfolio.currency,
        lots=[
            LotDraft(row.quantity, row.acquired_on, row.cost, row.fx_rate)
            for row in rows
            if row.quantity is not None and row.acquired_on is not None
        ],
    )


def _opening_id(row: OpeningPositionRow, instrument: Instrument) -> str:
    kind = "value" if row.cost is None else "lots"
    return f"take-on {row.on} {instrument.public_id} {kind} {row.account or ''}".strip()[:100]


def _opening_cash(
    directory: Directory, portfolio: Portfolio, row: OpeningPositionRow
) -> TransactionDraft | None:
    amount = row.amount or Decimal(0)
    account = directory.account(row.line, "account", portfolio, row.account, AccountKind.CASH)
    if not amount:
        return None
    return TransactionDraft(
        type=TransactionType.TRANSFER_IN if amount > 0 else TransactionType.TRANSFER_OUT,
        trade_date=row.on,
        external_id=f"take-on {row.on} cash {row.currency} {row.account or ''}".strip()[:100],
        cash_account=account,
        currency=row.currency or "",
        amount=abs(amount),
    )
