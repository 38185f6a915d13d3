"""How a portfolio did over a period: money exact from the ledger, returns and risk from the daily values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from portfolios.adapters import prices_of, rates_of, terms_of
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.performance import Performance, performance_of
from portfolios.analytics.relative import Benchmark, Rebalancing, blended_benchmark
from portfolios.analytics.returns import Flows, FlowTiming, daily_returns
from portfolios.choices import FigureState
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import Expense, ExpenseKind, Income
from portfolios.models import Portfolio
from portfolios.selectors.holdings import MissingRow, book_as_of, holdings_as_of
from portfolios.selectors.mandates import MandateInForce, mandate_in_force
from portfolios.selectors.valuations import DayPoint, day_points, first_booking_on
from tenancy.clock import holidays_of
from tenancy.models import Tenant

ZERO = Decimal(0)
REBALANCED = {"never": Rebalancing.NONE}


@dataclass(frozen=True, slots=True)
class ReturnPoint:
    """One day of a line: its value and the returns linked since the opening day, as fractions; None where unknown."""

    on: date
    value: Decimal | None
    portfolio: float | None
    benchmark: float | None


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """What was earned and paid in the period, in the report's currency; None where a rate is missing.

    Income is gross of fees and taxes; fees and taxes are positive when paid from the portfolio.
    """

    income: Mapping[str, Decimal | None]
    fees: Mapping[str, Decimal | None]
    taxes: Decimal | None

    @property
    def income_total(self) -> Decimal | None:
        """All income."""
        return _total(self.income)

    @property
    def fees_total(self) -> Decimal | None:
        """All fees."""
        return _total(self.fees)


@dataclass(frozen=True, slots=True)
class PortfolioPerformance:
    """The period (after, until] in `currency`. `reasons` has a code for every figure that is None."""

    after: date
    until: date
    currency: str
    flow_timing: FlowTiming
    opening_value: Decimal | None
    closing_value: Decimal | None
    contributions: Decimal
    withdrawals: Decimal
    sums: PeriodSums
    figures: Performance
    points: tuple[ReturnPoint, ...]
    benchmark_name: str
    state: FigureState
    missing: tuple[MissingRow, ...]

    @property
    def external_flows(self) -> Decimal:
        """Contributions less withdrawals."""
        return self.contributions - self.withdrawals

    @property
    def absolute_gain(self) -> Decimal | None:
        """Closing value less opening value less external flows."""
        if self.opening_value is None or self.closing_value is None:
            return None
        return self.closing_value - self.opening_value - self.external_flows

    @property
    def is_complete(self) -> bool:
        """Opening and closing value are known."""
        return self.absolute_gain is not None

    @property
    def reasons(self) -> dict[str, str]:
        """Why each missing figure is missing."""
        return self.figures.reasons


def portfolio_performance(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    until: date,
    after: date | None = None,
    currency: str | None = None,
    known_at: datetime | None = None,
    flow_timing: str | None = None,
) -> PortfolioPerformance:
    """Everything measured over (after, until]; without `after` since the first booking, whose day counts as a flow.

    The benchmark is that of the mandate in force at the end of the period, in the report's currency.
    """
    begun = first_booking_on(portfolio=portfolio, known_at=known_at)
    before_first = (begun or until) - timedelta(days=1)
    opened = before_first if after is None else after
    timing = FlowTiming(flow_timing or portfolio.flow_timing or tenant.flow_timing)
    points = day_points(
        tenant=tenant, portfolio=portfolio, first=opened, last=until, currency=currency, known_at=known_at
    )
    into = currency or portfolio.currency
    found = book_as_of(tenant=tenant, portfolio=portfolio, as_of=until, currency=currency, known_at=known_at)
    mandate = mandate_in_force(portfolio=portfolio, on=until)
    benchmark = _benchmark(tenant, mandate, [point.on for point in points], into, known_at)
    figures = _figures(tenant, points, timing, benchmark)
    report = holdings_as_of(
        tenant=tenant, portfolio=portfolio, as_of=until, currency=currency, known_at=known_at
    )
    return PortfolioPerformance(
        after=opened,
        until=until,
        currency=into,
        flow_timing=timing,
        opening_value=points[0].value if points else ZERO,
        closing_value=points[-1].value if points else ZERO,
        contributions=sum((point.inflow for point in points[1:]), ZERO),
        withdrawals=sum((point.outflow for point in points[1:]), ZERO),
        sums=period_sums(found.book, after=opened, until=until),
        figures=figures,
        points=_line(points, timing, benchmark),
        benchmark_name=_name(mandate),
        state=_state(points, report.state),
        missing=report.missing,
    )


def _state(points: Sequence[DayPoint], closing: FigureState) -> FigureState:
    if points and FigureState.INCOMPLETE in {points[0].state, points[-1].state}:
        return FigureState.INCOMPLETE
    return closing


def _array(values: Sequence[Decimal | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _flows(points: Sequence[DayPoint]) -> Flows:
    """Flows per day; those of the opening day belong to the period before."""
    inflow, outflow = _array([p.inflow for p in points]), _array([p.outflow for p in points])
    inflow[:1] = outflow[:1] = 0.0
    return Flows(inflow, outflow)


def _figures(
    tenant: Tenant, points: Sequence[DayPoint], timing: FlowTiming, benchmark: Benchmark | None
) -> Performance:
    fees = _array([point.management_fees for point in points])
    fees[:1] = 0.0
    return performance_of(
        dates=[point.on for point in points],
        values=_array([point.value for point in points]),
        flows=_flows(points),
        calendar=BusinessCalendar(holidays_of(tenant.calendar)),
        fees=fees,
        timing=timing,
        benchmark=benchmark,
    )


def _line(
    points: Sequence[DayPoint], timing: FlowTiming, benchmark: Benchmark | None
) -> tuple[ReturnPoint, ...]:
    """Linked returns from the opening day on; a day without a value breaks the line from there."""
    if not points:
        return ()
    returns = daily_returns(_array([p.value for p in points]), _flows(points), timing=timing).returns
    linked = _linked(returns)
    against = None if benchmark is None else _linked(benchmark.returns)
    return tuple(
        ReturnPoint(
            on=point.on,
            value=point.value,
            portfolio=_known(linked[index]),
            benchmark=None if against is None else _known(against[index]),
        )
        for index, point in enumerate(points)
    )


def _linked(returns: FloatArray) -> FloatArray:
    """Linked since the opening day; NaN from a day on whose return is unknown, or loses more than all there was."""
    with np.errstate(all="ignore"):
        linked: FloatArray = np.expm1(np.cumsum(np.log1p(np.concatenate([[0.0], returns[1:]]))))
    return linked


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _benchmark(
    tenant: Tenant,
    mandate: MandateInForce | None,
    days: Sequence[date],
    currency: str,
    known_at: datetime | None,
) -> Benchmark | None:
    """The mandate's benchmark over these days in `currency`; None without one or without days."""
    if mandate is None or not mandate.benchmark or not days:
        return None
    weights = mandate.weights
    terms = terms_of(list(weights))
    prices = prices_of(tenant, terms, since=days[0], until=days[-1], known_at=known_at)
    rates = rates_of(
        tenant,
        {currency, *(each.currency for each in terms.values())},
        since=days[0],
        until=days[-1],
        known_at=known_at,
    )
    table = [
        _array(
            [
                _converted(prices.price(key, day).value, rates.rate(terms[key].currency, currency, day).value)
                for day in days
            ]
        )
        for key in weights
    ]
    rebalanced = REBALANCED.get(mandate.mandate.rebalanced) or Rebalancing(mandate.mandate.rebalanced)
    return blended_benchmark(
        np.vstack(table), [float(weight) for weight in weights.values()], days, rebalanced=rebalanced
    )


