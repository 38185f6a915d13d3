"""The figures of a portfolio over the API."""

from decimal import Decimal
from typing import Any

import pytest

from tests.caller import Caller, instrument_made, portfolio_made


@pytest.fixture
def book(api: Caller) -> dict[str, str]:
    """10,000 EUR in; 10 US shares at 100 USD; dollars from 0.80 to 0.90 EUR, shares from 100 to 110."""
    portfolio = portfolio_made(api)["id"]
    share = instrument_made(api, "ACME", "USD")
    prices = [("2021-01-04", "100"), ("2021-01-05", "104"), ("2021-01-06", "110")]
    rates = [("2021-01-04", "0.80"), ("2021-01-05", "0.85"), ("2021-01-06", "0.90")]
    api.made("/prices/", [{"instrument": share, "on": on, "price": price} for on, price in prices])
    api.made("/fx-rates/", [{"base": "USD", "quote": "EUR", "on": on, "rate": rate} for on, rate in rates])
    api.made(
        f"/portfolios/{portfolio}/transactions/",
        [
            {"type": "deposit", "trade_date": "2021-01-04", "currency": "EUR", "amount": "10000"},
            {
                "type": "buy",
                "trade_date": "2021-01-04",
                "instrument": share,
                "quantity": "10",
                "price": "100",
                "fx_rate": "0.8",
                "fee": "8",
                "currency": "EUR",
                "amount": "808",
            },
        ],
    )
    return {"portfolio": portfolio, "share": share}


def read(api: Caller, book: dict[str, str], call: str, **query: Any) -> Any:
    """One of the portfolio's figures."""
    return api.read(f"/portfolios/{book['portfolio']}/{call}/", **query)


def test_holdings_say_what_they_are_made_of(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "holdings", as_of="2021-01-06")
    assert answer["complete"] is True
    assert answer["missing"] == []
    assert answer["market_value"] == "10182.00"
    [row] = answer["results"]
    expected = {
        "instrument": book["share"],
        "quantity": "10",
        "quantity_settled": "10",
        "cost_basis": "808.00",
        "price": "110",
        "price_on": "2021-01-06",
        "price_state": "complete",
        "fx_rate": "0.9",
        "fx_on": "2021-01-06",
        "market_value": "990.00",
        "accrued_interest": "0.00",
        "unrealized_gain": "182.00",
        "unrealized_price": "90.00",
        "unrealized_fx": "100.00",
    }
    assert {name: row[name] for name in expected} == expected
    [cash] = answer["cash"]
    assert (cash["balance"], cash["balance_settled"]) == ("9192.00", "9192.00")


def test_what_is_not_settled_yet_stands_beside(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "holdings", as_of="2021-01-05")
    assert (answer["results"][0]["quantity"], answer["results"][0]["quantity_settled"]) == ("10", "0")
    assert (answer["cash"][0]["balance"], answer["cash"][0]["balance_settled"]) == ("9192.00", "10000.00")


def test_conventions_are_echoed(api: Caller, book: dict[str, str]) -> None:
    query = {
        "to": "2021-01-06",
        "from_": "2021-01-04",
        "currency": "USD",
        "known_at": "2030-01-01T00:00:00Z",
        "cost_method": "average",
        "costs": "excluded",
        "flow_timing": "end",
        "precision": "full",
    }
    for call in ("holdings", "valuations", "returns", "performance", "positions", "realized-gains"):
        echoed = read(api, book, call, **query)["conventions"]
        assert echoed == {
            "as_of": "2021-01-06",
            "from": "2021-01-04",
            "to": "2021-01-06",
            "currency": "USD",
            "known_at": "2030-01-01T00:00:00Z",
            "cost_method": "average",
            "costs": "excluded",
            "flow_timing": "end",
            "precision": "full",
        }, call


def test_costs_and_currency_change_the_figures(api: Caller, book: dict[str, str]) -> None:
    [row] = read(api, book, "holdings", as_of="2021-01-06", costs="excluded")["results"]
    assert (row["cost_basis"], row["unrealized_gain"]) == ("800.00", "190.00")
    answer = read(api, book, "holdings", as_of="2021-01-06", currency="USD", costs="excluded")
    [row] = answer["results"]
    assert (row["market_value"], row["fx_rate"], row["unrealized_fx"]) == ("1100.00", "1", "0.00")
    assert Decimal(answer["market_value"]) == Decimal("11313.33"), "10,182 EUR over 0.90"


def test_full_precision_is_unrounded(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "holdings", as_of="2021-01-06", currency="USD", precision="full")
    assert answer["market_value"].startswith("11313.33333333")


def test_what_was_not_known_yet_is_left_out(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "holdings", as_of="2021-01-06", known_at="2021-01-06T00:00:00Z")
    assert (answer["results"], answer["market_value"]) == ([], "0.00")


def test_values_of_every_day(api: Caller, book: dict[str, str]) -> None:
    rows = read(api, book, "valuations", to="2021-01-06")["results"]
    assert [(row["as_of"], row["market_value"], row["inflow"], row["state"]) for row in rows] == [
        ("2021-01-04", "9992.00", "10000.00", "complete"),
        ("2021-01-05", "10076.00", "0.00", "complete"),
        ("2021-01-06", "10182.00", "0.00", "complete"),
    ]
    after = read(api, book, "valuations", from_="2021-01-05", to="2021-01-06")["results"]
    assert after == rows[2:], "a period begins after `from`"
    first = read(api, book, "valuations", to="2021-01-06", limit=2)
    assert first["results"] == rows[:2]
    assert first["next"] is not None


