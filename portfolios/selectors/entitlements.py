"""Who is entitled to an event of an issuer, and to what: every portfolio that held the instrument at the close before.

Straight from the ledger, portfolios in the order of their keys, positions by custody account.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import batched
from typing import Any, Final

from django.db.models import Q

from portfolios.adapters import entries_of, instruments_in, terms_of
from portfolios.ledger.entitlements import ActTerms, Entitlement, entitlement_of
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.fx import Rates
from portfolios.ledger.positions import fold
from portfolios.models import Account, CorporateActionEvent, Instrument, Portfolio, Transaction

CHUNK: Final = 500
OF_EVENTS: Final = "event "
ZERO: Final = Decimal(0)
ONE_DAY: Final = timedelta(days=1)
BOOKED_AS: Final = {EntryType.MERGER: ("merger", "redemption")}
"""Types under which an act may be found in a book already, where they are more than its own."""


class LineState(StrEnum):
    """What becomes of a position: BOOKED means that the book has this act already, from a file or by hand."""

    ENTITLED = "entitled"
    BOOKED = "booked"
    SHORT = "short"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class EntitlementLine:
    """One position at the close before the ex day and what it receives; `held` is signed."""

    portfolio: Portfolio
    account: Account
    held: Decimal
    due: Entitlement
    state: LineState


@dataclass(frozen=True, slots=True)
class Entitlements:
    """All positions concerned. `content` is what a second person approves: the terms, the totals, the hash of every line."""

    lines: tuple[EntitlementLine, ...]
    content: dict[str, Any]

    @property
    def entitled(self) -> tuple[EntitlementLine, ...]:
        """The lines that will be posted."""
        return tuple(line for line in self.lines if line.state is LineState.ENTITLED)

    def by_portfolio(self) -> Iterator[tuple[Portfolio, list[EntitlementLine]]]:
        """Entitled lines of each portfolio, in the order of the keys."""
        grouped: dict[int, list[EntitlementLine]] = {}
        for line in self.entitled:
            grouped.setdefault(line.portfolio.pk, []).append(line)
        for lines in grouped.values():
            yield lines[0].portfolio, lines


def act_terms(event: CorporateActionEvent) -> ActTerms:
    """The event's terms as the arithmetic needs them."""
    received = event.related_instrument or event.instrument
    return ActTerms(
        type=EntryType(event.type),
        currency=event.currency,
        factor=event.instrument.price_factor,
        ratio=event.ratio,
        per_unit=event.per_unit,
        tax_rate=event.tax_rate,
        fraction_price=event.fraction_price,
        fraction_currency=received.currency,
        fraction_factor=received.price_factor,
    )


def entitlements_of(event: CorporateActionEvent) -> Entitlements:
    """Every position of the firm in the event's instrument, with what it is entitled to. A few queries for 500 portfolios."""
    terms = act_terms(event)
    lines: list[EntitlementLine] = []
    for chunk in batched(_concerned(event), CHUNK, strict=False):
        portfolios = Portfolio.objects.select_related("client").in_bulk(chunk)
        accounts = Account.objects.filter(portfolio__in=chunk, kind="custody").in_bulk()
        booked = _booked(event, chunk)
        for portfolio_id, account_id, held in _positions(event.instrument, chunk, event.ex_date - ONE_DAY):
            due = entitlement_of(terms, held)
            state = LineState.BOOKED if portfolio_id in booked else _state(terms, held, due)
            lines.append(EntitlementLine(portfolios[portfolio_id], accounts[account_id], held, due, state))
    return Entitlements(tuple(lines), _content(event, lines))


def _state(terms: ActTerms, held: Decimal, due: Entitlement) -> LineState:
    """A short position follows splits and exchanges of units; what it owes in money is agreed with the lender, by hand."""
    if held < 0 and (terms.per_unit or not terms.ratio):
        return LineState.SHORT
    if terms.type is EntryType.REDEMPTION or not due.is_nothing:
        return LineState.ENTITLED
    return LineState.NOTHING


