"""The reference cases of tests/data/vectors, posted through the API as an integrator would."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.caller import Caller, client_made, instrument_made, portfolio_made

FOLDER = Path(__file__).resolve().parents[2] / "data" / "vectors"
PLACES = Decimal("1e-12")

type Row = Mapping[str, Any]


def ledger_cases() -> Iterator[Row]:
    """Every case with bookings; figures stay exact."""
    for path in sorted(FOLDER.glob("*.json")):
        cases = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
        yield from (case for case in cases if case.get("transactions"))


@dataclass(slots=True)
class PostedCase:
    """A case as it stands in the book of firm A: the portfolio and the ids of what the case names."""

    api: Caller
    case: Row
    portfolio: str = ""
    instruments: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    seen: dict[Any, Any] = field(default_factory=dict)

    @property
    def models_cash(self) -> bool:
        """Whether the case says where money lies; without that, money is outside the case."""
        return any(row["kind"] == "cash" for row in self.case.get("accounts", ()))

    @property
    def pools_by_account(self) -> bool:
        """Whether the case keeps the lots of each custody account apart."""
        return bool(self.case.get("cost_pool", {}).get("fifo") == "per_custody_account")

    def post(self) -> "PostedCase":
        """Post everything; `answer` is that of the transactions."""
        self._structure()
        self._market()
        rows = [self._transaction(row) for row in self.case["transactions"]]
        self.answer = self.api.post(f"/portfolios/{self.portfolio}/transactions/", rows)
        return self

    def read(self, call: str, **query: Any) -> Any:
        """Figures of the portfolio, unrounded; asked once."""
        asked = (call, *sorted(query.items()))
        if asked not in self.seen:
            path = f"/portfolios/{self.portfolio}/{call}/"
            self.seen[asked] = self.api.read(path, precision="full", **query)
        return self.seen[asked]

    def _structure(self) -> None:
        owner = client_made(self.api, reference=self.case["id"][:40])["id"]
        made = portfolio_made(
            self.api,
            owner,
            reference=self.case["id"][:40],
            currency=self.case["base_currency"],
            opened_on="2000-01-01",
            lot_pool="account" if self.pools_by_account else "portfolio",
        )
        self.portfolio = made["id"]
        for row in sorted(self.case.get("accounts", ()), key=lambda row: str(row["kind"])):
            self.accounts[row["id"]] = self._account(row)["id"]
        own = self.api.read("/accounts/", portfolio=self.portfolio)["results"]
        has = {row["currency"] for row in own}
        for currency in sorted({row["currency"] for row in self.case["transactions"]} - has):
            self._account({"id": f"cash-{currency}", "kind": "cash", "currency": currency})

    def _account(self, row: Row) -> Any:
        body = {"portfolio": self.portfolio, "kind": row["kind"], "number": row["id"]}
        if row["kind"] == "cash":
            body["currency"] = row.get("currency") or self.case["base_currency"]
        elif row.get("cash_account"):
            body["cash_account"] = self.accounts[row["cash_account"]]
        return self.api.made("/accounts/", body)

    def _market(self) -> None:
        stated: dict[str, str] = {}
        for row in (
            *self.case.get("instruments", ()),
            *self.case.get("prices", ()),
            *self.case["transactions"],
        ):
            if row.get("symbol"):
                stated.setdefault(row["symbol"], row["currency"])
        for symbol, currency in stated.items():
            self.instruments[symbol] = instrument_made(self.api, symbol, currency)
        prices = [
            {"instrument": self.instruments[row["symbol"]], "on": row["date"], "price": str(row["price"])}
            for row in self.case.get("prices", ())
        ]
        rates = [
            {"base": row["from"], "quote": row["to"], "on": row["date"], "rate": str(row["rate"])}
            for row in self.case.get("fx", ())
        ]
        for path, rows in (("/prices/", prices), ("/fx-rates/", rates)):
            if rows:
                assert self.api.made(path, rows)["accepted"] == len(rows)

    def _transaction(self, row: Row) -> dict[str, Any]:
        booked = row.get("fx") or {}
        body: dict[str, Any] = {
            "external_id": f"{self.case['id']}-{row['n']}",
            "type": row["type"].lower(),
            "trade_date": row["date"],
            "settlement_date": row["date"],
            "currency": row["currency"],
            "external": bool(row.get("external", True)),
            "transfer_group": row.get("transfer_group"),
            "instrument": self.instruments[row["symbol"]] if row.get("symbol") else None,
            **self._accounts_of(row),
        }
        for name in ("quantity", "amount"):
            body[name] = str(row[name]) if row.get(name) is not None else None
        for name in ("fee", "tax"):
            body[name] = str(row[name]) if row.get(name) else None
        if booked:
            body["fx_rate"] = str(booked["rate"])
            price = booked["instrument_amount"] / row["quantity"] if row.get("quantity") else None
        else:
            price = row.get("unit_price")
        body["price"] = None if price is None else str(price.quantize(PLACES, rounding=ROUND_HALF_UP))
        if row.get("denominator"):
            body["ratio"] = str((row["numerator"] / row["denominator"]).quantize(PLACES))
        if body["type"] in {"transfer_in", "transfer_out"} and body["instrument"]:
            body["amount"] = None
        return body

    def _accounts_of(self, row: Row) -> dict[str, str | None]:
        """The account of a booking may be a cash account or a custody account."""
        kinds = {each["id"]: each["kind"] for each in self.case.get("accounts", ())}
        named, cash = row.get("account"), row.get("cash_account")
        if kinds.get(named) == "cash":
            return {"cash_account": self.accounts[str(named)]}
        return {
            "account": self.accounts.get(str(named)),
            "cash_account": self.accounts.get(str(cash)),
        }
