"""Where the return came from: contributions by position and Brinson-Fachler effects, linked over days by
Carino.

Arrays are `[K, T]` for K positions or segments and T days (no opening day). Returns and effects are
fractions. Sources: Carino 1999; Brinson and Fachler 1985.
"""

from dataclasses import dataclass

import numpy as np

from portfolios.analytics.figures import FloatArray, Reason


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """Linked contributions `[K]` that sum to the `total` return; all None or NaN with a `reason`."""

    by_position: FloatArray
    total: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BrinsonFachler:
    """Effects per segment `[K]`; all of them sum to `portfolio_return − benchmark_return`."""

    allocation: FloatArray
    selection: FloatArray
    interaction: FloatArray
    portfolio_return: float | None
    benchmark_return: float | None
    reason: str | None = None


def carino_contributions(weights: FloatArray, returns: FloatArray) -> Contributions:
    """Σₜ (kₜ / K) · wₜ · rₜ per position, with kₜ = ln(1 + Rₜ) / Rₜ and Rₜ = Σ w·r of the day, K the same of
    the total.

    `weights` are those of the beginning of each day. A NaN gives `missing_value`, a day that loses everything
    `total_loss`, no day `no_data`. Summing over positions gives the linked return exactly.
    """
    single = weights * returns
    daily = single.sum(axis=0)
    reason = _unlinkable(daily)
    if reason is not Reason.NONE:
        return Contributions(np.full(weights.shape[0], np.nan), None, reason.code)
    total = float(np.expm1(np.log1p(daily).sum()))
    factors = _log_ratio(daily) / _log_ratio(np.array(total))
    return Contributions(single @ factors, total)


def brinson_fachler(
    portfolio_weights: FloatArray,
    portfolio_returns: FloatArray,
    benchmark_weights: FloatArray,
    benchmark_returns: FloatArray,
) -> BrinsonFachler:
    """Allocation (wp − wb)(rb − B), selection wb(rp − rb) and interaction (wp − wb)(rp − rb) per segment and
    day, linked.

    B is the benchmark's return of the day. All `[K, T]`, weights of the beginning of the day summing to 1
    over K; the return of a segment a side does not hold is given as the other side's, so that no selection
    arises. Linked by kₜ = [ln(1 + Pₜ) − ln(1 + Bₜ)] / (Pₜ − Bₜ) over the same of the totals. NaN:
    `missing_value`; a day that loses everything: `total_loss`; no day: `no_data`.
    """
    portfolio = (portfolio_weights * portfolio_returns).sum(axis=0)
    benchmark = (benchmark_weights * benchmark_returns).sum(axis=0)
    reason = next((r for r in (_unlinkable(portfolio), _unlinkable(benchmark)) if r is not Reason.NONE), None)
    if reason is not None:
        nothing = np.full(portfolio_weights.shape[0], np.nan)
        return BrinsonFachler(nothing, nothing, nothing, None, None, reason.code)
    totals = [float(np.expm1(np.log1p(side).sum())) for side in (portfolio, benchmark)]
    factors = _log_spread(portfolio, benchmark) / _log_spread(np.array(totals[0]), np.array(totals[1]))
    overweight, better = portfolio_weights - benchmark_weights, portfolio_returns - benchmark_returns
    return BrinsonFachler(
        allocation=(overweight * (benchmark_returns - benchmark)) @ factors,
        selection=(benchmark_weights * better) @ factors,
        interaction=(overweight * better) @ factors,
        portfolio_return=totals[0],
        benchmark_return=totals[1],
    )


def _unlinkable(daily: FloatArray) -> Reason:
    """Why daily returns cannot be linked, or NONE."""
    if daily.size == 0:
        return Reason.NO_DATA
    if np.isnan(daily).any():
        return Reason.MISSING_VALUE
    return Reason.TOTAL_LOSS if (daily <= -1.0).any() else Reason.NONE


def _log_ratio(returns: FloatArray) -> FloatArray:
    """ln(1 + r) / r, which tends to 1 at r = 0."""
    moved = returns != 0
    result = np.ones_like(returns)
    np.divide(np.log1p(returns), returns, out=result, where=moved)
    return result


def _log_spread(left: FloatArray, right: FloatArray) -> FloatArray:
    """[ln(1 + a) − ln(1 + b)] / (a − b), which is 1 / (1 + b) · ln(1 + x) / x with x = (a − b) / (1 + b)."""
    return _log_ratio((left - right) / (1.0 + right)) / (1.0 + right)
