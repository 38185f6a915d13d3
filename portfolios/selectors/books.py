"""The books of portfolios, folded from the ledger up to a day; a worker keeps those it folded last on a shelf.

A shelved book is used only while the ledger still holds exactly the entries it was folded from: entries are never changed or
taken away, so their number and the highest id say so. Anything else is folded again from the first entry.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.choices import LotPool
from portfolios.ledger.conversion import Converter
from portfolios.ledger.entries import Entry, InstrumentTerms, in_order
from portfolios.ledger.fx import Rates
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, net_of_reversals, walk
from portfolios.ledger.pricing import Prices
from portfolios.models import Portfolio
from portfolios.selectors.day_values import DayFacts, MarketDays, average_costs, day_facts_walk
from tenancy.models import Tenant
from tenancy.scope import tenant_id_current

SHELF_SIZE: Final = 2000
"""Books kept at most."""
FACTS_SIZE: Final = 6000
"""Day facts kept at most, of all books together."""
FACT_DAYS: Final = 31
"""Days before the last one whose facts are kept at most, of one book."""

SCOPES: Final = {LotPool.PORTFOLIO: LotScope.PORTFOLIO, LotPool.ACCOUNT: LotScope.ACCOUNT}


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A book at the close of `on`, folded from `count` entries of which `last_id` is the highest.

    `facts` are those of `on` and of days before it, as the run saw them that put the book here.
    """

    book: Book
    on: date
    count: int
    last_id: int
    facts: Mapping[date, DayFacts] = field(default_factory=dict)


_shelf: OrderedDict[tuple[int, int], _Shelved] = OrderedDict()


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book at the close of the day before `first`, folded from `count` entries, and the `entries` from `first` on."""

    portfolio: Portfolio
    book: Book
    first: date
    entries: Sequence[Entry]
    count: int
    last_id: int


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """The books of a chunk, and the market they are valued at."""

    books: tuple[OpenBook, ...]
    terms: Mapping[int, InstrumentTerms]
    prices: Prices
    rates: Rates


def new_book(
    portfolio: Portfolio,
    terms: Mapping[int, InstrumentTerms],
    *,
    prices: Prices,
    rates: Rates,
    currency: str | None = None,
    cost_method: CostMethod | None = None,
) -> Book:
    """An empty book that follows the portfolio's conventions, or those asked for instead."""
    return Book(
        terms,
        currency=currency or portfolio.currency,
        rates=rates,
        prices=prices,
        cost_method=cost_method or CostMethod(portfolio.cost_method),
        lot_scope=SCOPES[LotPool(portfolio.lot_pool)],
    )


def books_open(
    *, tenant: Tenant, portfolios: Sequence[Portfolio], first_days: Mapping[int, date], until: date
) -> OpenBooks:
    """Every book at the close of the day before its first day, with what follows up to `until`.

    `first_days` by portfolio id; a portfolio without one begins with its first entry (or with its opening, when that is
    earlier or it has none). A handful of queries for the whole chunk, whatever its size.
    """
    shelved = _taken(first_days)
    cold = [each.pk for each in portfolios if each.pk not in shelved]
    entries = _entries_after(shelved, until)
    entries.update(entries_of(cold, until=until) if cold else {})
    every = [entry for listed in entries.values() for entry in listed]
    held = {key[0] for each in shelved.values() for key in each.book.units}
    terms = terms_of(instruments_in(every) | held)
    since = min((_since(each, entries[each.pk], shelved, first_days) for each in portfolios), default=until)
    currencies = currencies_in(portfolios, every, terms)
    currencies |= {key[1] for each in shelved.values() for key in each.book.money}
    currencies |= {due.currency for each in shelved.values() for due in each.book.receivables}
    prices = prices_of(tenant, terms, since=since, until=until)
    rates = rates_of(tenant, currencies, since=since, until=until)
    books = tuple(
        _opened(
            each,
            shelved[each.pk]
            if each.pk in shelved
            else _empty(new_book(each, terms, prices=prices, rates=rates)),
            entries[each.pk],
            first_days.get(each.pk),
        )
        for each in portfolios
    )
    for each in books:
        each.book.terms = terms
        each.book.convert = Converter(terms, each.book.currency, rates, prices)
    return OpenBooks(books, terms, prices, rates)


