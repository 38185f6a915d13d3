"""The 10 % notice: the official examples, the order of flows, and what must hold for any history."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rules.depreciation import (
    DataAlert,
    DataReason,
    DayFacts,
    DepreciationState,
    Flows,
    Notice,
    start,
    step,
)
from compliance.rules.facts import FigureState

BEGIN = date(2022, 1, 1)


class Weekdays:
    """Monday to Friday, without holidays."""

    def is_business_day(self, day: date, /) -> bool:
        return day.weekday() < 5


CALENDAR = Weekdays()
type Outcome = Notice | DataAlert | None
type History = list[tuple[Decimal | None, Flows]]


def day(
    number: int, value: str | None, *, state: FigureState = FigureState.COMPLETE, **flows: str
) -> DayFacts:
    known = FigureState.INCOMPLETE if value is None else state
    amounts = {name: Decimal(amount) for name, amount in flows.items()}
    return DayFacts(
        BEGIN + timedelta(days=number), known, None if value is None else Decimal(value), Flows(**amounts)
    )


def follow(base: str | None, *days: DayFacts) -> tuple[DepreciationState, list[Outcome]]:
    state = start(BEGIN, None if base is None else Decimal(base))
    outcomes: list[Outcome] = []
    for facts in days:
        state, outcome = step(state, facts, calendar=CALENDAR)
        outcomes.append(outcome)
    return state, outcomes


def multiples(outcomes: list[Outcome]) -> list[int | None]:
    return [outcome.multiple if isinstance(outcome, Notice) else None for outcome in outcomes]


def test_the_worked_figures_one_after_another() -> None:
    _, outcomes = follow(
        "100000",
        day(3, "90001"),
        day(4, "90000"),
        day(5, "81000"),
        day(6, "79500"),
        day(7, "70000"),
        day(10, "69999"),
    )
    assert multiples(outcomes) == [None, 1, None, 2, 3, None]


def test_the_next_period_starts_from_its_own_value() -> None:
    _, outcomes = follow("70000", day(3, "63001"), day(4, "63000"))
    assert multiples(outcomes) == [None, 1]


def test_what_the_notice_says() -> None:
    _, [outcome] = follow("100000", day(4, "79500"))
    assert outcome == Notice(
        on=date(2022, 1, 5),
        deadline=date(2022, 1, 5),
        period_start=BEGIN,
        base=Decimal(100000),
        value=Decimal(79500),
        total_value=Decimal(79500),
        uninvested=Decimal(0),
        fall=Decimal("0.205"),
        multiple=2,
        previous_multiple=0,
        step=Decimal("0.10"),
        is_estimated=False,
    )


def test_uninvested_cash_does_not_cover_up_a_fall() -> None:
    state, outcomes = follow("100000", day(3, "108000", cash_in="20000"))
    assert multiples(outcomes) == [1]
    notice = outcomes[0]
    assert isinstance(notice, Notice)
    assert (notice.value, notice.uninvested, notice.total_value) == (
        Decimal(88000),
        Decimal(20000),
        Decimal(108000),
    )
    assert state.base == 100000


def test_invested_cash_belongs_to_the_base() -> None:
    state, outcomes = follow("100000", day(3, "108000", cash_in="20000", net_purchases="20000"))
    assert multiples(outcomes) == [1]
    assert (state.base, state.uninvested) == (120000, 0)
    _, outcomes = follow("100000", day(3, "108001", cash_in="20000", net_purchases="20000"))
    assert multiples(outcomes) == [None]


def test_only_added_cash_moves_to_the_base_when_more_is_bought() -> None:
    state, _ = follow("100000", day(3, "100000", net_purchases="50000"))
    assert state.base == 100000
    state, _ = follow("100000", day(3, "120000", cash_in="20000"), day(4, "120000", net_purchases="50000"))
    assert (state.base, state.uninvested) == (120000, 0)


def test_sales_move_nothing() -> None:
    state, _ = follow("100000", day(3, "120000", cash_in="20000", net_purchases="-5000"))
    assert (state.base, state.uninvested) == (100000, 20000)


def test_assets_received_in_kind_belong_to_the_base() -> None:
    state, outcomes = follow("100000", day(3, "135000", in_kind_in="50000"))
    assert state.base == 150000
    assert multiples(outcomes) == [1]


def test_a_withdrawal_takes_the_uninvested_cash_first() -> None:
    state, outcomes = follow(
        "100000", day(3, "120000", cash_in="20000"), day(4, "105000", withdrawals="15000")
    )
    assert (state.base, state.uninvested) == (100000, 5000)
    assert multiples(outcomes) == [None, None]


def test_a_withdrawal_shrinks_the_base_by_its_share() -> None:
    state, outcomes = follow("100000", day(3, "80000", withdrawals="20000"))
    assert state.base == 80000
    assert multiples(outcomes) == [None]
    state, _ = follow("100000", day(3, "105000", cash_in="5000"), day(4, "85000", withdrawals="20000"))
    assert (state.base, state.uninvested) == (85000, 0)


def test_what_leaves_in_kind_does_not_touch_the_uninvested_cash() -> None:
    state, _ = follow("100000", day(3, "120000", cash_in="20000"), day(4, "70000", in_kind_out="50000"))
    assert (state.base, state.uninvested) == (50000, 20000)


@pytest.mark.parametrize(("value", "multiple"), [("60000.01", None), ("60000", 1)])
def test_a_base_that_is_no_round_decimal_is_still_exact(value: str, multiple: int | None) -> None:
    state, outcomes = follow("100000", day(3, "66000", withdrawals="33000"), day(4, value))
    assert state.base == Fraction(200000, 3)
    assert multiples(outcomes) == [None, multiple]


def test_everything_withdrawn_leaves_nothing_to_notify() -> None:
    state, outcomes = follow(
        "100000", day(3, "0", withdrawals="95000"), day(4, "0"), day(5, "1000", cash_in="1000")
    )
    assert state.base == 0
    assert multiples(outcomes) == [None, None, None]


def test_a_portfolio_that_opens_within_the_period_begins_with_its_first_purchases() -> None:
    _, outcomes = follow(
        "0",
        day(3, "50000", cash_in="50000"),
        day(4, "50000", net_purchases="40000"),
        day(5, "46000"),
        day(6, "46001"),
    )
    assert multiples(outcomes) == [None, None, 1, None]


@pytest.mark.parametrize(
    ("on", "deadline"),
    [
        (date(2022, 1, 7), date(2022, 1, 7)),
        (date(2022, 1, 8), date(2022, 1, 10)),
        (date(2022, 1, 9), date(2022, 1, 10)),
    ],
)
def test_a_fall_on_a_day_off_is_due_at_the_close_of_the_next_business_day(on: date, deadline: date) -> None:
    facts = DayFacts(on, FigureState.COMPLETE, Decimal(90000))
    _, outcome = step(start(BEGIN, Decimal(100000)), facts, calendar=CALENDAR)
    assert isinstance(outcome, Notice)
    assert outcome.deadline == deadline


def test_an_incomplete_valuation_decides_nothing_and_is_due_like_the_notice() -> None:
    state, [outcome] = follow("100000", DayFacts(date(2022, 1, 8), FigureState.INCOMPLETE, None))
    assert outcome == DataAlert(date(2022, 1, 8), date(2022, 1, 10), DataReason.VALUATION_INCOMPLETE)
    assert state.notified == 0


def test_flows_of_a_day_without_value_count_on_the_next_day_with_one() -> None:
    state, outcomes = follow("100000", day(3, None, withdrawals="20000"), day(4, "72000"), day(5, "71000"))
    assert state.base == Fraction(100000) * Fraction(72, 92)
    assert isinstance(outcomes[0], DataAlert)
    assert [outcome is None for outcome in outcomes[1:]] == [True, True]


def test_several_days_without_value_are_taken_in_their_order() -> None:
    together, _ = follow("100000", day(3, "120000", cash_in="20000"), day(4, "110000", withdrawals="10000"))
    waiting, outcomes = follow(
        "100000", day(3, None, cash_in="20000"), day(4, None, withdrawals="10000"), day(5, "110000")
    )
    assert (waiting.base, waiting.uninvested) == (together.base, together.uninvested) == (100000, 10000)
    assert waiting.pending == ()
    assert isinstance(outcomes[1], DataAlert)


def test_an_estimated_valuation_decides_and_says_so() -> None:
    _, [outcome] = follow("100000", day(3, "90000", state=FigureState.ESTIMATED))
    assert isinstance(outcome, Notice)
    assert outcome.is_estimated
    _, outcomes = follow("100000", day(3, None), day(4, "90000"))
    assert isinstance(outcomes[1], Notice)
    assert outcomes[1].is_estimated


def test_without_the_value_at_the_beginning_every_day_is_a_data_alert() -> None:
    _, outcomes = follow(None, day(3, "100000"), day(4, "50000"))
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, DataAlert)] == [
        DataReason.BASE_MISSING
    ] * 2


def test_a_smaller_step_of_the_firms_own() -> None:
    state = start(BEGIN, Decimal(100000))
    _, outcome = step(state, day(3, "94999"), calendar=CALENDAR, size=Decimal("0.05"))
    assert isinstance(outcome, Notice)
    assert (outcome.multiple, outcome.step) == (1, Decimal("0.05"))


def test_more_than_everything_lost_goes_on_counting() -> None:
    _, outcomes = follow("100000", day(3, "-5000"))
    assert multiples(outcomes) == [10]


def test_days_out_of_order_are_refused() -> None:
    state, _ = follow("100000", day(3, "95000"))
    with pytest.raises(ValueError, match="does not come after"):
        step(state, day(3, "95000"), calendar=CALENDAR)
    with pytest.raises(ValueError, match="does not come after"):
        step(start(BEGIN, Decimal(1)), day(-1, "1"), calendar=CALENDAR)


def test_contradictory_facts_are_refused() -> None:
    with pytest.raises(ValueError, match="exactly when"):
        DayFacts(BEGIN, FigureState.COMPLETE, None)
    with pytest.raises(ValueError, match="exactly when"):
        DayFacts(BEGIN, FigureState.INCOMPLETE, Decimal(1))
    with pytest.raises(ValueError, match="not negative"):
        Flows(withdrawals=Decimal(-1))


money = st.decimals(min_value=0, max_value=1_000_000, places=2)
some_flows = st.builds(
    Flows,
    in_kind_in=st.one_of(st.just(Decimal(0)), money),
    cash_in=st.one_of(st.just(Decimal(0)), money),
    withdrawals=st.one_of(st.just(Decimal(0)), money),
    in_kind_out=st.one_of(st.just(Decimal(0)), money),
    net_purchases=st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2),
)
values = st.one_of(st.none(), st.decimals(min_value=1, max_value=3_000_000, places=2))
histories = st.lists(st.tuples(values, some_flows), max_size=12)


def as_days(history: History) -> list[DayFacts]:
    return [
        DayFacts(
            BEGIN + timedelta(days=number),
            FigureState.INCOMPLETE if value is None else FigureState.COMPLETE,
            value,
            flows,
        )
        for number, (value, flows) in enumerate(history, start=1)
    ]


@given(base=money, history=histories)
def test_multiples_only_rise_and_the_state_survives_storage(base: Decimal, history: History) -> None:
    state = start(BEGIN, base)
    highest = 0
    for facts in as_days(history):
        stored = DepreciationState.from_json(json.loads(json.dumps(state.to_json())))
        assert stored == state
        state, outcome = step(stored, facts, calendar=CALENDAR)
        if isinstance(outcome, Notice):
            assert outcome.previous_multiple == highest < outcome.multiple == state.notified
            assert outcome.deadline >= outcome.on
            highest = outcome.multiple
        assert state.notified == highest
        assert state.uninvested >= 0
        assert state.base is not None
        assert state.base >= 0


@given(base=money, history=histories, factor=st.integers(min_value=2, max_value=1000))
def test_the_size_of_the_portfolio_does_not_matter(base: Decimal, history: History, factor: int) -> None:
    def scaled(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else amount * factor

    large = [
        (
            scaled(value),
            Flows(
                *(
                    amount * factor
                    for amount in (f.in_kind_in, f.cash_in, f.withdrawals, f.in_kind_out, f.net_purchases)
                )
            ),
        )
        for value, f in history
    ]
    small_outcomes = run(start(BEGIN, base), as_days(history))
    large_outcomes = run(start(BEGIN, base * factor), as_days(large))
    assert multiples(small_outcomes) == multiples(large_outcomes)


def run(state: DepreciationState, days: list[DayFacts]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for facts in days:
        state, outcome = step(state, facts, calendar=CALENDAR)
        outcomes.append(outcome)
    return outcomes


@given(
    base=st.decimals(min_value=1, max_value=1_000_000, places=2),
    before=st.decimals(min_value=1, max_value=1_000_000, places=2),
    share=st.integers(min_value=1, max_value=99),
)
def test_a_withdrawal_or_deposit_by_itself_neither_triggers_nor_prevents(
    base: Decimal, before: Decimal, share: int
) -> None:
    taken = before * share / 100
    plain = run(start(BEGIN, base), [DayFacts(date(2022, 1, 3), FigureState.COMPLETE, before)])
    withdrawn = run(
        start(BEGIN, base),
        [DayFacts(date(2022, 1, 3), FigureState.COMPLETE, before - taken, Flows(withdrawals=taken))],
    )
    added = run(
        start(BEGIN, base),
        [DayFacts(date(2022, 1, 3), FigureState.COMPLETE, before + taken, Flows(cash_in=taken))],
    )
    assert multiples(plain) == multiples(withdrawn) == multiples(added)


@given(base=st.integers(min_value=1, max_value=10**9), multiple=st.integers(min_value=1, max_value=9))
def test_the_boundary_is_exact(base: int, multiple: int) -> None:
    at = Decimal(base) * (10 - multiple) / 10
    above = at + Decimal("1e-8")
    assert multiples(
        run(start(BEGIN, Decimal(base)), [DayFacts(date(2022, 1, 3), FigureState.COMPLETE, at)])
    ) == [multiple]
    expected = multiple - 1 or None
    assert multiples(
        run(start(BEGIN, Decimal(base)), [DayFacts(date(2022, 1, 3), FigureState.COMPLETE, above)])
    ) == [expected]
