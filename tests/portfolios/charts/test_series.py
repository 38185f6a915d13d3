"""Series, their gaps and their thinning."""

from collections.abc import Callable
from datetime import date

from portfolios.charts.series import Series, thinned_pieces

Days = Callable[[int], list[date]]


def test_gaps_cut_a_series_into_pieces(days: Days) -> None:
    series = Series("a", days(7), [None, 1, 2, None, float("nan"), 0, None])
    assert [[value for _, value in piece] for piece in series.pieces] == [[1, 2], [0]]
    assert series.last() == (days(7)[5], 0.0)


def test_nothing_known(days: Days) -> None:
    assert Series("a", days(3), [None] * 3).pieces == []
    assert Series("a", [], []).last() is None


def test_thinning_shares_the_points(days: Days) -> None:
    values = [float(i % 17) for i in range(1000)]
    values[400:420] = [None] * 20  # type: ignore[list-item]
    pieces = thinned_pieces(Series("a", days(1000), values), 240)
    assert len(pieces) == 2
    assert 200 < sum(map(len, pieces)) <= 240
    assert thinned_pieces(Series("a", [], []), 240) == []
