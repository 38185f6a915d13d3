"""One measurement, the file all of them are written to, and the table they are printed as."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured. `ours` and `peer` are seconds of the same work, `ratio` is peer / ours.

    `floor` says how many times longer ours takes than the memory the work has to touch takes to be read. `rows` is what
    `seconds` were spent on. `equal`: the figures were held against somebody else's, or against a rebuild, and are the same.
    """

    name: str
    ours: float
    rows: int
    seconds: float
    equal: bool
    peer: float | None = None
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times longer the peer takes."""
        return None if self.peer is None else self.peer / self.ours


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of this process's processor time."""

    clock: float
    processor: float


def timed[T](work: Callable[[], T], *, times: int = 1) -> tuple[Spent, T]:
    """The work's answer and its best times of `times`: those least disturbed by what else the machine does."""
    found = []
    for _ in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        answer = work()
        found.append((time.perf_counter() - clock, time.process_time() - processor))
    return Spent(min(clock for clock, _ in found), min(processor for _, processor in found)), answer


def write(results: Sequence[Result], path: Path = RESULTS) -> None:
    """All results as JSON."""
    rows = [{**asdict(each), "ratio": each.ratio} for each in results]
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def table(results: Sequence[Result]) -> str:
    """All results as a table of Markdown."""
    lines = [
        "| measurement | rows | seconds | rows/s | ours | peer | ratio | × memory floor | equal |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {each.name} | {each.rows:,} | {each.seconds:.3f} | {each.rows / each.seconds:,.0f} | {each.ours:.3f} s "
        f"| {_or_nothing(each.peer, '{:.2f} s')} | {_or_nothing(each.ratio, '{:,.0f}')} "
        f"| {_or_nothing(each.floor, '{:.1f}')} | {'yes' if each.equal else 'NO'} |"
        for each in results
    ]
    return "\n".join(lines)


def _or_nothing(figure: float | None, form: str) -> str:
    return "" if figure is None else form.format(figure)
