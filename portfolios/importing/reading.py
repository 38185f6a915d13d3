"""What all parsers of values share: how a file is read, and how a value is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from portfolios.importing.messages import Code

type Parser[V] = Callable[[str], V | None]
"""From a cell's text to its value; None for a cell of blanks; raises `ValueRefused`."""

type DateOrder = Literal["day_first", "month_first"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of one file are read. None: the file does not show it and nobody declared it."""

    decimal_mark: Literal[".", ","] | None = None
    date_order: DateOrder | None = None


class ValueRefused(Exception):
    """A cell's text is not a value of its column; carries the code and the parameters of the message."""

    def __init__(self, code: Code, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
