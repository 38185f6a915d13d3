"""A relaxed collector still frees what is not cyclic at once, and cycles when it searches."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from config.collector import MIDDLE, OLD, YOUNG, collector_relax


class Node:
    """Something that may refer to itself."""

    itself: "Node"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_searches_are_rarer_and_leave_out_what_was_there() -> None:
    assert gc.get_freeze_count() == 0
    collector_relax()
    assert gc.get_threshold() == (YOUNG, MIDDLE, OLD)
    assert gc.get_freeze_count() > 0


def test_what_comes_later_is_freed_as_before() -> None:
    collector_relax()
    plain, cyclic = Node(), Node()
    cyclic.itself = cyclic
    seen = weakref.ref(plain), weakref.ref(cyclic)
    del plain, cyclic
    assert seen[0]() is None
    gc.collect()
    assert seen[1]() is None
