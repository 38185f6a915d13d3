"""Why the value changed, over the API."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolios.models import Portfolio
from tenancy.models import AccessEvent, Tenant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.caller import Caller, client_made, instrument_made, portfolio_made
from tests.conftest import make_actor
from tests.portfolios.book_builder import day
from tests.reporting.selectors.test_reported import released

COLUMNS = (
    "contributions",
    "withdrawals",
    "income",
    "realized_price",
    "unrealized_price",
    "realized_fx",
    "unrealized_fx",
    "cash_fx",
    "accrued_fx",
    "fees",
    "taxes",
    "corrections",
)
LOWER = {"withdrawals", "fees", "taxes"}
PERIOD = {"from_": "2021-01-04", "to": "2021-01-06"}


@pytest.fixture
def share(api: Caller) -> str:
    """A US share at 100, 104, 110 dollars; dollars at 0.80, 0.85, 0.90 euros."""
    share = instrument_made(api, "ACME", "USD")
    prices = [("2021-01-04", "100"), ("2021-01-05", "104"), ("2021-01-06", "110")]
    rates = [("2021-01-04", "0.80"), ("2021-01-05", "0.85"), ("2021-01-06", "0.90")]
    api.made(
        "/prices/",
        [{"instrument": share, "on": on, "price": price, "source": "NYSE"} for on, price in prices],
    )
    rows = [{"base": "USD", "quote": "EUR", "on": on, "rate": rate, "source": "ECB"} for on, rate in rates]
    api.made("/fx-rates/", rows)
    return share


@pytest.fixture
def portfolio(api: Caller, share: str) -> str:
    """10,000 EUR and 10 shares on the 4th; 4 sold at 105 on the 5th for 417 USD after a fee of 3 and euros at 0.85."""
    portfolio = str(portfolio_made(api)["id"])
    base = {"currency": "EUR", "trade_date": "2021-01-04"}
    in_kind = {"type": "transfer_in", "instrument": share, "currency": "USD", "quantity": "10"}
    sale = {
        "type": "sell",
        "trade_date": "2021-01-05",
        "instrument": share,
        "currency": "EUR",
        "quantity": "4",
        "price": "105",
        "fx_rate": "0.85",
        "fee": "3",
        "amount": "354.00",
        "external_id": "sale-1",
    }
    api.made(
        f"/portfolios/{portfolio}/transactions/",
        [base | {"type": "deposit", "amount": "10000"}, base | in_kind, sale],
    )
    return portfolio


def items_at(api: Caller, url: str) -> list[Any]:
    """Every page of the items at an address that the API gave."""
    found: list[Any] = []
    while url:
        parts = urlsplit(url)
        answer = api.read(
            parts.path.removeprefix("/api/v1"), **dict(parse_qsl(parts.query, keep_blank_values=True))
        )
        found += answer["results"]
        url = answer["next"] or ""
    return found


def test_price_currency_and_costs_are_told_apart(api: Caller, portfolio: str) -> None:
    found = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD)
    assert {name: found[name] for name in COLUMNS if found[name] != "0.00"} == {
        "realized_price": "17.00",  # 4 × 5 × 0.85
        "realized_fx": "20.00",  # 4 × 100 × 0.05
        "unrealized_price": "54.00",  # 6 × 10 × 0.90
        "unrealized_fx": "60.00",  # 6 × 100 × 0.10
        "fees": "3.00",
    }
    assert (found["opening_value"], found["closing_value"]) == ("10800.00", "10948.00")
    assert (found["residual"], found["complete"], found["state"]) == ("0.00", True, "complete")
    assert (found["opening_on"], found["conventions"]["from"]) == ("2021-01-04", "2021-01-04")


def test_every_cell_is_the_sum_of_the_items_behind_its_link(api: Caller, portfolio: str) -> None:
    found = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD, precision="full", currency="USD")
    for whole in (found, *found["rows"]):
        for name, url in whole["items"].items():
            amounts = [Decimal(item["amount"]) for item in items_at(api, f"{url}&limit=1")]
            assert sum(amounts, Decimal(0)) == Decimal(whole[name]), name
    rows = {row["currency"]: row for row in found["rows"]}
    assert set(rows) == {"USD", "EUR"}
    share, cash = rows["USD"], rows["EUR"]
    assert (share["instrument"] is None, cash["instrument"] is None) == (False, True)
    invested = Decimal(share["net_invested"]) + Decimal(cash["net_invested"])
    assert abs(invested) < Decimal("1e-20"), "nothing crossed the border in the period"


def test_an_item_names_transaction_price_and_rate_with_their_sources(api: Caller, portfolio: str) -> None:
    path = f"/portfolios/{portfolio}/bridge/items/"
    sold = api.read(path, **PERIOD, column="realized_price")
    assert sold["total"] == "17.00"
    [item] = sold["results"]
    assert (item["kind"], item["on"], item["amount"], item["quantity"]) == (
        "disposal",
        "2021-01-05",
        "17.00",
        "4",
    )
    assert (item["transaction"]["type"], item["transaction"]["external_id"]) == ("sell", "sale-1")
    assert item["opened_by"]["type"] == "transfer_in"
    assert (item["price_before"]["value"], item["price_before"]["source"]) == ("100", "NYSE")
    assert (item["price_after"]["value"], item["price_after"]["origin"]) == ("105", "booking")
    assert item["price_after"]["transaction"] == item["transaction"]
    [held] = api.read(path, **PERIOD, column="unrealized_fx")["results"]
    assert [held[name]["value"] for name in ("rate_before", "rate_after")] == ["0.8", "0.9"]
    assert (held["rate_after"]["source"], held["rate_after"]["path"]) == ("ECB", ["USD", "EUR"])
    everything = api.read(path, **PERIOD)
    assert everything["total"] is None
    assert {each["column"] for each in everything["results"]} >= {"fees", "realized_fx", "unrealized_price"}


def test_the_shown_cents_add_up(api: Caller, portfolio: str) -> None:
    found = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD, currency="USD")
    total = Decimal(found["opening_value"])
    total += sum(Decimal(found[name]) * (-1 if name in LOWER else 1) for name in COLUMNS)
    assert total + Decimal(found["residual"]) == Decimal(found["closing_value"])
    for row in found["rows"]:
        total = Decimal(row["opening_value"]) + Decimal(row["net_invested"])
        names = [name for name in COLUMNS if name in row]
        total += sum(Decimal(row[name]) * (-1 if name in LOWER else 1) for name in names)
        assert total + Decimal(row["residual"]) == Decimal(row["closing_value"])


def test_what_is_missing_is_null_and_named(api: Caller, portfolio: str) -> None:
    found = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD, currency="CHF")
    assert (found["opening_value"], found["unrealized_fx"], found["residual"]) == (None, None, None)
    assert (found["complete"], found["state"], found["taxes"]) == (False, "incomplete", "0.00")
    assert {(each["base"], each["quote"]) for each in found["missing"]} == {("USD", "CHF"), ("EUR", "CHF")}
    [item] = api.read(f"/portfolios/{portfolio}/bridge/items/", **PERIOD, currency="CHF", column="fees")[
        "results"
    ]
    assert item["amount"] is None
    assert item["rate_after"]["state"] == "missing"


def test_a_household_cancels_what_moves_inside(api: Caller) -> None:
    home = api.made("/households/", {"reference": "H-1", "name": "Keller"})["id"]
    client = client_made(api, household=home)["id"]
    first, second = (portfolio_made(api, client, reference=name)["id"] for name in ("P-1", "P-2"))
    money = {"currency": "EUR", "trade_date": "2021-01-04", "type": "deposit", "amount": "1000"}
    own = {"currency": "EUR", "trade_date": "2021-01-05", "amount": "400", "transfer_group": "own-1"}
    own["external"] = False  # type: ignore[assignment]
    api.made(f"/portfolios/{first}/transactions/", [money, own | {"type": "transfer_out"}])
    api.made(f"/portfolios/{second}/transactions/", [own | {"type": "transfer_in"}])
    alone = api.read(f"/portfolios/{first}/bridge/", **PERIOD)
    assert alone["withdrawals"] == "400.00"
    together = api.read(f"/households/{home}/bridge/", **PERIOD)
    assert (together["withdrawals"], together["closing_value"]) == ("0.00", "1000.00")
    assert {row["portfolio"] for row in together["rows"]} == {first, second}
    rows = {row["portfolio"]: row for row in together["rows"]}
    assert (rows[first]["net_invested"], rows[second]["net_invested"]) == ("-400.00", "400.00")
    [item] = items_at(api, rows[second]["items"]["net_invested"])
    assert (item["amount"], item["portfolio"]) == ("400.00", second)
    [first_item, second_item] = items_at(api, together["items"]["closing_value"])
    assert {first_item["kind"], second_item["kind"]} == {"cash"}


def test_corrections_are_those_of_the_released_report(firm: Tenant, api: Caller, portfolio: str) -> None:
    with tenant_scope(firm.pk):
        checker = make_actor(firm, Role.COMPLIANCE)
        row = Portfolio.objects.get(public_id=portfolio)
        released(checker, row, timezone.now() + timedelta(hours=1))
        statement = row.statements.get()
        statement.period_to = day("2021-01-04")
        statement.save()
    plain = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD)
    assert plain["corrections"] == "0.00"
    with tenant_scope(firm.pk):
        version = statement.versions.get()
        version.known_at = timezone.now() - timedelta(days=1)
        version.save()
    found = api.read(f"/portfolios/{portfolio}/bridge/", **PERIOD)
    assert (found["opening_value"], found["corrections"], found["residual"]) == ("0.00", "10800.00", "0.00")
    items = items_at(api, found["items"]["corrections"])
    assert [item["transaction"]["type"] for item in items] == ["deposit", "transfer_in"]


def test_a_question_without_an_answer_is_refused(api: Caller, portfolio: str) -> None:
    path = f"/portfolios/{portfolio}/bridge/"
    for query, pointer in (
        ({"from_": "2021-01-06", "to": "2021-01-06"}, "/from"),
        ({"from_": "2021-01-07", "to": "2021-01-06"}, "/from"),
        ({"column": "fees"}, "/column"),
    ):
        answer = api.get(path, **query)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    row = api.read(path, **PERIOD)["rows"][0]["id"]
    for query, pointer in (
        ({"column": "nothing"}, "/column"),
        ({"column": "net_invested"}, "/column"),
        ({"column": "contributions", "row": row}, "/column"),
        ({"row": "nobody"}, "/row"),
        ({"cursor": "WyJhIl0="}, "/cursor"),
    ):
        answer = api.get(f"{path}items/", **PERIOD, **query)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), query


def test_reading_is_recorded(firm: Tenant, api: Caller, portfolio: str) -> None:
    with tenant_scope(firm.pk):
        client = Portfolio.objects.get(public_id=portfolio).client_id
        AccessEvent.objects.all()
    for path in (f"/portfolios/{portfolio}/bridge/", f"/portfolios/{portfolio}/bridge/items/"):
        answer = api.get(path, **PERIOD)
        with tenant_scope(firm.pk):
            event = AccessEvent.objects.get(request_id=answer.headers["X-Request-ID"])
            assert event.client_ids == [client]


def test_many_rows_and_portfolios_take_as_many_queries_as_one(api: Caller) -> None:
    home = api.made("/households/", {"reference": "H-1", "name": "Keller"})["id"]
    client = client_made(api, household=home)["id"]
    counts = []
    for number in range(4):
        portfolio = portfolio_made(api, client, reference=f"P-{number}")["id"]
        share = instrument_made(api, f"S{number}")
        api.made("/prices/", [{"instrument": share, "on": "2021-01-05", "price": "11"}])
        buy = {"type": "buy", "trade_date": "2021-01-05", "instrument": share, "currency": "EUR"}
        buy |= {"quantity": "10", "price": "10", "amount": "100"}
        api.made(f"/portfolios/{portfolio}/transactions/", [buy])
        with CaptureQueriesContext(connection) as whole:
            api.read(f"/households/{home}/bridge/", **PERIOD)
        with CaptureQueriesContext(connection) as items:
            api.read(f"/households/{home}/bridge/items/", **PERIOD)
        counts.append((len(whole), len(items)))
    print(f"queries of a household's bridge and of its items: {counts}")
    assert len(set(counts)) == 1
