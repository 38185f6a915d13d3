"""What an import would do: a plan knows what is wrong with its lines and how to carry itself out.

Made when a file is parsed, for the preview, and again when it is committed, since the book may have moved on.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from portfolios.importing.matching import NotMatched
from portfolios.importing.messages import RowError
from portfolios.models import ImportBatch
from tenancy.permissions import Actor

type Note = Callable[[int], None]
"""Says how many rows have been done."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one field of one line; line 0 is the file as a whole."""

    line: int
    field: str
    code: str
    parameters: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were posted or stored, and how many were known already."""

    posted: int
    duplicates: int


class PlanFailed(Exception):
    """Carrying out the plan found problems that were not there when it was made; nothing is to be kept."""

    def __init__(self, problems: Iterable[LineProblem]) -> None:
        self.problems = list(problems)
        super().__init__(len(self.problems))


STORED_ERRORS = 1_000
"""Errors kept of one file, the first ones by line; all are counted."""


class Problems:
    """What is wrong with a file: all problems are counted, the first ones by line are kept."""

    def __init__(self, found: Iterable[LineProblem] = ()) -> None:
        self.count = 0
        self._kept: list[LineProblem] = []
        self.extend(found)

    def add(self, problem: LineProblem) -> None:
        """One more."""
        self.count += 1
        self._kept.append(problem)
        if len(self._kept) >= 4 * STORED_ERRORS:
            self._kept = self.first

    def extend(self, problems: Iterable[LineProblem]) -> None:
        """Several more."""
        for problem in problems:
            self.add(problem)

    @property
    def first(self) -> list[LineProblem]:
        """The first ones by line; those of one line in the order they were found."""
        return sorted(self._kept, key=attrgetter("line"))[:STORED_ERRORS]


class Plan(Protocol):
    """What the rows of one kind of file would do."""

    problems: list[LineProblem]
    known: int

    def examine(self, actor: Actor) -> None:
        """Note in `problems` what carrying it out would find; making the plan has noted what the lines refer to."""

    def commit(self, actor: Actor, batch: ImportBatch, note: Note) -> Outcome:
        """Do it, inside the caller's transaction. Raises `PlanFailed`."""


def problem_of(error: RowError) -> LineProblem:
    """The reader's error as a problem of the import."""
    return LineProblem(error.line, error.field, str(error.code), dict(error.params))


def not_matched(line: int, name: str, found: NotMatched) -> LineProblem:
    """An instrument that is not one the firm knows."""
    return LineProblem(line, name, str(found.code), dict(found.params))
