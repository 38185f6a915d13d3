"""Lists of the API take as many queries for ten rows as for one, and as many as `query_counts.json` says.

A count that has changed on purpose is written down again by running with RECORD_QUERY_COUNTS=1.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenancy.models import Tenant
from tests.caller import Caller, caller_of, client_made, instrument_made, portfolio_made

RECORDED = Path(__file__).with_name("query_counts.json")


class Shop:
    """A caller and one portfolio, to which rows are added."""

    def __init__(self, api: Caller) -> None:
        self.api = api
        self.client = client_made(api)["id"]
        self.portfolio = portfolio_made(api, self.client)["id"]

    def below(self, word: str) -> str:
        """A call of the portfolio."""
        return f"/portfolios/{self.portfolio}/{word}/"

    def client_added(self, number: int) -> None:
        """A client in a household of their own."""
        body = {"reference": f"H-{number}", "name": "Home"}
        home = self.api.made("/households/", body)["id"]
        client_made(self.api, reference=f"X-{number}", household=home)

    def portfolio_added(self, number: int) -> None:
        """A portfolio of a client of their own, with two accounts."""
        owner = client_made(self.api, reference=f"X-{number}")["id"]
        portfolio_made(self.api, owner, reference=f"X-{number}")

    def instrument_added(self, number: int) -> None:
        """An instrument."""
        instrument_made(self.api, f"SYM{number}")

    def bought(self, number: int) -> None:
        """An instrument of its own bought and half of it sold, with a lot chosen."""
        instrument = instrument_made(self.api, f"SYM{number}")
        self.api.made("/prices/", [{"instrument": instrument, "on": "2021-01-04", "price": "10"}])
        row = {
            "type": "buy",
            "trade_date": "2021-01-04",
            "instrument": instrument,
            "currency": "EUR",
            "price": "10",
        }
        lots = [{"quantity": "1", "acquired_on": "2021-01-04"}]
        sold = row | {
            "type": "sell",
            "trade_date": "2021-01-05",
            "quantity": "1",
            "amount": "10",
            "lots": lots,
        }
        self.api.made(self.below("transactions"), [row | {"quantity": "2", "amount": "20"}, sold])

    def mandated(self, number: int) -> None:
        """A mandate with a benchmark, a band and a limit."""
        body = {
            "type": "advisory",
            "effective_from": f"2020-01-{number + 1:02d}",
            "rule_pack": "EU",
            "benchmark": [{"instrument": instrument_made(self.api, f"SYM{number}"), "weight": "1"}],
            "allocation": [{"asset_class": "equity", "target": "0.5", "minimum": "0", "maximum": "1"}],
            "limits": [{"rule": "cash_floor", "value": "0.02"}],
        }
        self.api.made(self.below("mandates"), body)

    def stated(self, number: int) -> None:
        """A statement of a month of its own."""
        body = {"kind": "monthly", "from": f"202{number // 12}-{number % 12 + 1:02d}-01", "to": "2022-12-31"}
        self.api.made(self.below("statements"), body)


type Adding = Callable[[Shop, int], None]

LISTS: Mapping[str, tuple[Adding, str]] = {
    "/clients/": (Shop.client_added, "/clients/"),
    "/households/": (Shop.client_added, "/households/"),
    "/portfolios/": (Shop.portfolio_added, "/portfolios/"),
    "/accounts/": (Shop.portfolio_added, "/accounts/"),
    "/instruments/": (Shop.instrument_added, "/instruments/"),
    "/statements/": (Shop.stated, "/statements/"),
    "mandates": (Shop.mandated, ""),
    "transactions": (Shop.bought, ""),
    "holdings": (Shop.bought, ""),
    "valuations": (Shop.bought, ""),
    "returns": (Shop.bought, ""),
    "performance": (Shop.bought, ""),
    "positions": (Shop.bought, ""),
    "realized-gains": (Shop.bought, ""),
    "bridge": (Shop.bought, ""),
    "bridge/items": (Shop.bought, ""),
}
WITH_FIGURES = {
    "holdings",
    "valuations",
    "returns",
    "performance",
    "positions",
    "realized-gains",
    "bridge",
    "bridge/items",
}


@pytest.mark.parametrize("name", LISTS)
def test_ten_rows_take_as_many_queries_as_one(name: str, firm: Tenant) -> None:
    shop = Shop(caller_of(firm))
    add, path = LISTS[name]
    query: dict[str, Any] = {"to": "2021-01-08"} if name in WITH_FIGURES else {}
    counts = []
    for rows in (1, 10):
        for number in range(1 if rows == 10 else 0, rows):
            add(shop, number)
        shop.api.read(path or shop.below(name), **query)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shop.api.read(path or shop.below(name), **query)
        counts.append(len(captured))
    assert counts[0] == counts[1], (counts, [each["sql"][:200] for each in captured.captured_queries])
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    if os.environ.get("RECORD_QUERY_COUNTS"):
        RECORDED.write_text(
            json.dumps(recorded | {name: counts[0]}, indent=2, sort_keys=True) + "\n", encoding="utf-8"
        )
    else:
        assert recorded[name] == counts[0]
