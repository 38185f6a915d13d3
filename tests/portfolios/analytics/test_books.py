"""The whole-book kernel against a plain loop over days, portfolios and instruments."""

import numpy as np
import pytest

from portfolios.analytics.books import (
    Steps,
    book_values,
    daily_amounts,
    daily_flows,
    holding_where,
    prices_in_base,
)
from portfolios.analytics.figures import FloatArray

PORTFOLIOS, INSTRUMENTS, DAYS, CURRENCIES, BASES = 7, 9, 25, 3, 2


def steps_of(*rows: tuple[int, int, int, float]) -> Steps:
    portfolio, instrument, day, quantity = zip(*rows, strict=True)
    return Steps(
        np.array(portfolio), np.array(instrument), np.array(day), np.array(quantity, dtype=np.float64)
    )


def plain_values(steps: Steps, base_prices: FloatArray, base_of: list[int]) -> FloatArray:
    """Day by day, position by position, as one would by hand."""
    values = np.zeros((len(base_of), base_prices.shape[-1]))
    rows = list(zip(steps.portfolio, steps.instrument, steps.day, steps.quantity, strict=True))
    for p, base in enumerate(base_of):
        for t in range(base_prices.shape[-1]):
            held: dict[int, float] = {}
            for owner, n, day, quantity in rows:
                if owner == p and day <= t:
                    held[n] = held.get(n, 0.0) + quantity
            values[p, t] = sum(q * base_prices[base, n, t] for n, q in held.items() if abs(q) > 1e-9)
    return values


@pytest.fixture
def book() -> tuple[Steps, FloatArray, FloatArray]:
    seed = 41
    print("seed", seed)
    source = np.random.default_rng(seed)
    count = 120
    steps = Steps(
        source.integers(0, PORTFOLIOS, count),
        source.integers(0, INSTRUMENTS, count),
        np.where(source.random(count) < 0.4, 0, source.integers(0, DAYS, count)),
        source.normal(0, 100, count),
    )
    prices = source.uniform(1, 200, (INSTRUMENTS, DAYS))
    currency = source.integers(0, CURRENCIES, INSTRUMENTS)
    rates = source.uniform(0.5, 2, (BASES, CURRENCIES, DAYS))
    return steps, np.stack([prices_in_base(prices, currency, layer) for layer in rates]), prices


def test_equal_to_a_plain_loop(book: tuple[Steps, FloatArray, FloatArray]) -> None:
    steps, base_prices, _ = book
    base_of = [p % BASES for p in range(PORTFOLIOS)]
    found = book_values(steps, base_prices, np.array(base_of))
    assert found.values == pytest.approx(plain_values(steps, base_prices, base_of), rel=1e-11, abs=1e-8)
    assert not found.incomplete.any()


def test_a_missing_price_counts_only_while_the_instrument_is_held() -> None:
    prices = np.array([[[10.0, 10, 10, np.nan, np.nan], [1, 1, 1, 1, 1]]])
    steps = steps_of((0, 0, 0, 0.3), (0, 0, 1, -0.1), (0, 0, 2, -0.2), (0, 1, 2, 3.0), (1, 0, 2, 5.0))
    found = book_values(steps, prices, np.array([0, 0]))
    assert found.values[0] == pytest.approx([3, 2, 3, 3, 3])
    assert found.values[1] == pytest.approx([0, 0, 50, np.nan, np.nan], nan_ok=True)
    assert found.incomplete.tolist() == [[False] * 5, [False, False, False, True, True]]


def test_a_price_missing_before_the_purchase_does_no_harm() -> None:
    prices = np.array([[[np.nan, 10.0, 11]]])
    found = book_values(steps_of((0, 0, 1, 2.0)), prices, np.array([0]))
    assert found.values.tolist() == [[0, 20, 22]]


def test_a_portfolio_without_steps_is_worth_nothing() -> None:
    found = book_values(steps_of((1, 0, 0, 1.0)), np.ones((1, 1, 3)), np.array([0, 0, 0]))
    assert found.values.tolist() == [[0] * 3, [1] * 3, [0] * 3]
    nothing = np.array([], dtype=np.int64)
    empty = Steps(nothing, nothing, nothing, np.array([]))
    assert not book_values(empty, np.ones((1, 1, 3)), np.array([0])).values.any()


def test_holding_where_something_is_stale() -> None:
    stale = np.array([[False, True, True], [False, False, True]])
    held = holding_where(steps_of((0, 0, 0, 1.0), (0, 0, 2, -1.0), (1, 1, 0, 4.0)), stale, portfolios=3)
    assert held.tolist() == [[False, True, False], [False, False, True], [False] * 3]


def test_amounts_and_flows_by_day() -> None:
    portfolio, day = np.array([0, 1, 1, 1]), np.array([2, 0, 0, 1])
    amount = np.array([5.0, 7.0, -3.0, -2.0])
    assert daily_amounts(portfolio, day, amount, portfolios=2, days=3).tolist() == [[0, 0, 5], [4, -2, 0]]
    flows = daily_flows(portfolio, day, amount, portfolios=2, days=3)
    assert flows.inflow.tolist() == [[0, 0, 5], [7, 0, 0]]
    assert flows.outflow.tolist() == [[0, 0, 0], [3, 2, 0]]


def test_returns_of_a_book() -> None:
    """One unit at 100, then 110; the second portfolio is funded with 50 on the second day."""
    prices = np.array([[[100.0, 110, 121], [1, 1, 1]]])
    steps = steps_of((0, 0, 0, 1.0), (1, 1, 1, 50.0))
    flows = daily_flows(np.array([1]), np.array([1]), np.array([50.0]), portfolios=2, days=3)
    linked = book_values(steps, prices, np.array([0, 0])).returns(flows).linked()
    assert linked.values == pytest.approx([0.21, 0.0])
