"""How a portfolio did over a period: money exact from the ledger, returns and risk from the daily values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from portfolios.adapters import prices_of, rates_of, terms_of
from portfolios.analytics.performance import Performance
from portfolios.analytics.relative import Benchmark
from portfolios.analytics.returns import FlowTiming
from portfolios.choices import FigureState, Rebalanced
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import Expense, ExpenseKind, Income
from portfolios.models import Portfolio
from portfolios.selectors.holdings import HoldingsReport, MissingRow, holdings_of
from portfolios.selectors.mandates import MandateInForce, mandate_in_force
from portfolios.selectors.period_returns import (
    ReturnsOfPeriod,
    benchmark_name,
    benchmark_over,
    calendar_of,
    returns_of_period,
)
from portfolios.selectors.valuations import DayPoint, day_points_and_book, first_booking_on
from tenancy.models import Tenant

ZERO = Decimal(0)


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
    """The period (after, until] in `currency`. `reasons` has a code for every figure that is None.

    `report` holds what is held at the end.
    """

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
    report: HoldingsReport

    @property
    def missing(self) -> tuple[MissingRow, ...]:
        """What keeps the closing value from being complete."""
        return self.report.missing

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
    into = currency or portfolio.currency
    points, found = day_points_and_book(
        tenant=tenant, portfolio=portfolio, first=opened, last=until, currency=currency, known_at=known_at
    )
    agreed = mandate_in_force(portfolio=portfolio, on=until)
    benchmark = _benchmark(tenant, agreed, [point.on for point in points], into, known_at)
    calendar = calendar_of(tenant.calendar)
    returns = returns_of_period(points, timing=timing, calendar=calendar, benchmark=benchmark)
    report = holdings_of(found, portfolio=portfolio, as_of=until)
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
        figures=returns.figures,
        points=_line(points, returns),
        benchmark_name=benchmark_name(agreed.benchmark if agreed else ()),
        state=_state(points, report.state),
        report=report,
    )


def _state(points: Sequence[DayPoint], closing: FigureState) -> FigureState:
    if points and FigureState.INCOMPLETE in {points[0].state, points[-1].state}:
        return FigureState.INCOMPLETE
    return closing


def _line(points: Sequence[DayPoint], returns: ReturnsOfPeriod) -> tuple[ReturnPoint, ...]:
    """Linked returns from the opening day on."""
    against = returns.benchmark or (None,) * len(points)
    return tuple(
        ReturnPoint(point.on, point.value, _grown(level), _grown(other))
        for point, level, other in zip(points, returns.portfolio, against, strict=True)
    )


def _grown(level: float | None) -> float | None:
    return None if level is None else level - 1


def _benchmark(
    tenant: Tenant,
    agreed: MandateInForce | None,
    days: Sequence[date],
    currency: str,
    known_at: datetime | None,
) -> Benchmark | None:
    """The mandate's benchmark over these days in `currency`; None without one or without days."""
    if agreed is None or not agreed.benchmark or not days:
        return None
    terms = terms_of(list(agreed.weights))
    currencies = {key: each.currency for key, each in terms.items()}
    prices = prices_of(tenant, terms, since=days[0], until=days[-1], known_at=known_at)
    named = {currency, *currencies.values()}
    rates = rates_of(tenant, named, since=days[0], until=days[-1], known_at=known_at)
    return benchmark_over(
        agreed.benchmark,
        days,
        rebalanced=Rebalanced(agreed.mandate.rebalanced),
        currency=currency,
        currencies=currencies,
        prices=prices,
        rates=rates,
    )


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
            _sum(fees, str(paid.fee_kind), paid.base_amount)
        else:
            _sum(taxes, "tax", paid.base_amount)
    return PeriodSums(income=income, fees=fees, taxes=_total(taxes))


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
