"""The life of warning and stop lines."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from compliance.rules.line_states import (
    LineEvent,
    LineRecord,
    Lines,
    LineState,
    TransitionRefused,
    act,
    observe,
    waive,
)
from compliance.rules.loss_lines import LineFacts

LINES = Lines(Decimal("0.85"), Decimal("0.80"))
ARMED = LineRecord(LineState.ARMED, date(2022, 1, 1))
TRIGGERED = LineRecord(LineState.TRIGGERED, date(2022, 1, 5))


def states(*unit_values: str, record: LineRecord = ARMED) -> list[LineState]:
    passed = []
    for number, unit_value in enumerate(unit_values, start=3):
        record, _ = observe(record, date(2022, 1, number), LineFacts(Decimal(unit_value)), LINES)
        passed.append(record.state)
    return passed


def test_a_value_below_the_warning_line_warns_the_same_day() -> None:
    record, event = observe(ARMED, date(2022, 1, 3), LineFacts(Decimal("0.849")), LINES)
    assert record == LineRecord(LineState.WARNED, date(2022, 1, 3))
    assert event == LineEvent(date(2022, 1, 3), LineState.ARMED, LineState.WARNED, Decimal("0.849"))


def test_a_value_below_the_stop_line_triggers_even_without_a_warning_before() -> None:
    assert states("0.849", "0.799") == [LineState.WARNED, LineState.TRIGGERED]
    assert states("0.799") == [LineState.TRIGGERED]


def test_a_day_without_change_is_no_event() -> None:
    record, event = observe(ARMED, date(2022, 1, 3), LineFacts(Decimal("0.95")), LINES)
    assert (record, event) == (ARMED, None)


def test_a_warning_ends_by_itself_and_a_trigger_does_not() -> None:
    assert states("0.849", "0.86") == [LineState.WARNED, LineState.ARMED]
    assert states("0.799", "0.86", "0.95") == [LineState.TRIGGERED] * 3


def test_a_decided_trigger_closes_above_the_lines_and_arms_again() -> None:
    decided, event = waive(
        TRIGGERED, date(2022, 1, 6), decided_by="compliance", reason="index fund, long horizon"
    )
    assert event.after is LineState.WAIVED
    assert (event.decided_by, event.reason) == ("compliance", "index fund, long horizon")
    assert states("0.79", "0.84", "0.86", "0.87", "0.849", record=decided) == [
        LineState.WAIVED,
        LineState.WAIVED,
        LineState.CLOSED,
        LineState.ARMED,
        LineState.WARNED,
    ]


@pytest.mark.parametrize("decide", [act, waive])
def test_a_decision_needs_a_reason_and_who_approved(
    decide: Callable[..., tuple[LineRecord, LineEvent]],
) -> None:
    for decided_by, reason in (("", "reason"), ("somebody", " ")):
        with pytest.raises(TransitionRefused, match="needs a reason"):
            decide(TRIGGERED, date(2022, 1, 6), decided_by=decided_by, reason=reason)
    with pytest.raises(TransitionRefused, match="nothing to decide"):
        decide(ARMED, date(2022, 1, 6), decided_by="somebody", reason="reason")


def test_acting_is_recorded() -> None:
    record, event = act(TRIGGERED, date(2022, 1, 6), decided_by="manager", reason="sold half")
    assert record == LineRecord(LineState.ACTION_TAKEN, date(2022, 1, 6), "manager", "sold half")
    assert event.before is LineState.TRIGGERED


def test_lines_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="below the warning line"):
        Lines(Decimal("0.80"), Decimal("0.80"))


def test_a_contract_may_have_one_line_only() -> None:
    record, _ = observe(ARMED, date(2022, 1, 3), LineFacts(Decimal("0.5")), Lines(Decimal("0.85"), None))
    assert record.state is LineState.WARNED
