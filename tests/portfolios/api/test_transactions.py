"""Posting, listing and reversing transactions over the API."""

from decimal import Decimal
from typing import Any

import pytest

from portfolios.models import Transaction
from tenancy.models import Tenant
from tenancy.scope import tenant_scope
from tests.caller import Caller, instrument_made, portfolio_made

DEPOSIT = {
    "external_id": "D1",
    "type": "deposit",
    "trade_date": "2021-01-04",
    "currency": "EUR",
    "amount": "10000",
}


@pytest.fixture
def path(api: Caller) -> str:
    """The transactions of a fresh portfolio."""
    return f"/portfolios/{portfolio_made(api)['id']}/transactions/"


def buy(instrument: str, **fields: Any) -> dict[str, Any]:
    """10 units at 100 with a fee of 5."""
    return {
        "external_id": "B1",
        "type": "buy",
        "trade_date": "2021-01-05",
        "instrument": instrument,
        "quantity": "10",
        "price": "100",
        "currency": "EUR",
        "amount": "1005",
        "fee": "5",
    } | fields


def test_one_transaction_is_answered_with_what_was_filled_in(api: Caller, path: str) -> None:
    assert api.post(path, DEPOSIT).status_code == 201
    answer = api.post(path, buy(instrument_made(api)))
    assert answer.status_code == 201
    row = answer.json()
    assert row["settlement_date"] == "2021-01-07", "two business days by the firm's calendar"
    assert row["amount"] == "1005.00"
    assert row["quantity"] == "10"
    assert row["tax"] is None
    assert row["account"] is not None
    assert row["cash_account"] is not None


