"""The words of notices."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from clients.notices import TEMPLATES, ChangeText, Kind, ParametersDiffer, notice_text, parameters_checked

EXAMPLES = {
    Kind.TEXT: "P-1",
    Kind.MONEY: Decimal("1234567.8"),
    Kind.PERCENT: Decimal("0.1043"),
    Kind.DAY: date(2020, 3, 12),
}


def example(code: str) -> dict[str, Any]:
    values = {name: EXAMPLES[kind] for name, kind in TEMPLATES[code].parameters.items()}
    return parameters_checked(code, values | ({"currency": "EUR"} if "currency" in values else {}))


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_code_can_be_written_and_leaves_no_placeholder(code: str) -> None:
    text = notice_text(code, example(code))
    assert text.title
    assert text.body
    assert "%(" not in text.title + text.body


def test_figures_are_written_in_the_readers_language() -> None:
    values = example("depreciation")
    with translation.override("en"):
        english = notice_text("depreciation", values).body
    assert "10.43%" in english
    assert "12 Mar 2020" in english
    assert "1,234,567.80 EUR" in english
    with translation.override("zh-hans"):
        assert "2020年3月12日" in notice_text("depreciation", values).body


@pytest.mark.parametrize(
    "change",
    [{"fall": None}, {"extra": "x"}, {"fall": "much"}, {"on": "yesterday"}],
    ids=["missing", "unknown", "no number", "no day"],
)
def test_other_parameters_than_the_words_need_are_refused(change: dict[str, str | None]) -> None:
    values: dict[str, str | None] = {**example("depreciation"), **change}
    given = {name: value for name, value in values.items() if value is not None}
    with pytest.raises((ParametersDiffer, ValueError, ArithmeticError)):
        parameters_checked("depreciation", given)


def test_an_unknown_code_is_refused_when_written_and_still_readable_when_old() -> None:
    with pytest.raises(ParametersDiffer):
        parameters_checked("no_such_code", {})
    assert notice_text("no_such_code", {"text": "x"}).title


CONTRIBUTORS = [{"name": "Harbor Corp.", "change": Decimal("-1234.5"), "share": Decimal("-0.0423")}]


def test_a_list_of_changes_is_written_with_signs_and_may_be_left_out() -> None:
    given = parameters_checked("depreciation", {**example("depreciation"), "contributors": CONTRIBUTORS})
    assert given["contributors"] == [{"name": "Harbor Corp.", "change": "-1234.5", "share": "-0.0423"}]
    with translation.override("en"):
        text = notice_text("depreciation", given)
    assert text.changes == (ChangeText("Harbor Corp.", "−1,234.50 EUR", "−4.23%"),)
    assert notice_text("depreciation", example("depreciation")).changes == ()


@pytest.mark.parametrize("row", [{"name": "x"}, {"name": "x", "change": "much", "share": "0"}])
def test_a_change_that_cannot_be_written_is_refused(row: dict[str, str]) -> None:
    with pytest.raises((ParametersDiffer, ArithmeticError)):
        parameters_checked("depreciation", {**example("depreciation"), "contributors": [row]})
    with pytest.raises(ParametersDiffer):
        parameters_checked("stop_loss", {**example("stop_loss"), "contributors": []})
