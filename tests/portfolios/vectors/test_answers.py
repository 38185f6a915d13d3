"""Worked figures of others, answered by our own ledger and analytics; no test knows a case by its name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portfolios.vectors import Answer, answer_case, answer_cases
from portfolios.vectors.cases import case_of

DATA = Path(__file__).parents[2] / "data"
DECLINED = {"not_offered", "price_missing", "rate_missing", "too_few_observations"}
"""Why the product gives no figure that another system gives: the metric is not its own, or it will not
guess.
"""


def cases_in(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((DATA / folder).glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def answered(folder: str) -> list[tuple[dict[str, Any], Answer]]:
    cases = list(cases_in(folder))
    expected = [row for case in cases for row in case["expected"]]
    return list(zip(expected, answer_cases(cases), strict=True))


def label(value: Any) -> str:
    if isinstance(value, Answer):
        return f"{value.id}-{value.question.metric}-{value.question.scope}-{value.question.as_of}"
    return ""


@pytest.mark.parametrize(("expected", "answer"), answered("performance"), ids=label)
def test_figures_of_return_and_risk(expected: dict[str, Any], answer: Answer) -> None:
    if expected["value"] is None:
        assert (answer.value, answer.reason) == (None, expected["reason"])
    else:
        assert answer.value == pytest.approx(expected["value"], rel=1e-12, abs=expected["tolerance"])
        assert answer.reason is None


@pytest.mark.parametrize(("expected", "answer"), answered("vectors"), ids=label)
def test_figures_of_the_ledger_are_right_or_declined(expected: dict[str, Any], answer: Answer) -> None:
    if answer.value is None:
        assert answer.reason in DECLINED
    elif "without_rounding" in expected:
        assert answer.value == pytest.approx(expected["without_rounding"], rel=1e-9)
    else:
        assert answer.value == pytest.approx(expected["value"], rel=1e-12, abs=expected["tolerance"])


def test_most_figures_of_the_ledger_are_answered() -> None:
    answers = [answer for _, answer in answered("vectors")]
    assert sum(answer.value is not None for answer in answers) / len(answers) > 0.85


def test_the_expected_value_is_never_read() -> None:
    """Without any expected value, and with wrong ones, every answer is the same."""
    cases = [*cases_in("performance"), *cases_in("vectors")]
    asked = [
        {
            **case,
            "expected": [
                {k: v for k, v in row.items() if k not in ("value", "tolerance")} for row in case["expected"]
            ],
        }
        for case in cases
    ]
    wrong = [{**case, "expected": [{**row, "value": 123.456} for row in case["expected"]]} for case in cases]
    answers = [answer.as_json() for answer in answer_cases(cases)]
    assert [answer.as_json() for answer in answer_cases(asked)] == answers
    assert [answer.as_json() for answer in answer_cases(wrong)] == answers


def test_the_name_of_a_case_changes_nothing() -> None:
    cases = [*cases_in("performance"), *cases_in("vectors")]
    renamed = [{**case, "id": f"case {number}"} for number, case in enumerate(cases)]
    answers = [(answer.value, answer.reason) for answer in answer_cases(cases)]
    assert [(answer.value, answer.reason) for answer in answer_cases(renamed)] == answers


def answers_of(**stated: Any) -> list[Answer]:
    rows = [{"scope": "portfolio", "as_of": "2023-12-31", **row} for row in stated.pop("asked")]
    return list(answer_case(case_of({"id": "own", "base_currency": "EUR", "expected": rows, **stated})))


BOUGHT = {
    "date": "2023-01-02",
    "type": "BUY",
    "symbol": "S",
    "quantity": 10,
    "unit_price": 10,
    "currency": "EUR",
    "fee": 2,
    "tax": 1,
    "amount": 103,
}


def test_where_no_cash_is_modelled_what_is_paid_for_units_comes_from_outside() -> None:
    sold = {**BOUGHT, "date": "2023-06-01", "type": "SELL", "quantity": 5, "unit_price": 12, "amount": 57}
    paid = {"date": "2023-07-01", "type": "DIVIDEND", "symbol": "S", "currency": "EUR", "amount": 4}
    prices = [{"symbol": "S", "date": "2023-12-29", "price": 11, "currency": "EUR"}]
    asked = [{"metric": name} for name in ("closing_value", "net_external_flows", "absolute_gain")]
    answers = answers_of(transactions=[BOUGHT, sold, paid], prices=prices, asked=asked)
    assert [answer.value for answer in answers] == pytest.approx([55, 103 - 57 - 4, 13])


def test_a_missing_price_or_rate_is_named() -> None:
    rows = [{"metric": "market_value", "scope": "position:S"}]
    assert answers_of(transactions=[BOUGHT], asked=rows)[0].reason == "price_missing"
    later = [{"symbol": "S", "date": "2024-01-02", "price": 11, "currency": "EUR"}]
    assert answers_of(transactions=[BOUGHT], prices=later, asked=rows)[0].reason == "price_missing"
    dollars = [{**row, "currency": "USD"} for row in rows]
    known = [{"symbol": "S", "date": "2023-01-02", "price": 11, "currency": "EUR"}]
    assert answers_of(transactions=[BOUGHT], prices=known, asked=dollars)[0].reason == "rate_missing"
    cost = [{"metric": "cost_basis_fifo_incl_costs", "scope": "position:S", "currency": "USD"}]
    assert answers_of(transactions=[BOUGHT], prices=known, asked=cost)[0].reason == "rate_missing"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"metric": "no_such_metric"}, "not_offered"),
        ({"metric": "quantity", "scope": "planet:S"}, "not_offered"),
        ({"metric": "quantity", "scope": "position:X"}, "instrument_unknown"),
        ({"metric": "quantity", "scope": "account:X"}, "account_unknown"),
        ({"metric": "cash_balance", "scope": "account:X"}, "cash_not_modelled"),
        ({"metric": "quantity", "scope": "position:S", "as_of": None}, "date_missing"),
        ({"metric": "twr", "as_of": "year 2"}, "date_missing"),
        ({"metric": "twr", "from": "2024-06-30"}, "no_data"),
        ({"metric": "trade_return", "scope": "trade:1"}, "no_such_trade"),
        (
            {"metric": "avg_cost_price_avg_excl_costs", "scope": "position:S", "as_of": "2022-06-30"},
            "nothing_held",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(row: dict[str, Any], reason: str) -> None:
    assert [(answer.value, answer.reason) for answer in answers_of(transactions=[BOUGHT], asked=[row])] == [
        (None, reason)
    ]


def test_a_kind_of_booking_that_is_not_offered_is_declined() -> None:
    owed = {"date": "2023-01-02", "type": "LIABILITY", "currency": "EUR", "amount": 5}
    assert (
        answers_of(transactions=[owed], asked=[{"metric": "closing_value"}])[0].reason
        == "booking_not_offered"
    )


def test_a_short_trade_puts_in_its_proceeds() -> None:
    sold = {
        **BOUGHT,
        "type": "SELL",
        "date": "2022-12-31",
        "unit_price": 20,
        "fee": 0,
        "tax": 0,
        "amount": 200,
    }
    covered = {**BOUGHT, "date": "2023-12-31", "unit_price": 15, "fee": 0, "tax": 0, "amount": 150}
    metrics = ("trade_entry_value", "trade_exit_value", "trade_return", "trade_irr")
    asked = [{"metric": name, "scope": "trade:1"} for name in metrics]
    answers = answers_of(transactions=[sold, covered], asked=asked)
    assert [answer.value for answer in answers] == pytest.approx([200, 150, 0.25, 0.25])


def test_an_answer_is_one_line_of_json() -> None:
    answer = answers_of(transactions=[BOUGHT], asked=[{"metric": "fees_total", "from": "2022-12-31"}])[0]
    assert json.loads(answer.as_json()) == {
        "id": "own",
        "metric": "fees_total",
        "scope": "portfolio",
        "as_of": "2023-12-31",
        "from": "2022-12-31",
        "value": 2.0,
        "reason": None,
    }
