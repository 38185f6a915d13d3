"""A book of portfolios × 40 holdings × 252 days with trades → values, returns, nine risk measures; numpy, pandas, duckdb.

Every trade brings or takes units at the day's price, which is a flow between the portfolio and the outside.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd

from bench.results import Result, timed
from portfolios.analytics import books, drawdown, returns, risk, tail_risk
from portfolios.analytics.figures import FloatArray

SEED = 20221228
PORTFOLIOS, HOLDINGS, DAYS, INSTRUMENTS = 10_000, 40, 252, 500
TRADES_EACH = 20
CONFIDENCE = Decimal("0.95")
YEAR = 252


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """The input all three get: prices `[N, T]`, steps of quantity, and the flows of the later ones."""

    prices: FloatArray
    steps: books.Steps
    flow: FloatArray
    portfolios: int


def make(portfolios: int) -> Book:
    """A book without short positions; the same for the same size."""
    luck = np.random.default_rng(SEED)
    moves = luck.normal(0.0003, 0.015, (INSTRUMENTS, DAYS))
    prices = 100.0 * np.exp(np.cumsum(moves, axis=-1))
    held = np.argsort(luck.random((portfolios, INSTRUMENTS)), axis=1)[:, :HOLDINGS]
    owners = np.repeat(np.arange(portfolios), HOLDINGS)
    opening = luck.integers(100, 1000, portfolios * HOLDINGS).astype(np.float64)
    traders = np.repeat(np.arange(portfolios), TRADES_EACH)
    count = len(traders)
    chosen = held[traders, luck.integers(0, HOLDINGS, count)]
    days = luck.integers(1, DAYS, count)
    traded = luck.integers(1, 5, count) * luck.choice([-1.0, 1.0], count)
    steps = books.Steps(
        portfolio=np.concatenate((owners, traders)),
        instrument=np.concatenate((held.ravel(), chosen)),
        day=np.concatenate((np.zeros(len(owners), dtype=np.int64), days)),
        quantity=np.concatenate((opening, traded)),
    )
    flow = np.concatenate((np.zeros(len(owners)), traded * prices[chosen, days]))
    return Book(prices, steps, flow, portfolios)


def ours(book: Book) -> FloatArray:
    """`[P, 11]`: the last value, the return of the year, nine risk measures."""
    base = np.zeros(book.portfolios, dtype=np.int64)
    values = books.book_values(book.steps, book.prices[np.newaxis], base)
    flows = books.daily_flows(
        book.steps.portfolio, book.steps.day, book.flow, portfolios=book.portfolios, days=DAYS
    )
    series = values.returns(flows)
    daily = series.returns
    figures = (
        series.linked(),
        risk.volatility(daily),
        risk.volatility_of_period(daily),
        risk.semi_volatility_of_period(daily),
        risk.downside_deviation(daily),
        risk.sharpe_ratio(daily),
        risk.sortino_ratio(daily),
        drawdown.max_drawdown(returns.wealth(daily)),
        tail_risk.historical_value_at_risk(daily, confidence=CONFIDENCE),
        tail_risk.historical_expected_shortfall(daily, confidence=CONFIDENCE),
    )
    return np.column_stack((values.values[:, -1], *(each.values for each in figures)))


def with_pandas(book: Book) -> FloatArray:
    """One portfolio after the other, as its user guide does it: pivot, cumulative sum, product, rolling statistics."""
    steps = pd.DataFrame(
        {
            "portfolio": book.steps.portfolio,
            "instrument": book.steps.instrument,
            "day": book.steps.day,
            "quantity": book.steps.quantity,
            "flow": book.flow,
        }
    )
    prices = pd.DataFrame(book.prices.T)
    return np.array([_one_with_pandas(rows, prices) for _, rows in steps.groupby("portfolio", sort=True)])


def _one_with_pandas(rows: pd.DataFrame, prices: pd.DataFrame) -> list[float]:
    days = prices.index
    changes = rows.pivot_table(index="day", columns="instrument", values="quantity", aggfunc="sum")
    held = changes.reindex(days).fillna(0.0).cumsum()
    value = (held * prices[held.columns]).sum(axis=1)
    inflow = rows["flow"].clip(lower=0).groupby(rows["day"]).sum().reindex(days, fill_value=0.0)
    outflow = (-rows["flow"]).clip(lower=0).groupby(rows["day"]).sum().reindex(days, fill_value=0.0)
    daily = ((value + outflow) / (value.shift() + inflow) - 1).iloc[1:]
    logs = np.log1p(daily)
    count = len(daily)
    wealth = (1 + daily).cumprod()
    wealth = pd.concat([pd.Series([1.0]), wealth])
    downside = np.sqrt((daily.clip(upper=0) ** 2).mean())
    worst = daily.nsmallest(math.ceil((1 - CONFIDENCE) * count))
    return [
        value.iloc[-1],
        wealth.iloc[-1] - 1,
        daily.std() * np.sqrt(YEAR),
        logs.std() * np.sqrt(count),
        np.sqrt(((logs - logs.mean()).clip(upper=0) ** 2).sum() / (count - 1) * count),
        downside,
        daily.mean() / daily.std() * np.sqrt(YEAR),
        daily.mean() / downside * np.sqrt(YEAR),
        (wealth / wealth.cummax() - 1).min(),
        -daily.quantile(float(1 - CONFIDENCE)),
        -worst.mean(),
    ]


def with_duckdb(book: Book) -> FloatArray:
    """One statement over the whole book: windows for quantities, days and drawdowns, aggregates for the rest."""
    steps = pd.DataFrame(
        {
            "portfolio": book.steps.portfolio,
            "instrument": book.steps.instrument,
            "day": book.steps.day,
            "quantity": book.steps.quantity,
            "flow": book.flow,
        }
    )
    instruments, days = np.indices(book.prices.shape)
    prices = pd.DataFrame(
        {"instrument": instruments.ravel(), "day": days.ravel(), "price": book.prices.ravel()}
    )
    with duckdb.connect() as connection:
        connection.register("given_steps", steps)
        connection.register("given_prices", prices)
        connection.execute("CREATE TABLE steps AS SELECT * FROM given_steps")
        connection.execute("CREATE TABLE prices AS SELECT * FROM given_prices")
        found = connection.execute(_STATEMENT, {"days": DAYS, "share": float(1 - CONFIDENCE), "year": YEAR})
        columns = found.fetchnumpy()
    return np.column_stack([np.asarray(columns[name]) for name in list(columns)[1:]])


_STATEMENT = """
WITH changes AS (
    SELECT portfolio, instrument, day, sum(quantity) AS quantity FROM steps GROUP BY ALL
), held AS (
    SELECT portfolio, instrument, day, sum(quantity) OVER w AS quantity, coalesce(lead(day) OVER w, $days) AS until
    FROM changes WINDOW w AS (PARTITION BY portfolio, instrument ORDER BY day)
), worth AS (
    SELECT h.portfolio, p.day, sum(h.quantity * p.price) AS value
    FROM held h JOIN prices p ON p.instrument = h.instrument AND p.day >= h.day AND p.day < h.until
    GROUP BY h.portfolio, p.day
), flows AS (
    SELECT portfolio, day, sum(greatest(flow, 0)) AS inflow, sum(greatest(-flow, 0)) AS outflow
    FROM steps GROUP BY portfolio, day
), daily AS (
    SELECT w.portfolio, w.day, w.value,
           (w.value + coalesce(f.outflow, 0))
           / (lag(w.value) OVER (PARTITION BY w.portfolio ORDER BY w.day) + coalesce(f.inflow, 0)) - 1 AS r
    FROM worth w LEFT JOIN flows f USING (portfolio, day)
), grown AS (
    SELECT *, ln(1 + r) AS l,
           exp(coalesce(sum(ln(1 + r)) OVER (PARTITION BY portfolio ORDER BY day), 0)) AS wealth,
           row_number() OVER (PARTITION BY portfolio ORDER BY r NULLS LAST) AS place,
           avg(ln(1 + r)) OVER (PARTITION BY portfolio) AS mean_log
    FROM daily
), lined AS (
    SELECT *, wealth / max(wealth) OVER (PARTITION BY portfolio ORDER BY day) - 1 AS fall FROM grown
)
SELECT portfolio,
       max_by(value, day), exp(sum(l)) - 1, stddev_samp(r) * sqrt($year), stddev_samp(l) * sqrt(count(r)),
       sqrt(sum(pow(least(l - mean_log, 0), 2)) / (count(r) - 1) * count(r)),
       sqrt(sum(pow(least(r, 0), 2)) / count(r)), avg(r) / stddev_samp(r) * sqrt($year),
       avg(r) / sqrt(sum(pow(least(r, 0), 2)) / count(r)) * sqrt($year), min(fall),
       -quantile_cont(r, $share), -avg(r) FILTER (place <= ceil($share * ($days - 1)))
FROM lined GROUP BY portfolio ORDER BY portfolio
"""


def memory_floor(book: Book) -> float:
    """Seconds to read, once, the price series of every holding and to write the values and returns."""
    block = np.ones(16_000_000)
    spent, _ = timed(block.sum, times=5)
    touched = len(book.steps.quantity) * DAYS + 2 * book.portfolios * DAYS
    return spent.clock * touched / len(block)


def measure(full: bool) -> list[Result]:
    """Ours against both peers on the same book."""
    book = make(PORTFOLIOS if full else PORTFOLIOS // 10)
    spent, figures = timed(lambda: ours(book), times=3)
    floor = spent.clock / memory_floor(book)
    rows = len(book.steps.quantity)
    results = []
    for name, peer in (("pandas", with_pandas), ("duckdb", with_duckdb)):
        theirs, answer = timed(lambda peer=peer: peer(book))  # type: ignore[misc]
        equal = bool(np.allclose(figures, answer, rtol=1e-9, atol=1e-12))
        title = f"book of {book.portfolios:,} × {HOLDINGS} × {DAYS}, values, returns, nine risk measures; peer {name}"
        results.append(Result(title, spent.clock, rows, spent.clock, equal, peer=theirs.clock, floor=floor))
    return results
