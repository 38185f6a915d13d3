"""Portfolios, accounts and mandates over the API."""

from decimal import Decimal

from tests.caller import Caller, client_made, instrument_made, portfolio_made

NOBODY = "0190f9f2-0000-7000-8000-000000000000"


def test_a_portfolio_starts_with_one_account_of_each_kind(api: Caller) -> None:
    portfolio = portfolio_made(api)
    assert portfolio["cost_method"] == "fifo"
    assert portfolio["flow_timing"] == "in_start_out_end", "the firm's"
    accounts = api.read("/accounts/", portfolio=portfolio["id"])["results"]
    by_kind = {account["kind"]: account for account in accounts}
    assert len(accounts) == 2
    assert by_kind["cash"]["currency"] == "EUR"
    assert by_kind["custody"]["currency"] is None
    assert by_kind["custody"]["cash_account"] == by_kind["cash"]["id"]


def test_a_portfolio_of_nobody_is_not_found(api: Caller) -> None:
    body = {"client": NOBODY, "reference": "P-1", "name": "A", "currency": "EUR", "opened_on": "2020-01-01"}
    answer = api.post("/portfolios/", body)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "/client"


def test_what_may_change_of_a_portfolio(api: Caller) -> None:
    portfolio = portfolio_made(api)
    path = f"/portfolios/{portfolio['id']}/"
    changed = api.patch(path, {"name": "Pension", "cost_method": "average", "closed_on": "2024-01-01"})
    assert changed.status_code == 200
    assert changed.json()["cost_method"] == "average"
    assert api.read(path)["closed_on"] == "2024-01-01"
    assert api.patch(path, {"currency": "USD"}).status_code == 400
    early = api.patch(path, {"closed_on": "2019-01-01"})
    assert early.status_code == 422
    assert early.json()["errors"][0]["pointer"] == "/closed_on"


def test_an_unknown_currency_is_refused(api: Caller) -> None:
    body = {"client": client_made(api)["id"], "reference": "P", "name": "A", "opened_on": "2020-01-01"}
    answer = api.post("/portfolios/", body | {"currency": "XXQ"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/currency"


def test_further_accounts(api: Caller) -> None:
    portfolio = portfolio_made(api)
    dollars = api.made(
        "/accounts/", {"portfolio": portfolio["id"], "kind": "cash", "currency": "USD", "number": "USD-1"}
    )
    custody = api.made(
        "/accounts/",
        {"portfolio": portfolio["id"], "kind": "custody", "number": "S-2", "cash_account": dollars["id"]},
    )
    assert custody["cash_account"] == dollars["id"]
    again = {"portfolio": portfolio["id"], "kind": "cash", "currency": "USD", "number": "USD-1"}
    assert api.post("/accounts/", again).status_code == 409
    none = api.post("/accounts/", {"portfolio": portfolio["id"], "kind": "cash", "number": "X"})
    assert none.status_code == 422
    assert none.json()["errors"][0]["pointer"] == "/currency"


def test_another_portfolios_cash_account_is_refused(api: Caller) -> None:
    first = portfolio_made(api)
    second = portfolio_made(api, first["client"], reference="P-2")
    cash = next(a for a in api.read("/accounts/", portfolio=first["id"])["results"] if a["kind"] == "cash")
    body = {"portfolio": second["id"], "kind": "custody", "number": "S", "cash_account": cash["id"]}
    answer = api.post("/accounts/", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/cash_account"


def test_a_mandate_is_recorded_in_versions(api: Caller) -> None:
    path = f"/portfolios/{portfolio_made(api)['id']}/mandates/"
    body = {
        "type": "discretionary",
        "effective_from": "2020-01-01",
        "rule_pack": "EU",
        "benchmark": [{"instrument": instrument_made(api), "weight": "1"}],
        "rebalanced": "monthly",
        "allocation": [{"asset_class": "equity", "target": "0.6", "minimum": "0.5", "maximum": "0.7"}],
        "limits": [{"rule": "cash_floor", "value": "0.02"}],
        "cadence": "quarterly",
    }
    made = api.made(path, body)
    assert made["version"] == 1
    assert {name: made[name] for name in ("benchmark", "allocation")} == {
        name: body[name] for name in ("benchmark", "allocation")
    }
    assert Decimal(made["limits"][0]["value"]) == Decimal("0.02")
    api.made(path, body | {"effective_from": "2021-01-01", "limits": []})
    assert [row["version"] for row in api.read(path)["results"]] == [1, 2]


def test_a_mandate_that_cannot_be_kept_is_refused(api: Caller) -> None:
    path = f"/portfolios/{portfolio_made(api)['id']}/mandates/"
    body = {"type": "advisory", "effective_from": "2020-01-01", "rule_pack": "EU"}
    weights = api.post(path, body | {"benchmark": [{"instrument": instrument_made(api), "weight": "0.5"}]})
    assert weights.status_code == 422
    assert weights.json()["errors"][0]["pointer"] == "/benchmark"
    rule = api.post(path, body | {"limits": [{"rule": "no_such_rule", "value": "1"}]})
    assert rule.status_code == 422
    assert rule.json()["errors"][0]["pointer"] == "/limits/0/rule"
    value = api.post(path, body | {"limits": [{"rule": "instrument_weight", "value": "2"}]})
    assert value.status_code == 422
    assert value.json()["errors"][0]["pointer"] == "/limits/0/value"
    unknown = api.post(path, body | {"benchmark": [{"instrument": NOBODY, "weight": "1"}]})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/benchmark/0/instrument"
