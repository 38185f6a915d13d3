"""What files call things by: portfolios by reference, accounts by number, instruments by ISIN or symbol."""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from portfolios.choices import AccountKind
from portfolios.importing.matching import (
    InstrumentIndex,
    InstrumentReference,
    KnownInstrument,
    NotMatched,
)
from portfolios.models import Account, Instrument, Portfolio
from portfolios.services.imports.plans import LineProblem, not_matched
from tenancy.permissions import Actor, visible


class Directory:
    """Looks up what the actor may see. Everything is read once, so make one for each file."""

    def __init__(self, actor: Actor, *, references: Collection[str] = ()) -> None:
        self.actor = actor
        self.problems: list[LineProblem] = []
        self._portfolios: dict[str, Portfolio] = {}
        self._sought: set[str] = set()
        self._accounts: dict[tuple[int, str], Account] = {}
        self._accounts_of: dict[int, list[Account]] = {}
        self._matches: dict[InstrumentReference, KnownInstrument[int] | NotMatched] = {}

        self.learn(references)

    def learn(self, references: Collection[str]) -> list[Portfolio]:
        """Look up portfolios by references not sought before, with their accounts; returns those found."""
        new = set(references) - self._sought
        if not new:
            return []
        self._sought |= new
        found = list(visible(self.actor, Portfolio).filter(reference__in=new).order_by("pk"))
        self._portfolios |= {row.reference: row for row in found}
        for row in Account.objects.filter(portfolio__in=found).order_by("pk"):
            self._accounts[row.portfolio_id, row.number] = row
            self._accounts_of.setdefault(row.portfolio_id, []).append(row)
        return found

    def accounts_of(self, portfolio: Portfolio) -> list[Account]:
        """The accounts of a portfolio that was found, oldest first."""
        return self._accounts_of.get(portfolio.pk, [])

    def take_problems(self) -> list[LineProblem]:
        """The problems noted since they were last taken."""
        taken, self.problems[:] = list(self.problems), []
        return taken

    @cached_property
    def by_number(self) -> dict[str, list[Account]]:
        """Every account the actor may see, by its number."""
        found: dict[str, list[Account]] = defaultdict(list)
        for row in visible(self.actor, Account).order_by("pk"):
            found[row.number].append(row)
        return found

    @cached_property
    def instruments(self) -> dict[int, Instrument]:
        """The firm's instruments by id."""
        return Instrument.objects.in_bulk()

    @cached_property
    def _index(self) -> InstrumentIndex[int]:
        return InstrumentIndex(
            KnownInstrument(row.pk, row.symbol, row.currency, row.isin or None, row.mic or None)
            for row in self.instruments.values()
        )

    def portfolio(self, line: int, reference: str) -> Portfolio | None:
        """The portfolio of that reference; None, and a problem noted, when the actor sees none."""
        found = self._portfolios.get(reference)
        if found is None:
            self.problems.append(
                LineProblem(line, "portfolio", "portfolio_unknown", {"reference": reference})
            )
        return found

    def account(
        self, line: int, field: str, portfolio: Portfolio | None, number: str | None, kind: str
    ) -> Account | None:
        """The portfolio's account with that number, or None where none is named; wrong ones are noted as problems."""
        if portfolio is None or number is None:
            return None
        found = self._accounts.get((portfolio.pk, number))
        if found is None:
            self.problems.append(LineProblem(line, field, "account_unknown", {"number": number}))
        elif found.kind != kind:
            parameters = {"number": number, "kind": AccountKind(kind).value}
            self.problems.append(LineProblem(line, field, "account_wrong_kind", parameters))
        return found

    def instrument(self, line: int, field: str, reference: InstrumentReference) -> Instrument | None:
        """The instrument meant, or None where none is named; one that is not known is noted as a problem."""
        if reference.isin is None and reference.symbol is None:
            return None
        match = self._matches.get(reference)
        if match is None:
            match = self._matches[reference] = self._index.match(reference)
        if isinstance(match, NotMatched):
            self.problems.append(not_matched(line, field, match))
            return None
        return self.instruments[match.key]
