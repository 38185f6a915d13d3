"""A figure that is missing is never zero and always has a reason."""

from pathlib import Path

import numpy as np
import pytest

from portfolios.analytics.figures import Reason, available, because, unavailable, worst


def test_a_single_figure_reads_as_value_or_reason() -> None:
    given = available(0.25, 12)
    assert (given.value, given.reason, given.count) == (0.25, None, 12)
    missing = unavailable(Reason.NO_DATA)
    assert (missing.value, missing.reason) == (None, "no_data")


def test_a_book_is_read_one_by_one() -> None:
    book = available([0.5, 0.7], [3, 1], reasons=because([False, True], Reason.TOO_FEW_OBSERVATIONS))
    assert [book[n].value for n in range(2)] == [0.5, None]
    assert book[1].reason == "too_few_observations"
    with pytest.raises(ValueError, match="size 1"):
        _ = book.value


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_no_figure(value: float) -> None:
    assert available(value, 1).reason == "out_of_range"


def test_another_unit_keeps_the_reason() -> None:
    assert available(4.0, 2).map(np.sqrt).value == 2.0
    assert unavailable(Reason.NO_ROOT).map(np.sqrt).reason == "no_root"
    assert available(0.0, 2).map(lambda v: 1 / v).reason == "out_of_range"


def test_the_first_reason_that_applies_wins() -> None:
    first, second = (
        because([True, False, False], Reason.NO_DATA),
        because([True, True, False], Reason.NO_ROOT),
    )
    assert worst(first, second).tolist() == [Reason.NO_DATA, Reason.NO_ROOT, Reason.NONE]


def test_every_reason_is_explained_to_the_reader() -> None:
    page = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")
    assert [reason.code for reason in Reason if reason and f"| `{reason.code}` |" not in page] == []
