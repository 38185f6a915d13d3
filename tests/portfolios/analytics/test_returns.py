"""Daily returns, linking, annualising and Modified Dietz against worked figures and against each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.analytics.figures import FloatArray, available
from portfolios.analytics.returns import (
    Flows,
    FlowTiming,
    annualize,
    daily_returns,
    link,
    modified_dietz,
    time_weighted_return,
    wealth,
    wealth_while_invested,
)

RETURNS = st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=40)


def series(*numbers: float) -> FloatArray:
    return np.array(numbers, dtype=np.float64)


def no_flows(values: FloatArray) -> Flows:
    return Flows.from_net(np.zeros_like(values))


def month_with_flow(before_flow: float) -> tuple[FloatArray, Flows]:
    """100,000 that gets 10,000 at the end of day 15 of 30 and ends at 112,000; only day 15 is valued."""
    values = np.full(31, np.nan)
    values[[0, 15, 30]] = 100_000, before_flow + 10_000, 112_000
    net = np.zeros(31)
    net[15] = 10_000
    return values, Flows.from_net(net)


def test_linking_three_returns() -> None:
    assert link(series(0.01, -0.02, 0.03)).value == pytest.approx(0.019494, abs=5e-7)


def test_linked_years() -> None:
    assert link(series(0.04, 0.09, 0.05, 0.11)).value == pytest.approx(0.3212108, abs=1e-12)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (FlowTiming.START, 131 / (100 + 20) - 1),
        (FlowTiming.END, (131 - 20) / 100 - 1),
        (FlowTiming.IN_START_OUT_END, (131 + 10) / (100 + 30) - 1),
    ],
)
def test_the_three_timings(timing: FlowTiming, expected: float) -> None:
    flows = Flows(series(0, 30), series(0, 10))
    assert daily_returns(series(100, 131), flows, timing=timing).returns[1] == pytest.approx(
        expected, abs=1e-15
    )


def test_flows_of_the_opening_day_are_inside_the_opening_value() -> None:
    assert time_weighted_return(series(100, 110), Flows(series(100, 0), series(0, 0))).value == pytest.approx(
        0.1
    )


def test_gross_and_net_of_a_fee() -> None:
    values, fees = series(100_000, 100_900), series(0, 100)
    flows = no_flows(values)
    assert time_weighted_return(values, flows).value == pytest.approx(0.009, abs=1e-12)
    assert time_weighted_return(values, flows.gross_of(fees)).value == pytest.approx(0.01, abs=1e-12)


def test_a_refunded_fee_is_taken_out_of_the_gross_return() -> None:
    values = series(100, 101)
    assert time_weighted_return(values, no_flows(values).gross_of(series(0, -1))).value == pytest.approx(0.0)


def test_a_sub_period_starts_at_funding_and_ends_at_zero() -> None:
    values = series(0, 0, 100, 110, 0, 0, 50, 55)
    flows = Flows(series(0, 0, 100, 0, 0, 0, 50, 0), series(0, 0, 0, 0, 121, 0, 0, 0))
    result = daily_returns(values, flows)
    assert result.returns == pytest.approx(series(np.nan, np.nan, 0, 0.1, 0.1, np.nan, 0, 0.1), nan_ok=True)
    assert result.linked().value == pytest.approx(1.1**3 - 1)


def test_the_dust_of_an_emptied_portfolio_is_no_loss() -> None:
    """What float64 leaves of 0.1 + 0.2 − 0.3 may vanish on any later day without a return of −1."""
    dust = 0.1 + 0.2 - 0.3
    values = series(100, 110, dust, -dust, 0, 50, 55)
    flows = Flows(series(0, 0, 0, 0, 0, 50, 0), series(0, 0, 110, 0, 0, 0, 0))
    assert time_weighted_return(values, flows).value == pytest.approx(0.21)
    assert modified_dietz(values, flows, revalue_from=0.1).value == pytest.approx(0.21)


def test_with_flows_at_the_end_the_day_of_funding_has_no_return() -> None:
    values, flows = series(0, 100, 110), Flows.from_net(series(0, 100, 0))
    result = daily_returns(values, flows, timing=FlowTiming.END)
    assert np.isnan(result.returns[1])
    assert result.linked().value == pytest.approx(0.1)


def test_with_flows_at_the_start_a_full_withdrawal_is_neutral() -> None:
    values, flows = series(100, 110, 0), Flows.from_net(series(0, 0, -110))
    assert time_weighted_return(values, flows, timing=FlowTiming.START).value == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("values", "net", "timing"),
    [
        ((100, 10), (0, -150), FlowTiming.START),
        ((-5, 10), (0, 0), FlowTiming.IN_START_OUT_END),
        ((0, 10), (0, 0), FlowTiming.END),
    ],
)
def test_a_base_that_is_not_positive_gives_no_figure(
    values: tuple[float, ...], net: tuple[float, ...], timing: FlowTiming
) -> None:
    result = time_weighted_return(series(*values), Flows.from_net(series(*net)), timing=timing)
    assert (result.value, result.reason) == (None, "non_positive_base")


def test_a_day_without_value_forbids_the_figure() -> None:
    values = series(100, np.nan, 120)
    result = time_weighted_return(values, no_flows(values))
    assert (result.value, result.reason) == (None, "missing_value")


def test_a_total_loss_stays_one() -> None:
    values = series(100, 0, 0)
    assert time_weighted_return(values, no_flows(values)).value == -1.0


def test_nothing_invested_is_no_data() -> None:
    values = series(0, 0, 0)
    assert time_weighted_return(values, no_flows(values)).reason == "no_data"
    assert link(series()).reason == "no_data"
    assert time_weighted_return(series(), no_flows(series())).reason == "no_data"
    assert time_weighted_return(series(100), no_flows(series(100))).reason == "no_data"


def test_a_book_is_computed_like_its_portfolios() -> None:
    seed = 20221228
    print("seed", seed)
    source = np.random.default_rng(seed)
    values = source.uniform(50, 150, (5, 30))
    values[2, 7] = np.nan
    flows = Flows.from_net(source.normal(0, 5, (5, 30)))
    for timing in FlowTiming:
        book = time_weighted_return(values, flows, timing=timing)
        single = [
            time_weighted_return(values[p], Flows(flows.inflow[p], flows.outflow[p]), timing=timing)
            for p in range(5)
        ]
        assert [book[p].value for p in range(5)] == [one.value for one in single]
        assert [book[p].reason for p in range(5)] == [one.reason for one in single]


@given(RETURNS)
def test_wealth_ends_where_linking_ends(returns: list[float]) -> None:
    linked = link(series(*returns)).value
    assert linked is not None
    assert wealth(series(*returns))[-1] - 1 == pytest.approx(linked, abs=1e-12)


def test_the_line_of_drawdowns_begins_at_the_close_of_the_first_day() -> None:
    values, flows = series(0, 90, 81, 0), Flows(series(0, 100, 0, 0), series(0, 0, 0, 81))
    line = wealth_while_invested(daily_returns(values, flows).returns, values)
    assert line == pytest.approx(series(np.nan, 0.9, 0.81, np.nan), nan_ok=True)


@given(RETURNS, st.data())
def test_linking_may_be_cut_anywhere(returns: list[float], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(returns)))
    parts = [link(series(*part)).value or 0.0 for part in (returns[:cut], returns[cut:])]
    assert link(series(*returns)).value == pytest.approx((1 + parts[0]) * (1 + parts[1]) - 1, abs=1e-12)


@given(RETURNS, st.lists(st.floats(-20, 200), min_size=40, max_size=40))
def test_flows_do_not_change_the_return(returns: list[float], amounts: list[float]) -> None:
    """Whatever enters at the start or leaves at the end of a day, the return is that of the assets."""
    value, values, net = 1000.0, [1000.0], [0.0]
    for return_, amount in zip(returns, amounts, strict=False):
        inflow = max(amount, 0.0)
        grown = (value + inflow) * (1 + return_)
        outflow = min(-min(amount, 0.0), 0.5 * grown)
        value = grown - outflow
        values.append(value)
        net.append(inflow - outflow)
    found = time_weighted_return(series(*values), Flows.from_net(series(*net)))
    assert found.value == pytest.approx(link(series(*returns)).value, rel=1e-9, abs=1e-9)


def test_annualising_two_years() -> None:
    assert annualize(available(0.3025, 1), 730).value == pytest.approx(0.14127, abs=5e-6)


def test_half_a_year_is_not_annualised_unless_asked() -> None:
    half = available(0.05, 1)
    assert annualize(half, 182).reason == "under_one_year"
    assert annualize(half, 364).reason == "under_one_year"
    assert annualize(half, 365).value == pytest.approx(0.05)
    assert annualize(half, 182, minimum_days=1).value == pytest.approx(1.05 ** (365 / 182) - 1)
    assert annualize(half, 0, minimum_days=0).reason == "under_one_year"


def test_modified_dietz_below_the_threshold_is_weighted() -> None:
    values, flows = month_with_flow(before_flow=104_000)
    assert modified_dietz(values, flows).value == pytest.approx(0.019048, abs=5e-7)
    assert modified_dietz(values, flows, revalue_from=0.1001).value == pytest.approx(0.019048, abs=5e-7)


def test_modified_dietz_revalues_at_a_large_flow() -> None:
    values, flows = month_with_flow(before_flow=104_000)
    assert modified_dietz(values, flows, revalue_from=0.10).value == pytest.approx(0.021754, abs=5e-7)


def test_a_large_flow_on_a_day_without_value_gives_no_figure() -> None:
    values, flows = month_with_flow(before_flow=np.nan)
    assert modified_dietz(values, flows).value is not None
    assert modified_dietz(values, flows, revalue_from=0.05).reason == "missing_value"


@pytest.mark.parametrize("timing", list(FlowTiming))
def test_revalued_at_every_flow_modified_dietz_is_the_time_weighted_return(timing: FlowTiming) -> None:
    seed = 7
    print("seed", seed)
    source = np.random.default_rng(seed)
    values = source.uniform(900, 1100, 40)
    net = np.where(source.random(40) < 0.3, source.normal(0, 50, 40), 0.0)
    flows = Flows.from_net(net)
    revalued = modified_dietz(values, flows, timing=timing, revalue_from=0.0).value
    assert revalued == pytest.approx(time_weighted_return(values, flows, timing=timing).value, abs=1e-12)


def test_modified_dietz_weights_a_flow_at_the_start_by_one_day_more() -> None:
    values, flows = series(100, np.nan, 230), Flows.from_net(series(0, 100, 0))
    assert modified_dietz(values, flows, timing=FlowTiming.START).value == pytest.approx(30 / 200)
    assert modified_dietz(values, flows, timing=FlowTiming.END).value == pytest.approx(30 / 150)


def test_modified_dietz_without_a_base_or_a_period() -> None:
    assert modified_dietz(
        series(100, 10), Flows.from_net(series(0, -150)), timing=FlowTiming.START
    ).reason == ("non_positive_base")
    assert modified_dietz(series(0, 0), no_flows(series(0, 0))).reason == "no_data"
    assert modified_dietz(series(100), no_flows(series(100))).reason == "no_data"


def test_modified_dietz_of_a_book() -> None:
    values, flows = month_with_flow(before_flow=104_000)
    pair = modified_dietz(
        np.stack((values, values)), Flows(np.stack((flows.inflow,) * 2), np.stack((flows.outflow,) * 2))
    )
    assert pair[1].value == modified_dietz(values, flows).value
