"""Values over days, cut into unbroken pieces and thinned for drawing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from portfolios.charts.downsample import largest_triangles
from portfolios.charts.scale import Value, known

type Point = tuple[dt.date, float]


@dataclass(frozen=True, eq=False)
class Series:
    """A named value per day, days ascending. None is a gap in the line, never zero.

    `stepped` draws stairs: the value holds until the next one, as money put in does. (No slots: what is derived
    from the values is kept beside them, since a chart asks for it many times.)
    """

    name: str
    days: Sequence[dt.date]
    values: Sequence[Value]
    stepped: bool = False

    @cached_property
    def numbers(self) -> list[float | None]:
        """The values as floats, gaps as None."""
        return [known(value) for value in self.values]

    @cached_property
    def pieces(self) -> list[list[Point]]:
        """The unbroken stretches of known values."""
        pieces: list[list[Point]] = [[]]
        for day, value in zip(self.days, self.numbers, strict=True):
            if value is not None:
                pieces[-1].append((day, value))
            elif pieces[-1]:
                pieces.append([])
        return [piece for piece in pieces if piece]

    def last(self) -> Point | None:
        """The last known value with its day."""
        return self.pieces[-1][-1] if self.pieces else None


def thinned(piece: Sequence[Point], limit: int) -> list[Point]:
    """At most `limit` points of a stretch, its shape kept."""
    origin = piece[0][0].toordinal()
    indices = largest_triangles([(day.toordinal() - origin, value) for day, value in piece], limit)
    return [piece[index] for index in indices]


def thinned_pieces(series: Series, limit: int) -> list[list[Point]]:
    """All stretches of a series, sharing at most about `limit` points by their length."""
    total = sum(len(piece) for piece in series.pieces)
    return [thinned(piece, max(3, limit * len(piece) // total)) for piece in series.pieces]
