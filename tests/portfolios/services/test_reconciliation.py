"""A custodian's list against the book: every difference is found, decided by a person, and blocks until then."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.models import (
    BreakState,
    ImportBatch,
    ImportRowError,
    ImportState,
    Instrument,
    Portfolio,
    Reconciliation,
    ReconciliationBreak,
)
from portfolios.selectors.reconciliation import break_list, open_breaks
from portfolios.services.imports import import_now
from portfolios.services.reconciliation import break_explain, break_resolve
from portfolios.services.transactions import transactions_post
from tenancy.errors import Conflict, NotAllowed, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.book import deposit, make_instrument, make_portfolio, trade

D = Decimal
DAY = date(2022, 3, 31)
HEADER = "account,as_of,symbol,currency,quantity,amount\n"


@pytest.fixture
def booked(operations: Actor, portfolio: Portfolio, share: Instrument) -> Portfolio:
    """10 shares and 500 in cash at the end of March, one of the shares bought on the last day."""
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[
            deposit("1000.00", date(2022, 3, 1)),
            trade("buy", share, "9", "50", date(2022, 3, 2)),
            trade("buy", share, "1", "50", DAY),
        ],
    )
    return portfolio


def compare(actor: Actor, *lines: str) -> ImportBatch:
    return import_now(
        actor=actor,
        kind="custodian_positions",
        name="custodian.csv",
        content=(HEADER + "\n".join(lines) + "\n").encode(),
    )


def breaks(portfolio: Portfolio) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (
            str(item.instrument.symbol if item.instrument else item.currency),
            item.book_quantity,
            item.custodian_quantity,
        )
        for item in open_breaks(portfolio)
    ]


def test_what_ties_leaves_nothing_open(operations: Actor, booked: Portfolio) -> None:
    batch = compare(operations, "P-1-S,2022-03-31,ACME,EUR,10,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    assert (batch.state, batch.as_of) == (ImportState.COMMITTED, DAY)
    performed = Reconciliation.objects.get()
    assert (performed.compared_count, performed.break_count) == (2, 0)
    assert breaks(booked) == []
    entry = AuditEntry.objects.get(action="reconciliation.perform")
    assert entry.client_ids == [booked.client_id]


def test_a_custodian_that_books_on_settlement_is_right_too(operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,9,", "P-1-EUR,2022-03-31,,EUR,,550.00")
    assert breaks(booked) == []


def test_one_number_may_stand_for_securities_and_money(operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,10,", "P-1-S,2022-03-31,,EUR,,500.00")
    assert breaks(booked) == []


def test_every_difference_is_found_however_small(operations: Actor, booked: Portfolio) -> None:
    other = make_instrument(operations, "OTHER")
    compare(
        operations,
        "P-1-S,2022-03-31,ACME,EUR,10.00000001,",
        f"P-1-S,2022-03-31,{other.symbol},EUR,3,",
        "P-1-EUR,2022-03-31,,EUR,,499.99",
    )
    assert sorted(breaks(booked)) == [
        ("ACME", D(10), D("10.00000001")),
        ("EUR", D(500), D("499.99")),
        ("OTHER", D(0), D(3)),
    ]


def test_what_the_list_does_not_mention_is_a_difference(operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-EUR,2022-03-31,,EUR,,500.00")
    assert breaks(booked) == [("ACME", D(10), D(0))]


def test_the_book_is_compared_at_the_day_of_the_list(
    operations: Actor, booked: Portfolio, share: Instrument
) -> None:
    transactions_post(
        actor=operations, portfolio=booked, drafts=[trade("sell", share, "4", "60", date(2022, 4, 1))]
    )
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,10,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    assert breaks(booked) == []


def test_a_new_list_speaks_for_the_earlier_one(operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,11,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    assert len(breaks(booked)) == 1
    compare(operations, "P-1-S,2022-04-29,ACME,EUR,10,", "P-1-EUR,2022-04-29,,EUR,,500.00")
    assert breaks(booked) == []
    ended = ReconciliationBreak.objects.get()
    assert (ended.state, ended.decided_by) == (BreakState.RESOLVED, operations.user)


def test_resolving_needs_a_book_that_agrees(operations: Actor, booked: Portfolio, share: Instrument) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,12,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    (item,) = open_breaks(booked)
    with pytest.raises(RuleRefused, match="10"):
        break_resolve(actor=operations, item=item, reason="corrected")
    free = trade("buy", share, "2", "0", date(2022, 3, 30))
    transactions_post(actor=operations, portfolio=booked, drafts=[free])
    resolved = break_resolve(actor=operations, item=item, reason="two bonus shares were missing")
    assert resolved.state == BreakState.RESOLVED
    assert not open_breaks(booked).exists()
    entry = AuditEntry.objects.get(action="reconciliation.resolved")
    assert (entry.client_ids, entry.reason) == ([booked.client_id], "two bonus shares were missing")


def test_explaining_needs_a_reason_and_happens_once(operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,12,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    (item,) = open_breaks(booked)
    with pytest.raises(RuleRefused):
        break_explain(actor=operations, item=item, reason="  ")
    break_explain(actor=operations, item=item, reason="custodian's late booking")
    assert not open_breaks(booked).exists()
    with pytest.raises(Conflict):
        break_explain(actor=operations, item=item, reason="again")
    assert break_list(operations, state=BreakState.EXPLAINED).count() == 1


def test_only_operations_decide(actors: dict[Role, Actor], operations: Actor, booked: Portfolio) -> None:
    compare(operations, "P-1-S,2022-03-31,ACME,EUR,12,", "P-1-EUR,2022-03-31,,EUR,,500.00")
    (item,) = open_breaks(booked)
    for role in (Role.COMPLIANCE, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            break_explain(actor=actors[role], item=item, reason="no")
    assert not break_list(actors[Role.ADVISOR]).exists()
    assert open_breaks(booked, until=date(2022, 3, 30)).count() == 0


def test_lines_that_find_no_account_or_another_day_are_named(operations: Actor, booked: Portfolio) -> None:
    other = make_portfolio(operations, booked.client, "P-2")
    other.accounts.filter(kind="cash").update(number="P-1-EUR")
    batch = compare(
        operations,
        "NONE,2022-03-31,ACME,EUR,1,",
        "P-1-S,2022-03-30,ACME,EUR,10,",
        "P-1-EUR,2022-03-31,,EUR,,500.00",
        "P-1-S,2022-03-31,,USD,,1.00",
    )
    errors = ImportRowError.objects.filter(batch=batch).values_list("line", "field", "code")
    assert list(errors) == [
        (2, "account", "account_unknown"),
        (3, "as_of", "day_differs"),
        (4, "account", "account_ambiguous"),
        (5, "account", "account_unknown"),
    ]
    assert not Reconciliation.objects.exists()