def _concerned(event: CorporateActionEvent) -> list[int]:
    """Portfolios whose book named the instrument before the ex day."""
    found: set[int] = set()
    for named in (Q(instrument=event.instrument_id), Q(related_instrument=event.instrument_id)):
        rows = Transaction.objects.filter(named, trade_date__lt=event.ex_date)
        found.update(rows.order_by().values_list("portfolio_id", flat=True).distinct())
    return sorted(found)


def _positions(
    instrument: Instrument, portfolio_ids: Sequence[int], on: date
) -> Iterator[tuple[int, int, Decimal]]:
    """Portfolio, custody account and signed quantity at the close of `on`, by trade date."""
    entries = entries_of(portfolio_ids, until=on, instrument_ids=[instrument.pk])
    tangled = [key for key, listed in entries.items() if any(_names_another(each) for each in listed)]
    if tangled:
        entries.update(entries_of(tangled, until=on))
    terms = terms_of({instrument.pk}.union(*(instruments_in(listed) for listed in entries.values())))
    for portfolio_id in sorted(entries):
        book = fold(entries[portfolio_id], terms, as_of=on, currency=instrument.currency, rates=Rates())
        for (held, account), position in sorted(book.units.items(), key=lambda item: item[0][1] or 0):
            if held == instrument.pk and account is not None and position.total:
                yield portfolio_id, account, position.total


def _names_another(entry: Entry) -> bool:
    return entry.related_instrument is not None


def _booked(event: CorporateActionEvent, portfolio_ids: Collection[int]) -> set[int]:
    """The portfolios that have this act from a file or by hand: same type and instrument, on one of its days.

    What events posted does not count: two events of one day were entered apart by their references.
    """
    kinds = BOOKED_AS.get(EntryType(event.type), (event.type,))
    days = Q(trade_date__in=[event.ex_date, event.pay_date]) | Q(ex_date=event.ex_date)
    rows = Transaction.objects.filter(
        days,
        portfolio__in=list(portfolio_ids),
        instrument=event.instrument_id,
        type__in=kinds,
        reverses__isnull=True,
        reversals__isnull=True,
    )
    return set(rows.exclude(external_id__startswith=OF_EVENTS).values_list("portfolio_id", flat=True))


def external_id(event: CorporateActionEvent) -> str:
    """What the external ids of the event's transactions begin with."""
    return f"{OF_EVENTS}{event.public_id}"


def _content(event: CorporateActionEvent, lines: Sequence[EntitlementLine]) -> dict[str, Any]:
    """Terms and totals for people, and one hash over every line, so that nothing can change after approval unseen."""
    entitled = [line for line in lines if line.state is LineState.ENTITLED]
    rows = [
        [str(each.portfolio.public_id), str(each.account.public_id), _text(each.held), *_figures(each.due)]
        for each in entitled
    ]
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    return {
        "type": event.type,
        "instrument": str(event.instrument.public_id),
        "related_instrument": str(event.related_instrument.public_id) if event.related_instrument else "",
        "ex_date": event.ex_date.isoformat(),
        "pay_date": event.pay_date.isoformat(),
        "ratio": _text(event.ratio),
        "cost_share": _text(event.cost_share),
        "per_unit": _text(event.per_unit),
        "currency": event.currency,
        "tax_rate": _text(event.tax_rate),
        "fraction_price": _text(event.fraction_price),
        "positions": len(entitled),
        "held": _text(sum((each.held for each in entitled), ZERO)),
        "units": _text(sum((each.due.units for each in entitled), ZERO)),
        "gross": _text(sum((each.due.gross for each in entitled), ZERO)),
        "tax": _text(sum((each.due.tax for each in entitled), ZERO)),
        "lines": digest,
    }


def _figures(due: Entitlement) -> list[str]:
    return [_text(each) for each in (due.units, due.fraction, due.fraction_money, due.gross, due.tax)]


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
