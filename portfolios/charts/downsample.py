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
    kept = [0]
    for bucket in range(limit - 2):
        start, stop = int(bucket * width) + 1, int((bucket + 1) * width) + 1
        ahead = points[stop : min(int((bucket + 2) * width) + 1, count)] or points[-1:]
        mean_x = sum(x for x, _ in ahead) / len(ahead)
        mean_y = sum(y for _, y in ahead) / len(ahead)
        before_x, before_y = points[kept[-1]]
        kept.append(
            max(
                range(start, stop),
                key=lambda i: abs(
                    (before_x - mean_x) * (points[i][1] - before_y)
                    - (before_x - points[i][0]) * (mean_y - before_y)
                ),
            )
        )
    return [*kept, count - 1]
