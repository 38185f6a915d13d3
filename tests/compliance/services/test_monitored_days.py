"""Many days judged in one go come out as their nights would have, one after the other."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Notification
from compliance.models import Alert, AlertEvent, DepreciationTrack, RulePack
from compliance.services.monitoring import portfolios_monitor
from portfolios.models import Instrument, Portfolio, Price
from portfolios.selectors.books import shelf_clear
from portfolios.services.valuations import valuations_run
from tenancy.clock import is_business_day
from tenancy.models import Tenant
from tenancy.permissions import Actor
from tests.compliance.services.conftest import agree
from tests.portfolios.book_builder import BookBuilder, day, make_instrument

FIRST: Final = date(2020, 1, 2)
LAST: Final = date(2020, 3, 20)
LIMITS: Final = {
    "instrument_weight": "0.5",
    "position_stop_loss": "0.15",
    "warning_line": "0.95",
    "stop_line": "0.85",
}


def market(chance: random.Random) -> list[Instrument]:
    """Three shares that fall a long way and come back a little; one is not quoted for some weeks."""
    shares = [make_instrument(f"Share {n}", max_age=7) for n in range(3)]
    for n, share in enumerate(shares):
        price = Decimal(10)
        on = date(2019, 12, 31)
        rows = []
        while on <= LAST:
            drift = Decimal("-0.012") if on < date(2020, 3, 1) else Decimal("0.01")
            price = round(price * (1 + drift + Decimal(chance.randrange(-40, 41)) / 1000), 4)
            if n or not date(2020, 1, 20) < on < date(2020, 2, 12):
                rows.append(Price(tenant_id=share.tenant_id, instrument=share, on=on, price=price))
            on += timedelta(days=1)
        Price.objects.bulk_create(rows)
    return shares


def lives(shares: list[Instrument], seed: int) -> list[BookBuilder]:
    """Five books that differ in what happens to them."""
    chance = random.Random(seed)  # noqa: S311
    books = []
    for n in range(5):
        opened = "2019-12-31" if n != 3 else "2020-02-04"
        book = BookBuilder(opened_on=opened)
        book.book("deposit", opened, amount="3000")
        for share in shares[: 1 + n % 3]:
            units = chance.randrange(40, 80)
            book.book(
                "buy", opened, instrument=share, quantity=str(units), price="10", amount=str(units * 10)
            )
        agree(book, type="discretionary", limits=LIMITS, bands={"equity": ("0.2", "0.6")})
        books.append(book)
    agree(
        books[1], version=2, effective_from=day("2020-02-10"), cadence="monthly", limits={"cash_floor": "0.3"}
    )
    books[2].book("withdrawal", "2020-02-13", amount="900")
    Portfolio.objects.filter(pk=books[4].portfolio.pk).update(closed_on=day("2020-02-28"))
    return books


def told(books: list[BookBuilder]) -> dict[str, Any]:
    """Everything monitoring has left, in terms of the place of a book in its list."""
    place = {book.portfolio.pk: n for n, book in enumerate(books)}
    names = {book.client.pk: n for n, book in enumerate(books)}
    return {
        "alerts": sorted(
            (
                (
                    *(
                        place[a.portfolio_id],
                        a.rule,
                        a.subject,
                        a.severity,
                        a.state,
                        a.rule_pack,
                        str(a.facts),
                    ),
                    *(a.first_seen_on, a.last_seen_on, a.cleared_on, a.due_on),
                    *(a.value, a.worst_value, a.limit),
                )
                for a in Alert.objects.filter(portfolio_id__in=place)
            ),
            key=str,
        ),
        "events": [
            (place[e.alert.portfolio_id], e.alert.rule, e.kind, e.on, e.value)
            for e in AlertEvent.objects.filter(alert__portfolio_id__in=place)
            .select_related("alert")
            .order_by("on", "alert__portfolio_id", "alert__rule", "alert__subject", "kind", "id")
        ],
        "notices": sorted(
            (names[n.client_id], n.code, n.on, n.due_on)
            for n in Notification.objects.filter(client_id__in=names)
        ),
        "tracks": sorted(
            (place[t.portfolio_id], t.period_start, t.on, str(t.state))
            for t in DepreciationTrack.objects.filter(portfolio_id__in=place)
        ),
    }


def business_days(scope: Tenant) -> list[date]:
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [on for on in days if is_business_day(on, calendar=scope.calendar)]


@pytest.mark.parametrize("seed", [2020, 7])
@pytest.mark.parametrize("stride", [5, 100])
def test_many_days_in_one_go_are_as_many_nights(scope: Tenant, system: Actor, seed: int, stride: int) -> None:
    print(f"seed {seed}")
    RulePack.objects.create(
        code="EU", version=2, effective_from=day("2020-02-20"), parameters={"depreciation_step": "0.05"}
    )
    shares = market(random.Random(seed))  # noqa: S311
    one_by_one, in_strides = lives(shares, seed), lives(shares, seed)
    days = business_days(scope)
    ids = [book.portfolio.pk for book in one_by_one]
    for on in days:
        valuations_run(actor=system, portfolio_ids=ids, until=on)
        portfolios_monitor(actor=system, portfolio_ids=ids, as_of=on)
    ids = [book.portfolio.pk for book in in_strides]
    for n in range(0, len(days), stride):
        stretch = days[n : n + stride]
        valuations_run(actor=system, portfolio_ids=ids, until=stretch[-1])
        portfolios_monitor(actor=system, portfolio_ids=ids, as_of=stretch[-1], since=stretch[0])
    expected, found = told(one_by_one), told(in_strides)
    assert len(expected["alerts"]) > 20
    assert {each[1] for each in expected["alerts"]} >= {"position_stop_loss", "depreciation_notice"}
    for part, rows in expected.items():
        assert found[part] == rows, part


def test_days_cost_no_queries_where_nothing_opens_or_clears(scope: Tenant, system: Actor) -> None:
    books = [BookBuilder(opened_on="2019-12-31") for _ in range(3)]
    for book in books:
        book.book("deposit", "2019-12-31", amount="100")
        agree(book)
    ids = [book.portfolio.pk for book in books]
    valuations_run(actor=system, portfolio_ids=ids, until=day("2020-01-31"))
    portfolios_monitor(actor=system, portfolio_ids=ids, as_of=day("2020-01-03"))
    shelf_clear()
    with CaptureQueriesContext(connection) as one:
        portfolios_monitor(actor=system, portfolio_ids=ids, as_of=day("2020-01-06"))
    shelf_clear()
    with CaptureQueriesContext(connection) as many:
        portfolios_monitor(actor=system, portfolio_ids=ids, as_of=day("2020-01-31"), since=day("2020-01-07"))
    assert len(many) == len(one)