def books_shelve(books: Iterable[OpenBook], facts: Iterable[DayFacts]) -> None:
    """Keep the books, as far as they have been walked, and the facts of the days walked for the next run of this process."""
    tenant_id = tenant_id_current()
    by_portfolio: dict[int, dict[date, DayFacts]] = defaultdict(dict)
    for day in facts:
        by_portfolio[day.portfolio_id][day.on] = day
    for each in books:
        on = each.book.as_of or each.first
        folded = [entry.id for entry in each.entries if entry.effective_on <= on]
        key = (tenant_id, each.portfolio.pk)
        _shelf[key] = _Shelved(
            each.book,
            on,
            each.count + len(folded),
            max([each.last_id, *folded]),
            by_portfolio[each.portfolio.pk],
        )
        _shelf.move_to_end(key)
    _trim()


def _trim() -> None:
    """Take away what was used longest ago."""
    facts = sum(len(each.facts) for each in _shelf.values())
    while _shelf and (len(_shelf) > SHELF_SIZE or facts > FACTS_SIZE):
        _, gone = _shelf.popitem(last=False)
        facts -= len(gone.facts)


def day_facts_at(*, tenant: Tenant, portfolios: Sequence[Portfolio], as_of: date) -> dict[int, DayFacts]:
    """By portfolio id the facts of `as_of`, from the ledger; one that opens later or closed earlier is left out."""
    return day_facts_between(tenant=tenant, portfolios=portfolios, days=[as_of])[as_of]


def day_facts_between(
    *, tenant: Tenant, portfolios: Sequence[Portfolio], days: Sequence[date]
) -> dict[date, dict[int, DayFacts]]:
    """For each of the days, which are in order and not empty, by portfolio id the facts of `day_facts_at`.

    Right after a valuation of the same days they lie on the shelf.
    """
    wanted = {each.pk: _open_days(each, days) for each in portfolios}
    found = _facts_shelved({key: listed for key, listed in wanted.items() if listed})
    others = [each for each in portfolios if wanted[each.pk] and each.pk not in found]
    if others:
        found |= _facts_walked(tenant, others, wanted)
    return {
        day: {key: by_day[day] for key, by_day in found.items() if day in by_day and day in wanted[key]}
        for day in days
    }


def _open_days(portfolio: Portfolio, days: Sequence[date]) -> list[date]:
    """The days on which the portfolio was open."""
    return [
        day
        for day in days
        if portfolio.opened_on <= day and (portfolio.closed_on is None or day <= portfolio.closed_on)
    ]


def _facts_walked(
    tenant: Tenant, portfolios: Sequence[Portfolio], wanted: Mapping[int, Sequence[date]]
) -> dict[int, Mapping[date, DayFacts]]:
    first_days = {each.pk: wanted[each.pk][0] for each in portfolios}
    until = max(wanted[each.pk][-1] for each in portfolios)
    opened = books_open(tenant=tenant, portfolios=portfolios, first_days=first_days, until=until)
    market = MarketDays(opened.terms, opened.prices, opened.rates)
    facts = [
        day
        for each in opened.books
        for day in day_facts_walk(
            each.portfolio.pk, each.book, each.entries, _calendar(wanted[each.portfolio.pk]), market
        )
    ]
    books_shelve(opened.books, facts)
    found: dict[int, dict[date, DayFacts]] = defaultdict(dict)
    for day in facts:
        found[day.portfolio_id][day.on] = day
    return dict(found)


def _calendar(days: Sequence[date]) -> list[date]:
    """Every calendar day from the first to the last: flows of a day are those since the day before."""
    return [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]


def average_costs_between(
    *, tenant: Tenant, portfolio: Portfolio, days: Sequence[date]
) -> dict[date, dict[int, Decimal]]:
    """By day and instrument the average cost of a portfolio at the close of each of the days, which are in order."""
    shelved = _shelf.get((tenant_id_current(), portfolio.pk))
    if shelved is not None and [shelved.on] == list(days):
        return {shelved.on: average_costs(shelved.book)}
    opened = books_open(
        tenant=tenant, portfolios=[portfolio], first_days={portfolio.pk: days[0]}, until=days[-1]
    )
    each = opened.books[0]
    found = {day: average_costs(each.book) for day in walk(each.book, each.entries, days)}
    books_shelve(opened.books, ())
    return found


