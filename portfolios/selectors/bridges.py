"""Why the value changed over a period: the bridge of portfolios, alone or as one household, with all it is made of.

Everything is read from the ledger in a handful of queries, however many portfolios there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Min
from django.db.models.functions import Least

from portfolios.adapters import currencies_in, entries_of, instruments_in, rates_of, terms_of
from portfolios.choices import FigureState
from portfolios.ledger.bridge import Bridge, bridge_between, bridge_period, combined, correction_items
from portfolios.ledger.bridge_items import Item
from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import Rates
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book, net_of_reversals, walk
from portfolios.ledger.pricing import Prices
from portfolios.ledger.valuation import Valuation, value_book
from portfolios.models import Account, Instrument, Portfolio, Transaction
from portfolios.selectors.books import new_book
from portfolios.selectors.holdings import STATES, MissingRow
from portfolios.selectors.quotes import KnownPrices, Moment, prices_known, rates_known
from tenancy.models import Tenant

SHARED_BY_MARKET = frozenset({EntryType.SPIN_OFF, EntryType.MERGER})
"""Acts of the issuer that may share a value between instruments by their first market prices."""


@dataclass(frozen=True, slots=True)
class BridgePart:
    """The bridge of one portfolio with its valuations at both ends and its entries by id."""

    portfolio: Portfolio
    bridge: Bridge
    opening: Valuation
    closing: Valuation
    entries: Mapping[int, Entry]


@dataclass(frozen=True, slots=True)
class BridgeReport:
    """The bridge of all `parts` together; moves between them are cancelled in `bridge` and shown in their rows.

    `state` is incomplete when a figure is None, estimated when one rests on an old price or rate; `missing` names them.
    """

    bridge: Bridge
    parts: tuple[BridgePart, ...]
    state: FigureState
    missing: tuple[MissingRow, ...]
    instruments: Mapping[int, Instrument]
    accounts: Mapping[int, Account]
    terms: Mapping[int, InstrumentTerms]
    prices: KnownPrices
    rates: Rates
    known_at: Moment
    cost_method: CostMethod | None

    @property
    def is_complete(self) -> bool:
        """Nothing is missing; estimates count as known."""
        return self.state != FigureState.INCOMPLETE


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the bridge is asked for, and the ledger it is read from."""

    tenant: Tenant
    opened: date
    until: date
    currency: str
    known_at: Moment
    cost_method: CostMethod | None
    reported: Mapping[int, datetime]
    entries: Mapping[int, Sequence[Entry]]
    terms: Mapping[int, InstrumentTerms]
    currencies: Collection[str]


@dataclass(frozen=True, slots=True)
class _Market:
    """Prices and rates as known, and those of the opening day as each report knew them."""

    prices: Mapping[Moment, KnownPrices]
    rates: Rates
    rates_then: Mapping[datetime, Rates]


def bridge_of(
    *,
    tenant: Tenant,
    portfolios: Sequence[Portfolio],
    until: date,
    currency: str,
    after: date | None = None,
    known_at: datetime | None = None,
    cost_method: str | None = None,
    reported: Mapping[int, datetime] | None = None,
) -> BridgeReport:
    """The bridge over (after, until] in `currency`; without `after` since the day before the first booking of any.

    `reported` says by portfolio id what the report knew that showed the value of the opening day last: the opening value is
    then the one reported, and corrections lead to what is known now. `cost_method` None is each portfolio's own. Seven
    queries, nine where something was reported. Raises ValueError when no day lies in the period.
    """
    ids = [each.pk for each in portfolios]
    entries = entries_of(ids, until=until, known_at=known_at)
    every = [entry for listed in entries.values() for entry in listed]
    opened = after if after is not None else _day_before(every, until)
    if opened >= until:
        raise ValueError(f"the period from {opened} to {until} holds no day")
    terms = terms_of(instruments_in(every))
    asked = _Asked(
        tenant=tenant,
        opened=opened,
        until=until,
        currency=currency,
        known_at=known_at,
        cost_method=CostMethod(cost_method) if cost_method else None,
        reported={key: moment for key, moment in (reported or {}).items() if key in entries},
        entries=entries,
        terms=terms,
        currencies=currencies_in(portfolios, every, terms) | {currency},
    )
    market = _market(asked, every)
    parts = tuple(_part(asked, market, each) for each in portfolios)
    return _report(asked, market, parts)


def first_effect_on(portfolios: Sequence[Portfolio]) -> date | None:
    """The first day on which anything booked in one of them takes effect; None when nothing is booked."""
    rows = Transaction.objects.filter(portfolio__in=portfolios)
    found: date | None = rows.aggregate(first=Min(Least("trade_date", "ex_date")))["first"]
    return found


def _day_before(entries: Iterable[Entry], until: date) -> date:
    first = min((entry.effective_on for entry in net_of_reversals(entries)), default=until)
    return min(first, until) - timedelta(days=1)


def _market(asked: _Asked, entries: Iterable[Entry]) -> _Market:
    needed: dict[tuple[int, date, Moment], None] = {}
    moments: list[Moment] = [asked.known_at, *asked.reported.values()]
    for instrument in asked.terms:
        needed[instrument, asked.until, asked.known_at] = None
        for moment in moments:
            needed[instrument, asked.opened, moment] = None
    for entry in entries:
        if entry.trade_date > asked.opened and _asks_market(entry):
            for unit in (entry.instrument, entry.related_instrument):
                if unit is not None:
                    needed[unit, entry.trade_date, asked.known_at] = None
    prices = prices_known(asked.tenant, list(needed), asked.terms)
    then = [(asked.opened, moment) for moment in asked.reported.values()]
    return _Market(
        {moment: prices.get(moment, KnownPrices.empty()) for moment in moments},
        rates_of(
            asked.tenant, asked.currencies, since=asked.opened, until=asked.until, known_at=asked.known_at
        ),
        rates_known(asked.tenant, asked.currencies, then),
    )


