"""Fewer points with the same picture: largest triangle, three buckets."""

from collections.abc import Sequence


def largest_triangles(points: Sequence[tuple[float, float]], limit: int) -> list[int]:
    """Indices of at most `limit` points that keep the shape of the line, first and last among them.

    Of each bucket the point is kept that spans the largest triangle with the one kept before and the mean of
    the next bucket (Steinarsson, "Downsampling Time Series for Visual Representation", 2013). Ties keep the
    earlier one.
    """
    count = len(points)
    if limit >= count or limit < 3:
        return list(range(count)) if limit >= count else [0, count - 1][: max(limit, 0)]
    width = (count - 2) / (limit - 2)
    edges = [int(bucket * width) + 1 for bucket in range(limit - 1)] + [count]
    kept = [0]
    for start, stop, beyond in zip(edges, edges[1:], edges[2:], strict=False):
        kept.append(_largest(points, points[kept[-1]], start, stop, _mean(points[stop:beyond])))
    return [*kept, count - 1]


def _mean(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = zip(*points, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _largest(
    points: Sequence[tuple[float, float]],
    before: tuple[float, float],
    start: int,
    stop: int,
    ahead: tuple[float, float],
) -> int:
    """The index from `start` to before `stop` whose point spans the largest triangle with the other two."""
    x0, y0 = before
    dx, dy = x0 - ahead[0], ahead[1] - y0
    best, largest = start, -1.0
    for index in range(start, stop):
        x, y = points[index]
        area = abs(dx * (y - y0) - (x0 - x) * dy)
        if area > largest:
            best, largest = index, area
    return best