def test_returns_of_every_day(api: Caller, book: dict[str, str]) -> None:
    rows = read(api, book, "returns", from_="2021-01-04", to="2021-01-06")["results"]
    assert [row["on"] for row in rows] == ["2021-01-05", "2021-01-06"]
    assert float(rows[0]["return"]) == pytest.approx(10076 / 9992 - 1, abs=1e-12)
    assert float(rows[1]["return"]) == pytest.approx(10182 / 10076 - 1, abs=1e-12)


def test_performance_of_a_period(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "performance", from_="2021-01-04", to="2021-01-06")
    assert answer["complete"] is True
    assert (answer["opening_value"], answer["closing_value"]) == ("9992.00", "10182.00")
    assert (answer["external_flows"], answer["absolute_gain"]) == ("0.00", "190.00")
    assert float(answer["time_weighted_return"]) == pytest.approx(10182 / 9992 - 1, abs=1e-12)
    assert answer["benchmark_return"] is None
    assert answer["reasons"]["benchmark_return"] == "no_data"
    assert answer["reasons"]["money_weighted_return_annualized"] == "under_one_year"
    nulls = {name for name, value in answer.items() if value is None}
    assert nulls <= set(answer["reasons"]), "every null has its reason"


def test_performance_of_one_position(api: Caller, book: dict[str, str]) -> None:
    answer = read(api, book, "performance", to="2021-01-06", instrument=book["share"])
    assert (answer["closing_value"], answer["external_flows"]) == ("990.00", "808.00")
    assert (answer["absolute_gain"], answer["fees"]) == ("182.00", "8.00")
    assert float(answer["time_weighted_return"]) == pytest.approx(990 / 808 - 1, abs=1e-12)
    nobody = "0190f9f2-0000-7000-8000-000000000000"
    path = f"/portfolios/{book['portfolio']}/performance/"
    assert api.get(path, instrument=nobody).status_code == 422


def test_a_price_that_is_missing_is_named(api: Caller, book: dict[str, str]) -> None:
    other = instrument_made(api, "UNQUOTED")
    row = {
        "type": "transfer_in",
        "trade_date": "2021-01-05",
        "instrument": other,
        "quantity": "5",
        "currency": "EUR",
    }
    api.made(f"/portfolios/{book['portfolio']}/transactions/", row)
    answer = read(api, book, "holdings", as_of="2021-01-06")
    assert answer["complete"] is False
    assert answer["market_value"] is None
    assert [(each["why"], each["instrument"]) for each in answer["missing"]] == [("missing", other)]
    held = next(each for each in answer["results"] if each["instrument"] == other)
    assert (held["market_value"], held["price_state"]) == (None, "missing")
    day = read(api, book, "valuations", to="2021-01-06")["results"][-1]
    assert (day["market_value"], day["state"]) == (None, "incomplete")
    performance = read(api, book, "performance", to="2021-01-06")
    assert performance["complete"] is False
    assert performance["reasons"]["closing_value"] == "missing_value"


def test_realized_gains_by_lot(api: Caller, book: dict[str, str]) -> None:
    api.made(
        f"/portfolios/{book['portfolio']}/transactions/",
        {
            "type": "sell",
            "trade_date": "2021-01-06",
            "instrument": book["share"],
            "quantity": "4",
            "price": "110",
            "fx_rate": "0.9",
            "currency": "EUR",
            "amount": "396",
        },
    )
    [row] = read(api, book, "realized-gains", to="2021-01-06", costs="excluded")["results"]
    assert (row["acquired"], row["disposed"], row["quantity"]) == ("2021-01-04", "2021-01-06", "4")
    assert (row["cost"], row["proceeds"], row["gain"]) == ("320.00", "396.00", "76.00")
    assert (row["price_part"], row["fx_part"]) == ("36.00", "40.00")
    assert read(api, book, "realized-gains", from_="2021-01-06", to="2021-01-07")["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "06.01.2021"},
        {"as_of": "9999-12-31"},
        {"from": "2021-01-07", "to": "2021-01-06"},
        {"as_of": "2021-01-05", "to": "2021-01-06"},
        {"currency": "XXQ"},
        {"cost_method": "lifo"},
        {"costs": "half"},
        {"precision": "cents"},
        {"known_at": "yesterday"},
        {"flow_timing": "noon"},
        {"colour": "blue"},
    ],
)
def test_a_query_that_cannot_be_read_is_named(api: Caller, query: dict[str, str]) -> None:
    path = f"/portfolios/{portfolio_made(api)['id']}/holdings/"
    answer = api.get(path, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].lstrip("/") in query


def test_an_empty_portfolio_is_worth_nothing_and_has_no_returns(api: Caller) -> None:
    path = f"/portfolios/{portfolio_made(api)['id']}"
    assert api.read(f"{path}/holdings/", as_of="2021-01-06")["market_value"] == "0.00"
    performance = api.read(f"{path}/performance/", to="2021-01-06")
    assert performance["closing_value"] == "0.00"
    assert performance["time_weighted_return"] is None
    assert api.read(f"{path}/positions/", to="2021-01-06")["results"] == []
