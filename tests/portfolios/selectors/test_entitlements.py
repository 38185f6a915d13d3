"""Positions at the close before the ex day, from the ledger; the approved content changes with any of them."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Client
from portfolios.models import CorporateActionEvent, Instrument, Portfolio
from portfolios.selectors.entitlements import entitlements_of
from portfolios.services.corporate_actions import EventDraft, event_create
from portfolios.services.transactions import TransactionDraft, transactions_post
from tenancy.permissions import Actor
from tests.factories.book import make_instrument, make_portfolio, trade

D = Decimal
BOUGHT, EX = date(2022, 3, 1), date(2022, 3, 10)


def event_of(actor: Actor, share: Instrument) -> CorporateActionEvent:
    return event_create(actor=actor, draft=EventDraft(share, "dividend", EX, per_unit=D(1)))


def test_units_that_came_by_a_spin_off_count(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    child = make_instrument(operations, "CHILD")
    spin = TransactionDraft(
        type="spin_off",
        trade_date=date(2022, 3, 4),
        instrument=share,
        related_instrument=child,
        ratio=D("0.5"),
    )
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "10", "20", BOUGHT), spin]
    )
    (line,) = entitlements_of(event_of(operations, child)).lines
    assert (line.portfolio, line.held) == (portfolio, D(5))


def test_the_number_of_queries_does_not_grow(
    operations: Actor, client_row: Client, share: Instrument
) -> None:
    def stock(number: int) -> None:
        portfolio = make_portfolio(operations, client_row, f"Q-{number}")
        transactions_post(
            actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "2", BOUGHT)]
        )

    stock(1)
    event = event_of(operations, share)
    with CaptureQueriesContext(
        connection,
    ) as few:
        entitlements_of(event)
    for number in range(2, 8):
        stock(number)
    with CaptureQueriesContext(connection) as many:
        assert len(entitlements_of(event).entitled) == 7
    assert len(many) == len(few)


def test_the_content_changes_with_any_line(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    event = event_of(operations, share)
    contents = [entitlements_of(event).content]
    for quantity in ("3", "4"):
        drafts = [trade("buy", share, quantity, "20", BOUGHT), trade("sell", share, quantity, "20", EX)]
        transactions_post(actor=operations, portfolio=portfolio, drafts=drafts)
        contents.append(entitlements_of(event).content)
    assert [each["held"] for each in contents] == ["0", "3", "7"]
    assert len({each["lines"] for each in contents}) == 3
