"""What a file's columns are: declared once as data, for reading, for documentation and for the template file.

Not here: the columns of any one kind of file (see `kinds`).
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from portfolios.importing.messages import Code
from portfolios.importing.reading import Parser, Reading

type Sort = Literal["text", "choice", "boolean", "number", "date", "lots"]
type FieldProblem = tuple[str, Code, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ParserOf:
    """How cells of one sort are read: given how the file is written (`bind`), a parser. `choices` for
    documentation.
    """

    sort: Sort
    bind: Callable[[Reading], Parser[Any]]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name (also the row's field), titles, other spellings, and how its cells are read.

    `title` and `description` are English and marked for translation; `chinese` is the header of the Chinese
    template. `repeats` says that the same few values come back on many lines, so that each is parsed once.
    """

    name: str
    title: str
    chinese: str
    description: str
    parser: ParserOf
    synonyms: tuple[str, ...] = ()
    required: bool = False
    repeats: bool = True

    def headers(self) -> Iterator[str]:
        """Every header text that means this column, as declared."""
        yield self.name
        yield self.title
        yield self.chinese
        yield from self.synonyms


@dataclass(frozen=True, slots=True)
class FileKind[R: tuple[Any, ...]]:
    """One kind of file: its columns in the order of the row's fields, and what holds between them.

    `one_of` are columns of which at least one must be present. `key` names the columns that together may
    stand only once in a file; it counts for the lines where `key_when` is filled, and for all lines when
    that is "". Lines without a counting key may not repeat each other word for word. `check` finds what is
    wrong between the fields of one row. `examples` are the lines of the template file.
    """

    code: str
    title: str
    description: str
    columns: tuple[Column, ...]
    build: Callable[[Iterable[Any]], R]
    check: Callable[[R], Sequence[FieldProblem]]
    key: tuple[str, ...] = ()
    key_when: str = ""
    one_of: tuple[str, ...] = ()
    examples: tuple[Mapping[str, str], ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def by_header(self) -> dict[str, Column]:
        """From normalised header text to column."""
        return {normal_header(header): column for column in self.columns for header in column.headers()}


def normal_header(text: str) -> str:
    """A header reduced to its letters and digits, without case, width, accents of spacing or punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
