"""Instruments, prices and exchange rates over the API."""

from typing import Any

import pytest

from portfolios.models import Price
from tenancy.models import Tenant
from tenancy.scope import tenant_scope
from tests.caller import Caller, instrument_made


def test_an_instrument_stands_once(api: Caller) -> None:
    body = {
        "name": "Roche",
        "isin": "CH0012032048",
        "mic": "XSWX",
        "currency": "CHF",
        "asset_class": "equity",
    }
    made = api.made("/instruments/", body)
    assert made["price_factor"] == "1"
    assert made["symbol"] is None
    assert api.post("/instruments/", body).status_code == 409
    assert api.post("/instruments/", body | {"mic": "XLON"}).status_code == 201
    assert api.read("/instruments/", isin="CH0012032048", mic="XSWX")["results"] == [made]


def test_a_wrong_isin_is_refused(api: Caller) -> None:
    body = {"name": "A", "isin": "CH0012032049", "currency": "CHF", "asset_class": "equity"}
    answer = api.post("/instruments/", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/isin"


def test_a_bond_keeps_its_terms(api: Caller) -> None:
    made = api.made(
        "/instruments/",
        {
            "name": "Bund 2.5% 2044",
            "isin": "DE0001135481",
            "currency": "EUR",
            "asset_class": "bond",
            "price_factor": "0.01",
            "coupon_rate": "0.025",
            "coupon_frequency": 1,
            "day_count": "act/act",
            "issued_on": "2012-04-27",
            "matures_on": "2044-07-04",
            "risk_class": "R2",
            "ongoing_charge": None,
        },
    )
    assert made["coupon_rate"] == "0.025"
    assert made["price_factor"] == "0.01"
    assert api.read(f"/instruments/{made['id']}/") == made


def test_prices_are_new_changed_or_known(api: Caller, firm: Tenant) -> None:
    instrument = instrument_made(api)
    first = [{"instrument": instrument, "on": f"2021-01-0{day}", "price": f"10{day}.5"} for day in (4, 5)]
    assert api.made("/prices/", first) == {"accepted": 2, "changed": 0, "unchanged": 0}
    second = [first[0] | {"price": "104.50"}, first[1] | {"price": "111"}, first[0] | {"on": "2021-01-06"}]
    assert api.made("/prices/", second) == {"accepted": 1, "changed": 1, "unchanged": 1}
    with tenant_scope(firm.pk):
        assert Price.objects.count() == 4, "earlier values stay in history"


def test_prices_are_recorded_all_or_none(api: Caller, firm: Tenant) -> None:
    instrument = instrument_made(api)
    rows: list[dict[str, Any]] = [
        {"instrument": instrument, "on": "2021-01-04", "price": "100"},
        {"instrument": instrument, "on": "2021-01-05", "price": "-1"},
    ]
    answer = api.post("/prices/", rows)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/1/price"
    with tenant_scope(firm.pk):
        assert not Price.objects.exists()


@pytest.mark.parametrize("price", [10.5, "1e5", "NaN", "Infinity", "", None, "1,5", True, "0x10", ["1"]])
def test_a_figure_is_plain_text(api: Caller, price: Any) -> None:
    answer = api.post("/prices/", [{"instrument": instrument_made(api), "on": "2021-01-04", "price": price}])
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/0/price"


def test_rates_are_new_changed_or_known(api: Caller) -> None:
    rows = [{"base": "EUR", "quote": "USD", "on": "2021-01-04", "rate": "1.2296"}]
    assert api.made("/fx-rates/", rows) == {"accepted": 1, "changed": 0, "unchanged": 0}
    assert api.made("/fx-rates/", rows) == {"accepted": 0, "changed": 0, "unchanged": 1}
    same = api.post("/fx-rates/", [{"base": "EUR", "quote": "EUR", "on": "2021-01-04", "rate": "1"}])
    assert same.status_code == 422
    assert same.json()["errors"][0]["pointer"] == "/0/quote"


def test_one_object_is_no_list(api: Caller) -> None:
    assert (
        api.post(
            "/prices/", {"instrument": instrument_made(api), "on": "2021-01-04", "price": "1"}
        ).status_code
        == 400
    )
