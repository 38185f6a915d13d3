"""Corrections and the state of knowledge: what was answered once is answered again, whatever was learnt since.

Every booking here is a transaction of its own, so that each has its own moment.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from portfolios.models import Portfolio, Valuation
from portfolios.services.valuations import valuations_run
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tenancy.scope import tenant_scope
from tests.caller import Caller, instrument_made, portfolio_made

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = "2021-01-08"
CALLS = {
    "holdings": {"as_of": UNTIL},
    "valuations": {"to": UNTIL},
    "returns": {"to": UNTIL},
    "performance": {"to": UNTIL},
    "positions": {"to": UNTIL},
    "realized-gains": {"to": UNTIL},
    "bridge": {"from": "2021-01-05", "to": UNTIL},
}

type Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def share(api: Caller) -> str:
    """A share with a price on every day of the first week of 2021."""
    made = instrument_made(api)
    days = ("2021-01-04", "2021-01-05", "2021-01-06", "2021-01-07", "2021-01-08")
    prices = zip(days, ("100", "101", "103", "102", "105"), strict=True)
    api.made("/prices/", [{"instrument": made, "on": on, "price": price} for on, price in prices])
    return made


@pytest.fixture
def book(api: Caller, share: str) -> tuple[str, list[Any]]:
    """10,000 paid in, 10 bought at 100, 4 sold at 103."""
    portfolio = portfolio_made(api)["id"]
    rows = [
        {"type": "deposit", "trade_date": "2021-01-04", "currency": "EUR", "amount": "10000"},
        trade(share, "buy", "2021-01-04", "10", "100", "1000"),
        trade(share, "sell", "2021-01-06", "4", "103", "412"),
    ]
    return portfolio, api.made(f"/portfolios/{portfolio}/transactions/", rows)


@pytest.fixture
def ask(api: Caller, book: tuple[str, list[Any]]) -> Ask:
    """Every figure of the portfolio as answered, without the echo of what was asked."""

    def asked(**more: Any) -> dict[str, Any]:
        answers = {}
        for call, query in CALLS.items():
            answer = api.read(f"/portfolios/{book[0]}/{call}/", **query, **more)
            answer["conventions"].pop("known_at")
            for cells in (answer, *answer.get("rows", ())):
                cells.pop(
                    "items", None
                )  # links to what a cell is made of repeat the moment that was asked for
            answers[call] = answer
        return answers

    return asked


def trade(share: str, kind: str, on: str, quantity: str, price: str, amount: str) -> dict[str, str]:
    return {
        "type": kind, "trade_date": on, "instrument": share, "quantity": quantity, "price": price,
        "currency": "EUR", "amount": amount,
    }  # fmt: skip


def value(firm: Tenant) -> None:
    with tenant_scope(firm.pk):
        ids = list(Portfolio.objects.values_list("pk", flat=True))
        valuations_run(actor=system_actor(firm), portfolio_ids=ids, until=date.fromisoformat(UNTIL))


def values(firm: Tenant) -> dict[str, str]:
    with tenant_scope(firm.pk):
        rows = Valuation.objects.order_by("on").values_list("on", "market_value")
        return {on.isoformat(): f"{worth:.2f}" for on, worth in rows if on >= date(2021, 1, 4)}


def test_a_correction_changes_today_and_not_what_was_known(
    api: Caller, firm: Tenant, share: str, book: tuple[str, list[Any]], ask: Ask
) -> None:
    portfolio, (_, bought, _) = book
    value(firm)
    first = ask()
    stored = values(firm)
    assert stored["2021-01-08"] == "10042.00", "10,000 and 10 × 3 up to the sale, 6 × 2 after it"
    then = timezone.now().isoformat()

    api.made(f"/transactions/{bought['id']}/reverse/", {"reason": "12 were bought"})
    api.made(f"/portfolios/{portfolio}/transactions/", trade(share, "buy", "2021-01-04", "12", "100", "1200"))
    with tenant_scope(firm.pk):
        assert Portfolio.objects.get().stale_from == date(2021, 1, 4)
    now = ask()
    assert now["holdings"]["results"][0]["quantity"] == "8"
    assert now["performance"]["closing_value"] == "10052.00"
    assert now["bridge"]["residual"] == "0.00"
    assert ask(known_at=then) == first

    value(firm)
    assert values(firm)["2021-01-08"] == "10052.00"
    assert values(firm)["2021-01-04"] == stored["2021-01-04"]
    assert ask() == now, "walked or stored, the same answer"
    assert ask(known_at=then) == first


def test_back_dated_entries_prices_and_reversals_leave_what_was_known(
    api: Caller, firm: Tenant, share: str, book: tuple[str, list[Any]], ask: Ask
) -> None:
    portfolio, (_, _, sold) = book
    path = f"/portfolios/{portfolio}/transactions/"
    child = instrument_made(api, "CHILD")
    api.made("/prices/", [{"instrument": child, "on": "2021-01-05", "price": "20"}])
    value(firm)
    steps: list[Callable[[], Any]] = [
        lambda: api.made(path, {"type": "fee", "trade_date": "2021-01-05", "currency": "EUR", "amount": "25"}),
        lambda: api.made("/prices/", [{"instrument": share, "on": UNTIL, "price": "107.5"}]),
        lambda: api.made(
            path,
            {
                "type": "spin_off", "trade_date": "2021-01-05", "instrument": share, "related_instrument": child,
                "ratio": "0.5", "cost_share": "0.1",
            },
        ),
        lambda: api.made(f"/transactions/{sold['id']}/reverse/", {"reason": "never sold", "effective_on": "2021-01-07"}),
        lambda: api.made(path, {"type": "split", "trade_date": "2021-01-08", "instrument": share, "ratio": "2"}),
    ]  # fmt: skip
    known = []
    for step in steps:
        known.append((timezone.now().isoformat(), ask()))
        step()
    assert len({repr(answer) for _, answer in known}) == len(known), "every step changed something"
    value(firm)
    for moment, answer in known:
        assert ask(known_at=moment) == answer
