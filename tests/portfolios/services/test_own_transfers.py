"""Moves between portfolios of one client or household: lots keep their dates, costs and rates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clients.models import Client, Household
from portfolios.models import Holding, Instrument, Portfolio, TaxLot, TransactionLot
from portfolios.services.imports import import_now
from portfolios.services.prices import FxRateDraft, fx_rates_record
from portfolios.services.structure import AccountDraft
from portfolios.services.transactions import (
    LotDraft,
    TransactionDraft,
    transaction_reverse,
    transactions_post,
)
from tenancy.errors import RuleRefused
from tenancy.permissions import Actor
from tests.factories.book import make_client, make_instrument, make_portfolio, trade

D = Decimal
MONDAY, TUESDAY, FRIDAY = date(2022, 3, 7), date(2022, 3, 8), date(2022, 3, 11)


def leg(kind: str, share: Instrument, quantity: str, on: date = FRIDAY, **fields: Any) -> TransactionDraft:
    terms: dict[str, Any] = {"is_external": False, "transfer_group": "M1"} | fields
    return TransactionDraft(type=kind, trade_date=on, instrument=share, quantity=D(quantity), **terms)


def post(actor: Actor, portfolio: Portfolio, *drafts: TransactionDraft) -> Any:
    return transactions_post(actor=actor, portfolio=portfolio, drafts=list(drafts)).transactions


def lots(portfolio: Portfolio) -> list[tuple[date, Decimal, Decimal | None, Decimal | None]]:
    rows = TaxLot.objects.filter(portfolio=portfolio).order_by("position")
    return [(row.acquired_on, row.quantity, row.cost, row.fx_rate) for row in rows]


@pytest.fixture
def other(operations: Actor, client_row: Client) -> Portfolio:
    """A second portfolio of the client."""
    return make_portfolio(operations, client_row, "P-2")


@pytest.fixture
def stocked(operations: Actor, portfolio: Portfolio, share: Instrument) -> Portfolio:
    """10 bought at 10, then 10 at 20."""
    post(
        operations,
        portfolio,
        trade("buy", share, "10", "10", MONDAY),
        trade("buy", share, "10", "20", TUESDAY),
    )
    return portfolio


def test_lots_keep_their_dates_and_costs(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15"))
    post(operations, other, leg("transfer_in", share, "15"))
    assert lots(stocked) == [(TUESDAY, D(5), D(100), D(1))]
    assert lots(other) == [(MONDAY, D(10), D(100), D(1)), (TUESDAY, D(5), D(100), D(1))]
    assert Holding.objects.get(portfolio=other).cost_basis == 200
    assert TransactionLot.objects.count() == 2, "the history is written with the arrival"


def test_the_rate_of_the_purchase_stays(operations: Actor, client_row: Client) -> None:
    share = make_instrument(operations, "USCO", "USD")
    dollars = [AccountDraft(kind="cash", number="U", currency="USD")]
    source = make_portfolio(operations, client_row, "P-3", accounts=dollars)
    target = make_portfolio(operations, client_row, "P-4", accounts=dollars)
    fx_rates_record(
        actor=operations,
        rows=[FxRateDraft("EUR", "USD", MONDAY, D("1.25")), FxRateDraft("EUR", "USD", FRIDAY, D("1.6"))],
    )
    dealt = trade("buy", share, "4", "50", TUESDAY, fx_rate=D("0.9"), amount=D(180))
    post(
        operations,
        source,
        TransactionDraft(**{name: getattr(dealt, name) for name in dealt.__slots__} | {"currency": "EUR"}),
    )
    post(operations, source, leg("transfer_out", share, "4"))
    post(operations, target, leg("transfer_in", share, "4"))
    assert lots(target) == [(TUESDAY, D(4), D(200), D("0.9"))]


def test_it_arrives_in_parts_and_not_more_than_left(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15"))
    post(operations, other, leg("transfer_in", share, "4"))
    post(operations, other, leg("transfer_in", share, "5"), leg("transfer_in", share, "3"))
    assert sum(row[1] for row in lots(other)) == 12
    assert {row[0] for row in lots(other)} == {MONDAY, TUESDAY}
    assert sum(row[2] or 0 for row in lots(other)) == 100 + 2 * 20
    with pytest.raises(RuleRefused) as refused:
        post(operations, other, leg("transfer_in", share, "4"))
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/0/quantity", "not_underway")
    assert "3" in error.detail


def test_a_split_on_the_way_counts(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15", TUESDAY))
    split = TransactionDraft(type="split", trade_date=date(2022, 3, 9), instrument=share, ratio=D(2))
    post(operations, stocked, split)
    post(operations, other, leg("transfer_in", share, "30"))
    assert [(row[0], row[1], row[2]) for row in lots(other)] == [
        (MONDAY, D(20), D(100)),
        (TUESDAY, D(10), D(100)),
    ]


def test_the_group_of_another_client_is_another_group(
    operations: Actor, stocked: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15"))
    stranger = make_portfolio(operations, make_client("C-9"), "P-9")
    post(operations, stranger, leg("transfer_in", share, "15", price=D(30), currency="EUR"))
    assert lots(stranger) == [(FRIDAY, D(15), D(450), D(1))], "no history: the value of the day"


def test_within_a_household_lots_travel(
    operations: Actor, stocked: Portfolio, client_row: Client, share: Instrument
) -> None:
    house = Household.objects.create(name="Two", reference="H-1")
    client_row.household = house
    client_row.save()
    partner = make_portfolio(operations, make_client("C-9", household=house), "P-9")
    post(operations, stocked, leg("transfer_out", share, "20"))
    post(operations, partner, leg("transfer_in", share, "20"))
    assert [row[0] for row in lots(partner)] == [MONDAY, TUESDAY]


def test_a_departure_taken_back_brings_nothing(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    (out,) = post(operations, stocked, leg("transfer_out", share, "15"))
    transaction_reverse(actor=operations, transaction=out, reason="wrong portfolio")
    post(operations, other, leg("transfer_in", share, "15", price=D(30), currency="EUR"))
    assert lots(other) == [(FRIDAY, D(15), D(450), D(1))]


def test_lots_that_are_stated_are_kept(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15"))
    post(operations, other, leg("transfer_in", share, "15", lots=[LotDraft(D(15), MONDAY, D(123), D(1))]))
    assert lots(other) == [(MONDAY, D(15), D(123), D(1))]


def test_sent_again_an_arrival_is_recognised(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    post(operations, stocked, leg("transfer_out", share, "15"))
    arrival = leg("transfer_in", share, "15", external_id="A1")
    first = post(operations, other, arrival)
    assert post(operations, other, arrival) == first


def test_a_file_moves_both_ways_in_any_order(
    operations: Actor, stocked: Portfolio, other: Portfolio, share: Instrument
) -> None:
    """Each portfolio receives what the other gives away: arrivals are posted when everything has left."""
    bond = make_instrument(operations, "BOND")
    post(operations, other, trade("buy", bond, "8", "50", MONDAY))
    columns = "portfolio,external_id,type,trade_date,symbol,quantity,external,transfer_group"
    rows = [
        "P-1,A,transfer_in,2022-03-11,BOND,8,no,M2",
        "P-2,B,transfer_in,2022-03-11,ACME,15,no,M1",
        "P-2,C,transfer_out,2022-03-11,BOND,8,no,M2",
        "P-1,D,transfer_out,2022-03-11,ACME,15,no,M1",
    ]
    content = "\n".join([columns, *rows]).encode()
    batch = import_now(actor=operations, kind="transactions", name="moves.csv", content=content)
    assert (batch.state, batch.posted_count) == ("committed", 4)
    assert lots(other) == [(MONDAY, D(10), D(100), D(1)), (TUESDAY, D(5), D(100), D(1))]
    moved = TaxLot.objects.get(portfolio=stocked, instrument=bond)
    assert (moved.acquired_on, moved.quantity, moved.cost) == (MONDAY, D(8), D(400))
