"""The filters templates use for figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation


def rendered(source: str, **values: object) -> str:
    """A snippet of a template with the filters loaded."""
    return Template("{% load figures %}" + source).render(Context(values))


@pytest.mark.parametrize(
    "expression",
    [
        "money",
        "quantity",
        "price",
        "percent",
        "compact",
        "signed",
        "signed_percent",
        "day",
        "month",
        "moment",
    ],
)
def test_nothing_known_is_said_and_never_zero(expression: str) -> None:
    with translation.override("en"):
        text = rendered("{{ value|" + expression + " }}", value=None)
    assert "0" not in text
    assert 'title="incomplete"' in text
    assert '<span class="visually-hidden">incomplete</span>' in text


def test_the_reason_is_given_and_escaped() -> None:
    text = rendered('{{ value|money:"EUR"|reason:why }}', value=None, why='No price since "<1 May>"')
    assert 'title="No price since &quot;&lt;1 May&gt;&quot;"' in text


def test_a_reason_does_not_touch_a_known_figure() -> None:
    assert rendered('{{ value|money:"EUR"|reason:"late" }}', value=Decimal(5)) == "5.00"


def test_money_follows_the_currency_and_the_language() -> None:
    with translation.override("en"):
        assert rendered('{{ value|money:"JPY" }}', value=Decimal("1234.4")) == "1,234"
        assert rendered("{{ value|money:0 }}", value=Decimal("-1234.4")) == "−1,234"
    with translation.override("de-ch"):
        assert rendered('{{ value|money:"CHF" }}', value=Decimal("1234.4")) == "1’234.40"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [("0.1597", "move-gain", "▲</span>+15.97%"), ("-0.0577", "move-loss", "▼</span>−5.77%")],
)
def test_a_change_has_sign_mark_and_class(value: str, kind: str, text: str) -> None:
    with translation.override("en"):
        output = rendered("{{ value|signed_percent }}", value=Decimal(value))
    assert f'class="move {kind}"' in output
    assert text in output


def test_no_change_has_no_direction() -> None:
    assert (
        rendered("{{ value|signed_percent }}", value=Decimal("0.00001")) == '<span class="move">0.00%</span>'
    )
    assert rendered('{{ value|signed:"EUR" }}', value=Decimal(0)) == '<span class="move">0.00</span>'


def test_move_names_the_direction() -> None:
    assert [rendered("{{ value|move }}", value=v) for v in (Decimal(1), Decimal(-1), Decimal(0), None)] == [
        "gain",
        "loss",
        "",
        "",
    ]


def test_a_moment_is_shown_in_the_current_zone(settings: object) -> None:
    moment = dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC)
    with translation.override("en"):
        assert rendered(
            "{% load tz %}{% timezone 'Asia/Shanghai' %}{{ value|day }}{% endtimezone %}", value=moment
        ) == ("1 Oct 2026")
        assert rendered(
            "{% load tz %}{% timezone 'Asia/Shanghai' %}{{ value|moment }}{% endtimezone %}", value=moment
        ) == ("1 Oct 2026, 07:30")
