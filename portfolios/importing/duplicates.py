"""Lines of one file that repeat each other, recognised in twelve bytes a line (twice that for a moment at
the end).

A 63-bit hash and the line number are kept; among a million lines two different ones share a hash once in
some ten million files.
"""

from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np

from portfolios.importing.columns import FileKind
from portfolios.importing.messages import Code, RowError


class Repetitions:
    """Remembers the lines of a file and tells which repeat an earlier one."""

    def __init__(self, kind: FileKind[Any]) -> None:
        slots = {column.name: slot for slot, column in enumerate(kind.columns, start=1)}
        self._key = tuple(slots[name] for name in kind.key)
        self._key_when = slots[kind.key_when] if kind.key_when else None
        self._key_names = ", ".join(kind.key)
        self._hashes = array("q")
        self._lines = array("I")

    def add(self, row: tuple[Any, ...], cells: list[str]) -> None:
        """Remember a row by its key when that counts, else by the text of its cells."""
        if self._key and (self._key_when is None or row[self._key_when] is not None):
            mark = hash(tuple([row[slot] for slot in self._key])) | 1
        else:
            mark = hash(tuple(cells)) & ~1
        self._hashes.append(mark)
        self._lines.append(row[0])

    def errors(self) -> Iterator[RowError]:
        """One error for each line that repeats an earlier one, in the order of lines."""
        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        ordered = np.sort(hashes)
        repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(repeated):
            return
        first_of: dict[int, int] = {}
        for place in np.flatnonzero(np.isin(hashes, repeated)):
            mark, line = self._hashes[place], self._lines[place]
            first = first_of.setdefault(mark, line)
            if first != line:
                yield self._error(line, first, keyed=bool(mark & 1))

    def _error(self, line: int, first: int, *, keyed: bool) -> RowError:
        if keyed:
            return RowError(line, "", Code.DUPLICATE_KEY, {"first": str(first), "columns": self._key_names})
        return RowError(line, "", Code.DUPLICATE_LINE, {"first": str(first)})