def _facts_shelved(wanted: Mapping[int, Sequence[date]]) -> dict[int, Mapping[date, DayFacts]]:
    """Of the portfolios all of whose days lie on the shelf, and whose ledger is still the same, the facts of the days."""
    tenant_id = tenant_id_current()
    at_hand = {}
    for key, days in wanted.items():
        shelved = _shelf.get((tenant_id, key))
        if shelved is not None and all(day in shelved.facts for day in days):
            at_hand[key] = shelved
    agreed = _ledger_counts({key: each.on for key, each in at_hand.items()})
    return {
        key: each.facts
        for key, each in at_hand.items()
        if agreed.get(key, (0, 0)) == (each.count, each.last_id)
    }


def shelf_clear() -> None:
    """Forget every book of this process."""
    _shelf.clear()


def _taken(first_days: Mapping[int, date]) -> dict[int, _Shelved]:
    """The shelved books that stand before their first day and still agree with the ledger, taken off the shelf."""
    tenant_id = tenant_id_current()
    found = {}
    for portfolio_id, first in first_days.items():
        shelved = _shelf.pop((tenant_id, portfolio_id), None)
        if shelved is not None and shelved.on < first:
            found[portfolio_id] = shelved
    agreed = _ledger_counts({key: each.on for key, each in found.items()})
    return {key: each for key, each in found.items() if agreed.get(key, (0, 0)) == (each.count, each.last_id)}


_LEDGER_COUNTS = """
SELECT k.id, count(*), max(t.id) FROM unnest(%s::bigint[], %s::date[]) AS k(id, day)
JOIN portfolios_transaction t ON t.tenant_id = %s AND t.portfolio_id = k.id
AND CASE WHEN t.type IN ('dividend', 'interest', 'coupon') THEN LEAST(t.trade_date, t.ex_date) ELSE t.trade_date END <= k.day
GROUP BY k.id
"""


def _ledger_counts(days: Mapping[int, date]) -> dict[int, tuple[int, int]]:
    """How many entries each portfolio has up to its day, and the highest id."""
    if not days:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER_COUNTS, [list(days), list(days.values()), tenant_id_current()])
        return {key: (count, last_id) for key, count, last_id in cursor.fetchall()}


def _entries_after(shelved: Mapping[int, _Shelved], until: date) -> dict[int, list[Entry]]:
    """What each shelved book has not seen yet."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for portfolio_id, each in shelved.items():
        by_day[each.on].append(portfolio_id)
    found: dict[int, list[Entry]] = {}
    for on, ids in by_day.items():
        for portfolio_id, entries in entries_of(ids, after=on, until=until).items():
            found[portfolio_id] = [entry for entry in entries if entry.effective_on > on]
    return found


def _since(
    portfolio: Portfolio,
    entries: Sequence[Entry],
    shelved: Mapping[int, _Shelved],
    first_days: Mapping[int, date],
) -> date:
    """From which day prices and rates are needed."""
    known = shelved.get(portfolio.pk)
    if known is not None:
        return min([known.on, *(entry.effective_on for entry in entries)])
    days = [entry.effective_on for entry in entries] + [
        lot.acquired_on for entry in entries for lot in entry.lots if lot.acquired_on is not None
    ]
    return min([first_days.get(portfolio.pk, portfolio.opened_on), *days])


def _empty(book: Book) -> _Shelved:
    return _Shelved(book, date.min, 0, 0)


def _opened(
    portfolio: Portfolio, shelved: _Shelved, entries: Sequence[Entry], first: date | None
) -> OpenBook:
    """Bring a book to the close of the day before its first day."""
    book = shelved.book
    if first is None:
        first = min([portfolio.opened_on, *(entry.effective_on for entry in entries)])
    before = [entry for entry in entries if entry.effective_on < first]
    for entry in in_order(net_of_reversals(before)):
        book.apply(entry)
    book.advance(first - timedelta(days=1))
    return OpenBook(
        portfolio,
        book,
        first,
        [entry for entry in entries if entry.effective_on >= first],
        shelved.count + len(before),
        max([shelved.last_id, *(entry.id for entry in before)]),
    )
