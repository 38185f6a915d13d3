"""The best closing price of a position since it was opened: what a trailing stop is measured from.

Read from the movements of units and from published prices alone. Not here: what a loss from it calls for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from portfolios.ledger.rows import MovementKind, UnitMovement

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A position held without a break, over all accounts: since which day, on which side, and what was split on the way.

    `splits` are (day, new units for one old) after the opening day.
    """

    opened_on: date
    is_short: bool
    splits: tuple[tuple[date, Decimal], ...] = ()


def held_runs(movements: Iterable[UnitMovement], as_of: date) -> dict[int, HeldRun]:
    """By instrument the run of every position that is held at the close of `as_of`.

    Closes of days count: what is sold and bought back, or moved between accounts, within a day breaks nothing. A position
    is opened on the first day at whose close it is held on that side. Units that a split or a stock dividend added for
    nothing are no purchase; they are kept as a split of the run.
    """
    runs: dict[int, HeldRun] = {}
    held: dict[int, Decimal] = {}
    past = (each for each in movements if each.on <= as_of)
    ordered = sorted(past, key=lambda each: (each.instrument, each.on))
    for (instrument, on), group in groupby(ordered, key=lambda each: (each.instrument, each.on)):
        listed = list(group)
        before = held.get(instrument, ZERO)
        after = before + sum((each.quantity for each in listed), ZERO)
        held[instrument] = after
        run = runs.get(instrument)
        if not after:
            runs.pop(instrument, None)
        elif run is None or run.is_short != (after < 0):
            runs[instrument] = HeldRun(on, is_short=after < 0)
        elif (ratio := _split_ratio(before, listed)) != 1:
            runs[instrument] = HeldRun(run.opened_on, run.is_short, (*run.splits, (on, ratio)))
    return runs


def _split_ratio(before: Decimal, movements: Iterable[UnitMovement]) -> Decimal:
    """New units for one old that came for nothing; 1 when none did."""
    grown = sum(
        (
            each.quantity
            for each in movements
            if each.kind is MovementKind.CORPORATE_ACTION and not each.gross
        ),
        ZERO,
    )
    return (before + grown) / before if grown and (before + grown) / before > 0 else Decimal(1)


def best_price(run: HeldRun, prices: Sequence[tuple[date, Decimal]], as_of: date) -> Decimal | None:
    """The highest closing price from the opening day to `as_of`, for a short position the lowest; None without a price.

    `prices` are published ones by rising day. The close of the opening day is the last price on or before it. A price
    from before a split counts in units of `as_of`.
    """
    counted = [(on, price) for on, price in prices if on <= as_of]
    known = [place for place, (on, _price) in enumerate(counted) if on <= run.opened_on]
    closes = [_in_units_of(as_of, on, price, run) for on, price in counted[known[-1] if known else 0 :]]
    if not closes:
        return None
    return min(closes) if run.is_short else max(closes)


def _in_units_of(as_of: date, on: date, price: Decimal, run: HeldRun) -> Decimal:
    for split_on, ratio in run.splits:
        if on < split_on <= as_of:
            price /= ratio
    return price
