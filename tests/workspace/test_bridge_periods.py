"""The period and currency of pages about changes."""

from datetime import date

import pytest
from django.http import QueryDict

from workspace.bridge_periods import NAMES, asked_of, form_of, period_choices, period_of

TODAY, BEGUN = date(2026, 5, 20), date(2020, 1, 7)


@pytest.mark.parametrize(
    ("code", "after", "until"),
    [
        ("month", date(2026, 4, 30), TODAY),
        ("last-month", date(2026, 3, 31), date(2026, 4, 30)),
        ("quarter", date(2026, 3, 31), TODAY),
        ("last-quarter", date(2025, 12, 31), date(2026, 3, 31)),
        ("year", date(2025, 12, 31), TODAY),
        ("last-year", date(2024, 12, 31), date(2025, 12, 31)),
        ("all", None, TODAY),
    ],
)
def test_a_period_leads_from_close_to_close(code: str, after: date | None, until: date) -> None:
    assert period_of(code, TODAY) == (after, until)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31)])
def test_every_period_has_a_day_on_any_day(today: date) -> None:
    for code in NAMES:
        after, until = period_of(code, today)
        assert after is None or after < until <= today


def asked(text: str, begun: date | None = BEGUN) -> tuple[str, date | None, date, str]:
    found, _ = asked_of(QueryDict(text), today=TODAY, begun=begun, currency="EUR")
    return found.code, found.after, found.until, found.currency


def test_free_dates_win_and_are_kept_within_what_there_is() -> None:
    assert asked("from_on=2026-02-01&until=2026-02-15&period=month") == (
        "",
        date(2026, 2, 1),
        date(2026, 2, 15),
        "EUR",
    )
    assert asked("from_on=2026-02-01&until=2030-01-01") == ("", date(2026, 2, 1), TODAY, "EUR")
    assert asked("from_on=2019-02-01") == ("", None, TODAY, "EUR"), "before everything began"
    assert asked("until=2026-02-15&currency=CHF") == ("", None, date(2026, 2, 15), "CHF")


def test_what_cannot_be_read_is_the_usual_period() -> None:
    assert asked("period=nonsense&currency=XXX") == ("year", date(2025, 12, 31), TODAY, "EUR")
    for text in ("from_on=2026-03-01&until=2026-02-01", "from_on=2026-05-20", "until=yesterday"):
        found, form = asked_of(QueryDict(text), today=TODAY, begun=BEGUN, currency="EUR")
        assert (found.code, bool(form.errors)) == ("year", True), text
        assert form_of(found, form, ["EUR", "USD"]).errors, "it is said where it has to be mended"
    assert asked("", begun=None) == ("year", None, TODAY, "EUR"), "nothing has begun"


def test_the_question_can_be_asked_again() -> None:
    for text in ("period=last-month&currency=USD", "from_on=2026-02-01&until=2026-02-15&currency=JPY"):
        found, form = asked_of(QueryDict(text), today=TODAY, begun=BEGUN, currency="EUR")
        assert asked(found.query(column="fees", row="")) == asked(text)
        assert "column=fees" in found.query(column="fees", row="")
        shown = form_of(found, form, ["EUR", found.currency])
        assert shown.initial["currency"] == found.currency
    choices = period_choices(found, portfolio="p", row="")
    assert [choice["current"] for choice in choices] == [False] * len(NAMES)
    assert choices[0]["url"] == "?period=month&currency=JPY&portfolio=p"
