"""Where a portfolio stands with its warning and stop lines: armed → warned → triggered → acted on or waived
→ closed.

Every step is an event the client and the supervisor hear of. No order follows by itself. A waiver needs a
reason and the person who approved it. Not here: who may do what.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from compliance.rules.loss_lines import Line, LineFacts, check_stop_line, check_warning_line


class LineState(StrEnum):
    """The states, in the order they are usually passed."""

    ARMED = "armed"
    WARNED = "warned"
    TRIGGERED = "triggered"
    ACTION_TAKEN = "action_taken"
    WAIVED = "waived"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a contract, in the unit of the value per unit; None where the contract has none."""

    warning: Decimal | None
    stop: Decimal | None

    def __post_init__(self) -> None:
        """Raise ValueError when the stop line is not below the warning line."""
        if self.warning is not None and self.stop is not None and self.stop >= self.warning:
            raise ValueError("the stop line lies below the warning line")


@dataclass(frozen=True, slots=True)
class LineRecord:
    """The state, since when, and for a waiver or an action who decided it and why."""

    state: LineState
    since: date
    decided_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One transition, to be told to client and supervisor."""

    on: date
    before: LineState
    after: LineState
    unit_value: Decimal | None
    decided_by: str = ""
    reason: str = ""


class TransitionRefused(ValueError):
    """A step that is not possible from the present state, or without what it needs."""


_DECIDED = frozenset({LineState.ACTION_TAKEN, LineState.WAIVED})


def observe(
    record: LineRecord, on: date, facts: LineFacts, lines: Lines
) -> tuple[LineRecord, LineEvent | None]:
    """The state after a day's value per unit, and the event if it changed.

    Touching the stop line triggers from any state but a decided one; a trigger stays until someone decides.
    Above both lines a warning ends, and what was decided is closed; from there the lines are armed again.
    """
    after = _observed(record.state, _zone(facts, lines))
    if after is record.state:
        return record, None
    return LineRecord(after, on), LineEvent(on, record.state, after, facts.unit_value)


def _zone(facts: LineFacts, lines: Lines) -> LineState:
    if lines.stop is not None and check_stop_line(facts, Line(lines.stop)):
        return LineState.TRIGGERED
    if lines.warning is not None and check_warning_line(facts, Line(lines.warning)):
        return LineState.WARNED
    return LineState.ARMED


def _observed(state: LineState, zone: LineState) -> LineState:
    if state is LineState.TRIGGERED:
        return state
    if state in _DECIDED:
        return LineState.CLOSED if zone is LineState.ARMED else state
    return zone


def act(record: LineRecord, on: date, *, decided_by: str, reason: str) -> tuple[LineRecord, LineEvent]:
    """Record what was done about a triggered stop line. Raises TransitionRefused elsewhere or without a
    reason.
    """
    return _decide(record, on, LineState.ACTION_TAKEN, decided_by, reason)


def waive(record: LineRecord, on: date, *, decided_by: str, reason: str) -> tuple[LineRecord, LineEvent]:
    """Record that nothing is done, why, and who approved. Raises TransitionRefused elsewhere or without
    either.
    """
    return _decide(record, on, LineState.WAIVED, decided_by, reason)


def _decide(
    record: LineRecord, on: date, after: LineState, decided_by: str, reason: str
) -> tuple[LineRecord, LineEvent]:
    if record.state is not LineState.TRIGGERED:
        raise TransitionRefused(f"nothing to decide: the state is {record.state}")
    if not decided_by.strip() or not reason.strip():
        raise TransitionRefused("a decision needs a reason and the person who approved it")
    decided = replace(record, state=after, since=on, decided_by=decided_by, reason=reason)
    return decided, LineEvent(on, record.state, after, None, decided_by, reason)
