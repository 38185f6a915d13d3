"""A household's figures over the API."""

from tests.caller import Caller, client_made, portfolio_made


def test_portfolios_are_added_up_and_moves_between_them_cancelled(api: Caller) -> None:
    home = api.made("/households/", {"reference": "H-1", "name": "Keller"})["id"]
    client = client_made(api, household=home)["id"]
    first, second = (portfolio_made(api, client, reference=name)["id"] for name in ("P-1", "P-2"))
    money = {"currency": "EUR", "trade_date": "2021-01-04"}
    moved = {"currency": "EUR", "trade_date": "2021-01-05", "amount": "400", "transfer_group": "own-1"}
    api.made(f"/portfolios/{first}/transactions/", [money | {"type": "deposit", "amount": "1000"}])
    api.made(f"/portfolios/{first}/transactions/", [moved | {"type": "transfer_out", "external": False}])
    api.made(f"/portfolios/{second}/transactions/", [moved | {"type": "transfer_in", "external": False}])
    holdings = api.read(f"/households/{home}/holdings/", as_of="2021-01-06")
    assert holdings["market_value"] == "1000.00"
    assert {(row["portfolio"], row["balance"]) for row in holdings["cash"]} == {
        (first, "600.00"),
        (second, "400.00"),
    }
    found = api.read(f"/households/{home}/performance/", from_="2021-01-04", to="2021-01-06")
    assert (found["closing_value"], found["external_flows"], found["absolute_gain"]) == (
        "1000.00",
        "0.00",
        "0.00",
    )
    assert found["incomplete_portfolios"] == []
    alone = api.read(f"/portfolios/{first}/performance/", from_="2021-01-04", to="2021-01-06")
    assert alone["external_flows"] == "-400.00", "for the portfolio it is a flow"