def test_an_external_id_is_posted_once(api: Caller, path: str) -> None:
    first = api.post(path, DEPOSIT)
    again = api.post(path, DEPOSIT | {"amount": "10000.00"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = api.post(path, DEPOSIT | {"amount": "9000"})
    assert other.status_code == 409
    assert other.json()["errors"][0]["pointer"] == "/external_id"


def test_a_list_is_answered_in_order(api: Caller, path: str) -> None:
    rows = [buy(instrument_made(api)), DEPOSIT]
    answer = api.post(path, rows)
    assert answer.status_code == 201
    assert [row["external_id"] for row in answer.json()] == ["B1", "D1"]
    assert api.post(path, rows).status_code == 200, "all of it known"
    partly = api.post(path, [*rows, DEPOSIT | {"external_id": "D2"}])
    assert partly.status_code == 201
    assert [row["external_id"] for row in partly.json()] == ["B1", "D1", "D2"]


def test_a_wrong_amount_is_refused_with_the_figure_expected(api: Caller, path: str, firm: Tenant) -> None:
    instrument = instrument_made(api)
    rows = [
        DEPOSIT,
        buy(instrument),
        buy(instrument, external_id="B2"),
        buy(instrument, external_id="B3", amount="1000"),
    ]
    answer = api.post(path, rows)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/3/amount"
    assert "1005" in error["detail"]
    with tenant_scope(firm.pk):
        assert not Transaction.objects.exists(), "all or none"
    single = api.post(path, rows[3])
    assert single.json()["errors"][0]["pointer"] == "/amount"


def test_one_minor_unit_is_tolerated(api: Caller, path: str) -> None:
    assert api.post(path, buy(instrument_made(api), amount="1005.01")).status_code == 201


def test_malformed_rows_are_named(api: Caller, path: str) -> None:
    answer = api.post(path, [DEPOSIT, DEPOSIT | {"amount": 10.5, "colour": "red"}, {"type": "gift"}])
    assert answer.status_code == 400
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert {"/1/colour", "/2/type", "/2/trade_date"} <= pointers


def test_unknown_references_are_refused(api: Caller, path: str) -> None:
    nobody = "0190f9f2-0000-7000-8000-000000000000"
    answer = api.post(
        path, [DEPOSIT, buy(nobody), buy(instrument_made(api), account=nobody, external_id="B2")]
    )
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} <= {"/1/instrument", "/2/account"}


def test_too_many_at_once(api: Caller, path: str) -> None:
    answer = api.post(path, [DEPOSIT] * 10_001)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "too_many"


def test_a_reversal_undoes_once(api: Caller, path: str) -> None:
    posted = api.made(path, DEPOSIT)
    reverse = f"/transactions/{posted['id']}/reverse/"
    answer = api.post(reverse, {"reason": "Booked twice"})
    assert answer.status_code == 201
    assert answer.json()["reverses"] == posted["id"]
    assert answer.json()["trade_date"] == "2021-01-04"
    assert api.post(reverse, {"reason": "Again"}).status_code == 409
    none = api.post(f"/transactions/{answer.json()['id']}/reverse/", {"reason": "Undo"})
    assert none.status_code == 422
    early = api.post(reverse, {})
    assert early.status_code == 400


def test_the_list_is_narrowed_and_ordered(api: Caller, path: str) -> None:
    instrument = instrument_made(api)
    api.made(path, [buy(instrument), DEPOSIT, DEPOSIT | {"external_id": "D2", "trade_date": "2021-02-01"}])
    order = [row["external_id"] for row in api.read(path)["results"]]
    assert order == ["D1", "B1", "D2"]
    assert [r["external_id"] for r in api.read(path, from_="2021-01-04", to="2021-01-31")["results"]] == [
        "B1"
    ]
    assert [r["external_id"] for r in api.read(path, type="deposit")["results"]] == ["D1", "D2"]
    assert [r["external_id"] for r in api.read(path, instrument=instrument)["results"]] == ["B1"]


def test_opening_lots_come_in_with_their_history(api: Caller, path: str) -> None:
    lots = [{"quantity": "4", "acquired_on": "2019-03-01", "cost": "300", "fx_rate": "1"}]
    row = buy(
        instrument_made(api), type="transfer_in", quantity="4", amount=None, fee=None, price="90", lots=lots
    )
    answer = api.post(path, row)
    assert answer.status_code == 201, answer.content
    assert answer.json()["lots"] == lots


def test_many_rows_at_once(api: Caller, path: str) -> None:
    rows = [DEPOSIT | {"external_id": f"D{n}", "amount": f"{n + 1}.25"} for n in range(2000)]
    answer = api.post(path, rows)
    assert answer.status_code == 201
    assert [row["external_id"] for row in answer.json()] == [row["external_id"] for row in rows]
    seen = 0
    page = api.read(path, limit=500)
    while True:
        seen += len(page["results"])
        if page["next"] is None:
            break
        query = page["next"].partition("?")[2]
        page = api.browser.get(
            f"/api/v1{path}?{query}", headers={"Authorization": f"Bearer {api.secret}"}
        ).json()
    assert seen == 2000
    assert sum(Decimal(row["amount"]) for row in answer.json()) == sum(
        Decimal(str(row["amount"])) for row in rows
    )


def test_acts_of_the_issuer_over_the_api(api: Caller, path: str) -> None:
    share, child = instrument_made(api), instrument_made(api, "CHILD")
    rows = [
        buy(share, quantity="20", price="15", amount="300", fee=None),
        {
            "type": "spin_off",
            "trade_date": "2021-02-01",
            "instrument": share,
            "related_instrument": child,
            "ratio": "0.125",
            "cost_share": "0.2",
            "cash_in_lieu": "9",
            "currency": "EUR",
        },
    ]
    _, spin = api.made(path, rows)
    assert (spin["related_instrument"], spin["ratio"], spin["cash_in_lieu"]) == (child, "0.125", "9.00")
    assert spin["cash_account"] is not None
    holdings = api.read(path.replace("transactions", "holdings"), as_of="2021-02-01", costs="excluded")
    held = {row["instrument"]: (row["quantity"], row["cost_basis"]) for row in holdings["results"]}
    assert held == {share: ("20", "240.00"), child: ("2", "48.00")}
    (gain,) = api.read(path.replace("transactions", "realized-gains"))["results"]
    assert (gain["quantity"], gain["cost"], gain["proceeds"]) == ("0.5", "12.00", "9.00")


def test_an_act_that_makes_no_sense_here_is_refused_with_the_reason(api: Caller, path: str) -> None:
    split = {
        "type": "split",
        "trade_date": "2021-02-01",
        "instrument": instrument_made(api),
        "ratio": "0.1",
        "cash_in_lieu": "9",
        "currency": "EUR",
    }
    answer = api.post(path, split)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "not_foldable")
    assert "exactly one custody account" in error["detail"]
