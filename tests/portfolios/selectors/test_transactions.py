"""Bookings as people look for them."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.models import Transaction
from portfolios.selectors.transactions import NEWEST_FIRST, TransactionFilter, cash_effect, transaction_list
from portfolios.services.transactions import transaction_reverse
from tenancy.cursors import slice_of
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.valued import BOUGHT, OPENED, make_share, make_valued


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        (TransactionFilter(), ["buy", "deposit"]),
        (TransactionFilter(type="buy"), ["buy"]),
        (TransactionFilter(text="acme"), ["buy"]),
        (TransactionFilter(until=OPENED), ["deposit"]),
        (TransactionFilter(from_on=BOUGHT), ["buy"]),
        (TransactionFilter(text="nothing like it"), []),
    ],
)
def test_a_filter_narrows(actors: dict[Role, Actor], wanted: TransactionFilter, types: list[str]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    rows = transaction_list(portfolio=portfolio, wanted=wanted).order_by(*NEWEST_FIRST)
    assert [row.type for row in rows] == types


def test_a_reversal_is_linked_and_has_the_opposite_effect(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    portfolio = make_valued(operations, make_share(operations))
    bought = Transaction.objects.get(portfolio=portfolio, type="buy")
    undone = transaction_reverse(actor=operations, transaction=bought, reason="Wrong share")
    row = transaction_list(portfolio=portfolio, wanted=TransactionFilter()).get(pk=bought.pk)
    assert vars(row)["reversed_by"] == undone.public_id
    assert (cash_effect(bought), cash_effect(undone)) == (Decimal(-5000), Decimal(5000))


@pytest.mark.parametrize(
    ("kind", "fields", "effect"),
    [
        ("return_of_capital", {"amount": Decimal(39)}, Decimal(39)),
        ("merger", {"amount": Decimal(100), "cash_in_lieu": Decimal(3)}, Decimal(103)),
        ("split", {"cash_in_lieu": Decimal(30)}, Decimal(30)),
        ("spin_off", {}, None),
        ("redemption", {"amount": Decimal(500)}, Decimal(500)),
    ],
)
def test_acts_of_the_issuer_pay_into_the_account(
    kind: str, fields: dict[str, Decimal], effect: Decimal | None
) -> None:
    assert cash_effect(Transaction(type=kind, currency="EUR", **fields)) == effect


def test_slices_go_forth_and_back(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    rows = transaction_list(
        portfolio=make_valued(operations, make_share(operations)), wanted=TransactionFilter()
    )
    first = slice_of(rows, ordering=NEWEST_FIRST, size=1)
    second = slice_of(rows, ordering=NEWEST_FIRST, size=1, mark=first.older)
    back = slice_of(rows, ordering=NEWEST_FIRST, size=1, mark=second.newer)
    assert [row.trade_date for row in (*first.rows, *second.rows)] == [BOUGHT, date(2020, 12, 30)]
    assert (first.newer, second.older) == ("", "")
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
