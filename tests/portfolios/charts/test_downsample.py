"""Fewer points, same picture."""

import random

from portfolios.charts.downsample import largest_triangles


def walk(count: int, seed: int = 20261123) -> list[tuple[float, float]]:
    """A random walk."""
    print(f"seed {seed}")
    chance, level = random.Random(seed), 0.0  # noqa: S311
    points = []
    for index in range(count):
        level += chance.gauss(0, 1)
        points.append((float(index), level))
    return points


def test_few_points_are_all_kept() -> None:
    points = walk(10)
    assert largest_triangles(points, 10) == list(range(10))
    assert largest_triangles(points, 240) == list(range(10))


def test_ends_are_kept_and_order_holds() -> None:
    points = walk(5000)
    kept = largest_triangles(points, 240)
    assert len(kept) == 240
    assert (kept[0], kept[-1]) == (0, 4999)
    assert kept == sorted(set(kept))


def test_a_single_spike_survives() -> None:
    points = [(float(i), 0.0) for i in range(1000)]
    points[617] = (617.0, 50.0)
    assert 617 in largest_triangles(points, 40)


def test_tiny_limits_and_nothing() -> None:
    points = walk(50)
    assert largest_triangles(points, 2) == [0, 49]
    assert largest_triangles(points, 1) == [0]
    assert largest_triangles([], 240) == []


def test_the_extremes_of_a_walk_stay_within_sight() -> None:
    points = walk(3000)
    kept = [points[i][1] for i in largest_triangles(points, 240)]
    span = max(y for _, y in points) - min(y for _, y in points)
    assert max(y for _, y in points) - max(kept) < span * 0.02
    assert min(kept) - min(y for _, y in points) < span * 0.02
