"""The ledger against figures published by others, metric by metric and never by the name of a case."""

import pytest

from portfolios.ledger.entry_checks import check_entry
from tests.portfolios.ledger.cases import NOT_OF_THE_LEDGER, Answers, Case, Expected, all_cases

CASES = all_cases()
ROWS = [(case, row) for case in CASES for row in case.expected()]
ASKED = [
    (case, row)
    for case, row in ROWS
    if not NOT_OF_THE_LEDGER.fullmatch(row.metric) and not row.scope.startswith("variant:")
]


@pytest.mark.parametrize(
    ("case", "row"), ASKED, ids=[f"{case.id}-{row.metric}-{row.scope}-{row.as_of}" for case, row in ASKED]
)
def test_published_figure(case: Case, row: Expected) -> None:
    assert abs(Answers(case, row)() - row.value) <= max(row.tolerance, row.tolerance.__class__("1e-12"))


def test_enough_figures_are_asked() -> None:
    assert len(CASES) >= 30
    assert len(ASKED) >= 130


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_published_bookings_are_sound(case: Case) -> None:
    errors = [
        (entry.id, error)
        for entry in case.entries
        for error in check_entry(entry, None if entry.instrument is None else case.terms[entry.instrument])
    ]
    assert errors == []
