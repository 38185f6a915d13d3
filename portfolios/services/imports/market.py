"""Plans that store what the market says: prices, exchange rates, and the instruments' own data."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal

from portfolios.importing.matching import InstrumentReference
from portfolios.importing.rows import FxRateRow, InstrumentRow, PriceRow
from portfolios.models import ImportBatch, Instrument
from portfolios.services.imports.directory import Directory
from portfolios.services.imports.plans import LineProblem, Note, Outcome, PlanFailed
from portfolios.services.instruments import InstrumentDraft, draft_problems, instruments_create
from portfolios.services.prices import (
    FxRateDraft,
    PriceDraft,
    RecordResult,
    fx_rates_record,
    prices_record,
)
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.permissions import Actor


def _located(errors: Sequence[FieldError], lines: Sequence[int]) -> list[LineProblem]:
    """Errors of a service with pointers such as "/3/price" as problems of lines, with the sentence they came with."""
    located = []
    for error in errors:
        _, place, *rest = error.pointer.split("/")
        located.append(
            LineProblem(lines[int(place)], "/".join(rest), "value_refused", {"detail": error.detail})
        )
    return located


class PricesPlan:
    """Prices of instruments the firm knows."""

    def __init__(self, actor: Actor, rows: Sequence[PriceRow]) -> None:
        directory = Directory(actor)
        self.problems = directory.problems
        self.known = 0
        self._lines: list[int] = []
        self._drafts: list[PriceDraft] = []
        for row in rows:
            reference = InstrumentReference(row.isin, row.symbol, row.mic, row.currency)
            instrument = directory.instrument(row.line, "isin", reference)
            if instrument is not None:
                self._add(row, instrument)
        self._find_repeated()

    def _add(self, row: PriceRow, instrument: Instrument) -> None:
        self._lines.append(row.line)
        draft = PriceDraft(instrument, row.on, row.price, row.source or "", row.kind or "close")
        self._drafts.append(draft)

    def _find_repeated(self) -> None:
        """Lines that call one instrument by two names and give it two prices for a day."""
        first: dict[tuple[int, object], int] = {}
        for line, draft in zip(self._lines, self._drafts, strict=True):
            seen = first.setdefault((draft.instrument.pk, draft.on), line)
            if seen != line:
                parameters = {"first": str(seen), "columns": "instrument, on"}
                self.problems.append(LineProblem(line, "", "duplicate_key", parameters))

    def examine(self, actor: Actor) -> None:
        """Everything was found when the plan was made."""

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Record them."""
        try:
            result = prices_record(actor=actor, rows=self._drafts)
        except RuleRefused as refused:
            raise PlanFailed(_located(refused.errors, self._lines)) from refused
        note(len(self._drafts))
        return _outcome(result)


class RatesPlan:
    """Exchange rates."""

    def __init__(self, actor: Actor, rows: Sequence[FxRateRow]) -> None:
        self.problems: list[LineProblem] = []
        self.known = 0
        self._lines = [row.line for row in rows]
        self._drafts = [FxRateDraft(row.base, row.quote, row.on, row.rate, row.source or "") for row in rows]
        first: dict[tuple[str, str, object], int] = {}
        for row in rows:
            seen = first.setdefault((row.base, row.quote, row.on), row.line)
            if seen != row.line:
                parameters = {"first": str(seen), "columns": "base, quote, on"}
                self.problems.append(LineProblem(row.line, "", "duplicate_key", parameters))

    def examine(self, actor: Actor) -> None:
        """Everything was found when the plan was made."""

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Record them."""
        try:
            result = fx_rates_record(actor=actor, rows=self._drafts)
        except RuleRefused as refused:
            raise PlanFailed(_located(refused.errors, self._lines)) from refused
        note(len(self._drafts))
        return _outcome(result)


def _outcome(result: RecordResult) -> Outcome:
    return Outcome(posted=result.accepted + result.changed, duplicates=result.unchanged)


class InstrumentsPlan:
    """New instruments; a listing the firm has with the same data is known, with other data it is a problem."""

    def __init__(self, actor: Actor, rows: Sequence[InstrumentRow]) -> None:
        self.problems: list[LineProblem] = []
        self.known = 0
        self._lines: list[int] = []
        self._drafts: list[InstrumentDraft] = []
        stored = {_listing(row): row for row in Instrument.objects.all()}
        for row in rows:
            draft = _instrument_draft(row)
            known = stored.get(_listing(draft))
            if known is None:
                self._add(row, draft)
            else:
                self._compare(row, known)

    def _add(self, row: InstrumentRow, draft: InstrumentDraft) -> None:
        self._lines.append(row.line)
        self._drafts.append(draft)
        self.problems += [LineProblem(row.line, *each) for each in draft_problems(draft)]

    def _compare(self, row: InstrumentRow, known: Instrument) -> None:
        """What the file states must be what is stored; what it leaves out does not count."""
        stated = {
            name: value for name, value in row._asdict().items() if value is not None and name != "line"
        }
        different = [(name, value) for name, value in stated.items() if getattr(known, name) != value]
        self.known += not different
        for name, _ in different:
            parameters = {"known": str(getattr(known, name))}
            self.problems.append(LineProblem(row.line, name, "instrument_known_differently", parameters))

    def examine(self, actor: Actor) -> None:
        """Everything was found when the plan was made."""

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Record the new ones."""
        try:
            instruments_create(actor=actor, drafts=self._drafts)
        except RuleRefused as refused:
            raise PlanFailed(_located(refused.errors, self._lines)) from refused
        except Conflict as refused:
            raise PlanFailed([LineProblem(0, "", "value_refused", {"detail": refused.detail})]) from refused
        note(len(self._drafts))
        return Outcome(posted=len(self._drafts), duplicates=self.known)


def _listing(each: Instrument | InstrumentDraft) -> tuple[str, str, str]:
    return each.isin or f"symbol {each.symbol}", each.currency, each.mic


def _instrument_draft(row: InstrumentRow) -> InstrumentDraft:
    stated = {name: value for name, value in row._asdict().items() if value is not None and name != "line"}
    return InstrumentDraft(**{"price_factor": Decimal(1), **stated})


DRAFT_FIELDS = frozenset(asdict(InstrumentDraft(name="", currency="", asset_class="")))
"""What a file of instruments can say; a test keeps the columns of the file within it."""