def _asks_market(entry: Entry) -> bool:
    """Whether the entry may take the market price of its day."""
    is_unvalued = entry.price is None and entry.instrument is not None and entry.quantity is not None
    return is_unvalued or entry.type in SHARED_BY_MARKET


def _part(asked: _Asked, market: _Market, portfolio: Portfolio) -> BridgePart:
    """Fold to the opening day, value; carry on to the end, value; and bridge from the one to the other."""
    entries = asked.entries[portfolio.pk]
    prices, rates = market.prices[asked.known_at].prices, market.rates
    opening = _book(asked, portfolio, entries, prices, rates)
    closing = opening.copy()
    for _day in walk(closing, entries, [asked.until]):
        pass
    corrections = _corrections(asked, market, portfolio, entries)
    bridge = bridge_between(opening, closing, entries, prices=prices, rates=rates, corrections=corrections)
    return BridgePart(
        portfolio=portfolio,
        bridge=bridge,
        opening=value_book(opening, asked.opened, prices, rates),
        closing=value_book(closing, asked.until, prices, rates),
        entries={entry.id: entry for entry in entries},
    )


def _book(
    asked: _Asked, portfolio: Portfolio, entries: Iterable[Entry], prices: Prices, rates: Rates
) -> Book:
    """The portfolio's book at the close of the opening day."""
    book = new_book(
        portfolio,
        asked.terms,
        prices=prices,
        rates=rates,
        currency=asked.currency,
        cost_method=asked.cost_method,
    )
    for _day in walk(book, entries, [asked.opened]):
        pass
    return book


def _corrections(
    asked: _Asked, market: _Market, portfolio: Portfolio, entries: Sequence[Entry]
) -> list[Item]:
    """What changed in the value of the opening day since it was reported; empty where none was reported."""
    moment = asked.reported.get(portfolio.pk)
    if moment is None:
        return []
    then = [entry for entry in entries if entry.recorded_at is not None and entry.recorded_at <= moment]
    reported = _value(asked, portfolio, then, market.prices[moment].prices, market.rates_then[moment])
    if reported is None:
        return []
    prices, rates = market.prices[asked.known_at].prices, market.rates
    return correction_items(
        then,
        [entry for entry in entries if entry.effective_on <= asked.opened],
        lambda known: _value(asked, portfolio, known, prices, rates),
        reported=reported,
        on=asked.opened,
    )


def _value(
    asked: _Asked, portfolio: Portfolio, entries: Sequence[Entry], prices: Prices, rates: Rates
) -> Decimal | None:
    book = _book(asked, portfolio, entries, prices, rates)
    return value_book(book, asked.opened, prices, rates).total


def _report(asked: _Asked, market: _Market, parts: tuple[BridgePart, ...]) -> BridgeReport:
    bridge = _together([each.bridge for each in parts]) if parts else _nothing(asked, market)
    instruments = Instrument.objects.in_bulk(list(asked.terms))
    portfolios = [each.portfolio for each in parts]
    accounts = {each.pk: each for each in Account.objects.filter(portfolio__in=portfolios)}
    return BridgeReport(
        bridge=bridge,
        parts=parts,
        state=STATES[bridge.state],
        missing=tuple(_missing(bridge.missing, parts, instruments)),
        instruments=instruments,
        accounts=accounts,
        terms=asked.terms,
        prices=market.prices[asked.known_at],
        rates=market.rates,
        known_at=asked.known_at,
        cost_method=asked.cost_method,
    )


def _together(bridges: Sequence[Bridge]) -> Bridge:
    return bridges[0] if len(bridges) == 1 else combined(bridges)


def _nothing(asked: _Asked, market: _Market) -> Bridge:
    """Nothing explained by nothing."""
    prices = market.prices[asked.known_at].prices
    return bridge_period(
        [],
        {},
        start=asked.opened,
        end=asked.until,
        currency=asked.currency,
        rates=market.rates,
        prices=prices,
    )


def _missing(
    missing: Iterable[Missing], parts: Iterable[BridgePart], instruments: Mapping[int, Instrument]
) -> Iterable[MissingRow]:
    """What is unknown, each price and pair once; then the prices and rates that are old on one of the two days."""
    named = dict.fromkeys((each.instrument, each.base or "", each.quote or "") for each in missing)
    for instrument, base, quote in named:
        found = instruments.get(instrument) if instrument is not None else None
        yield MissingRow(why="missing", instrument=found, base=base, quote=quote, last_on=None)
    yield from dict.fromkeys(
        row
        for part in parts
        for valuation in (part.opening, part.closing)
        for row in _stale(valuation, instruments)
    )


def _stale(valuation: Valuation, instruments: Mapping[int, Instrument]) -> Iterable[MissingRow]:
    for each in valuation.holdings:
        if each.holding.quantity and each.price.state is LookupState.ESTIMATED:
            yield MissingRow(
                why="stale",
                instrument=instruments[each.holding.instrument],
                base="",
                quote="",
                last_on=each.price.observed_on,
            )
    rates = [each.rate for each in valuation.holdings if each.holding.quantity]
    rates += [each.rate for each in valuation.balances if each.balance.balance]
    for rate in rates:
        if rate.state is LookupState.ESTIMATED:
            yield MissingRow(
                why="stale", instrument=None, base=rate.base, quote=rate.quote, last_on=rate.observed_on
            )