def _converted(price: Decimal | None, rate: Decimal | None) -> Decimal | None:
    return None if price is None or rate is None else price * rate


def _name(mandate: MandateInForce | None) -> str:
    """The benchmark in words: its one instrument, or each with its weight."""
    parts = mandate.benchmark if mandate is not None else ()
    if len(parts) == 1:
        return parts[0].instrument.name
    return " + ".join(f"{part.weight * 100:.0f} % {part.instrument.name}" for part in parts)


def period_sums(book: Book, *, after: date, until: date) -> PeriodSums:
    """Income, fees and taxes of (after, until] by kind; what was paid from outside is no fee of the portfolio."""
    income: dict[str, Decimal | None] = {}
    fees: dict[str, Decimal | None] = {}
    taxes: dict[str, Decimal | None] = {}
    for earned in _within(book.income, after, until):
        _sum(income, str(earned.kind), earned.base_amount)
    for paid in _within(book.expenses, after, until):
        if paid.paid_externally:
            continue
        if paid.kind is ExpenseKind.FEE:
            _sum(fees, _fee_kind(paid), paid.base_amount)
        else:
            _sum(taxes, "tax", paid.base_amount)
    return PeriodSums(income=income, fees=fees, taxes=_total(taxes))


def _fee_kind(paid: Expense) -> str:
    """The kind booked; a fee that came with a trade is a transaction cost unless it says otherwise."""
    return str(paid.fee_kind or ("other" if paid.is_standalone else "transaction"))


def _within[R: (Income, Expense)](rows: Sequence[R], after: date, until: date) -> list[R]:
    return [row for row in rows if after < row.on <= until]


def _sum(sums: dict[str, Decimal | None], name: str, amount: Decimal) -> None:
    before = sums.get(name, ZERO)
    sums[name] = None if before is None or amount.is_nan() else before + amount


def _total(sums: Mapping[str, Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in sums.values():
        if amount is None:
            return None
        total += amount
    return total
