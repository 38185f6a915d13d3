"""One portfolio with 10,000 transactions and 50 instruments: balance, profit and loss by FIFO and by average, twelve
monthly returns, the year's bridge; from PostgreSQL and in arithmetic alone. Twenty such portfolios: linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from bench.database import bench_database
from bench.firms import Firm, firm_make, prices_make, transactions_file
from bench.results import Result, timed
from portfolios.adapters import entries_of, instruments_in, prices_of, terms_of
from portfolios.analytics import books
from portfolios.analytics.returns import link
from portfolios.ledger.bridge import Bridge, bridge_between
from portfolios.ledger.entries import Entry, InstrumentTerms, in_order
from portfolios.ledger.fx import Rates
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book, fold, walk
from portfolios.ledger.pricing import Prices
from portfolios.ledger.valuation import Valuation, value_book
from portfolios.models import CashBalance, Holding
from portfolios.services.imports import import_now

ROWS, INSTRUMENTS, TWENTY = 10_000, 50, 20
FIRST_DAY, DAYS = date(2021, 1, 1), 730
YEAR_BEGAN, YEAR_ENDED = date(2021, 12, 31), date(2022, 12, 31)


@dataclass(frozen=True, slots=True)
class Source:
    """What was read."""

    entries: Sequence[Entry]
    terms: dict[int, InstrumentTerms]
    prices: Prices


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked for."""

    book: Book
    value: Valuation
    gains: tuple[Decimal, Decimal]
    months: list[float | None]
    bridge: Bridge


def read(firm: Firm, portfolio: int) -> Source:
    """The ledger, the terms and the prices of one portfolio; it has one currency, so no rates."""
    entries = entries_of([portfolio])[portfolio]
    terms = terms_of(instruments_in(entries))
    prices = prices_of(firm.operations.tenant, terms, until=YEAR_ENDED, since=YEAR_BEGAN)
    return Source(entries, terms, prices)


def answer(source: Source) -> Answers:
    """Everything, each ledger folded once for a cost method."""
    rates, ordered = Rates(), in_order(source.entries)
    begun = fold(
        (each for each in ordered if each.trade_date <= YEAR_BEGAN),
        source.terms,
        as_of=YEAR_BEGAN,
        currency="EUR",
        rates=rates,
    )
    year = [each for each in ordered if each.trade_date > YEAR_BEGAN]
    book = begun.copy()
    for _ in walk(book, year, [YEAR_ENDED]):
        pass
    average = fold(
        ordered, source.terms, as_of=YEAR_ENDED, currency="EUR", rates=rates, cost_method=CostMethod.AVERAGE
    )
    value = value_book(book, YEAR_ENDED, source.prices, rates)
    gains = tuple(sum((row.gain for row in each.realized), Decimal(0)) for each in (book, average))
    bridge = bridge_between(begun, book, year, prices=source.prices, rates=rates)
    return Answers(book, value, (gains[0], gains[1]), _months(begun, book, source), bridge)


def _months(begun: Book, book: Book, source: Source) -> list[float | None]:
    """Twelve time-weighted returns, from the value of every day of the year."""
    index = {key: place for place, key in enumerate(sorted(source.terms), start=1)}
    days = [YEAR_BEGAN + timedelta(days=day) for day in range((YEAR_ENDED - YEAR_BEGAN).days + 1)]
    prices = np.ones((len(index) + 1, len(days)))
    for key, place in index.items():
        prices[place] = [float(source.prices.price(key, day).value or "nan") for day in days]
    held = [(index[each.instrument], 0, float(each.quantity)) for each in begun.holdings()]
    held += [(0, 0, float(each.balance)) for each in begun.balances()]
    first = YEAR_BEGAN.toordinal()
    moved = [
        (index[each.instrument], each.on.toordinal() - first, float(each.quantity))
        for each in book.unit_movements[len(begun.unit_movements) :]
    ]
    moved += [
        (0, each.on.toordinal() - first, float(each.amount))
        for each in book.cash_movements[len(begun.cash_movements) :]
    ]
    instruments, when, quantities = (np.array(column) for column in zip(*held, *moved, strict=True))
    steps = books.Steps(np.zeros(len(when), dtype=np.int64), instruments, when, quantities)
    values = books.book_values(steps, prices[np.newaxis], np.zeros(1, dtype=np.int64))
    nothing = np.array([], dtype=np.int64)
    flows = books.daily_flows(nothing, nothing, np.array([]), portfolios=1, days=len(days))
    daily = values.returns(flows).returns[0]
    month_of = np.array([day.month for day in days[1:]])
    return [link(daily[1:][month_of == month]).value for month in range(1, 13)]


def measure(full: bool) -> list[Result]:
    """The whole in both modes: it is small. `equal`: the book says what the tables say, and no residual is left."""
    rows = ROWS if full else ROWS // 10
    with bench_database():
        made = firm_make("bench", portfolios=TWENTY + 1, instruments=INSTRUMENTS)
        with made.scope():
            prices_make(made, first_day=YEAR_BEGAN, days=366)
            return [*_one(made, ROWS), *_twenty(made, rows)]


def _post(made: Firm, lines: int, portfolios: int, *, skip: int = 0) -> None:
    file = transactions_file(
        lines, portfolios=portfolios, instruments=INSTRUMENTS, first_day=FIRST_DAY, days=DAYS
    )
    text = "".join(file)
    if skip:
        for number in reversed(range(portfolios)):
            for mark in ("P", "D", "K"):
                text = text.replace(f"{mark}-{number},", f"{mark}-{number + skip},")
    batch = import_now(actor=made.operations, kind="transactions", name=f"{lines}.csv", content=text.encode())
    assert batch.posted_count == lines, list(batch.errors.all()[:3])


def _one(made: Firm, rows: int) -> list[Result]:
    _post(made, rows, 1)
    portfolio = made.portfolios[0].pk
    reading, source = timed(lambda: read(made, portfolio), times=3)
    working, answers = timed(lambda: answer(source), times=3)
    equal = _is_right(portfolio, answers)
    what = f"one portfolio, {rows:,} transactions, {INSTRUMENTS} instruments: balance, gains FIFO and average, months, bridge"
    both = reading.processor + working.processor
    return [
        Result(f"{what}; arithmetic, processor", working.processor, rows, working.processor, equal),
        Result(f"{what}; read from PostgreSQL as well, processor", both, rows, both, equal),
    ]


def _twenty(made: Firm, rows: int) -> list[Result]:
    _post(made, rows * TWENTY, TWENTY, skip=1)
    portfolios = [each.pk for each in made.portfolios[1:]]
    single, _ = timed(lambda: answer(read(made, portfolios[0])), times=3)
    spent, found = timed(lambda: [answer(read(made, each)) for each in portfolios])
    equal = all(_is_right(key, answers) for key, answers in zip(portfolios, found, strict=True))
    times = spent.processor / single.processor
    name = f"twenty portfolios of {rows:,} transactions: {times:.1f} times as long as one, processor"
    return [Result(name, spent.processor, rows * TWENTY, spent.processor, equal)]


def _is_right(portfolio: int, answers: Answers) -> bool:
    held = {
        (row.account_id, row.instrument_id): row.quantity
        for row in Holding.objects.filter(portfolio=portfolio)
    }
    said = {(each.account, each.instrument): each.quantity for each in answers.book.holdings()}
    cash = {row.account_id: row.balance for row in CashBalance.objects.filter(portfolio=portfolio)}
    balances = {each.account: each.balance for each in answers.book.balances()}
    return held == said and cash == balances and answers.bridge.residual == 0 and None not in answers.months
