"""Prices by hand: at once where there was none, with a second person where one was recorded, with a document without a market."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument, ManualPrice, ManualPriceState, Portfolio, Price
from portfolios.services.manual_prices import (
    Evidence,
    manual_price_decide,
    manual_price_withdraw,
    needs_evidence,
    price_enter,
)
from portfolios.services.prices import PriceDraft, prices_record
from portfolios.services.transactions import transactions_post
from tenancy.errors import Conflict, NotAllowed, RuleRefused, SecondPersonNeeded
from tenancy.models import Approval, AuditEntry, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.approvals import approvals_expire
from tests.conftest import make_actor
from tests.factories.book import make_instrument, trade

D = Decimal
DAY = date(2022, 3, 10)
REPORT = Evidence("appraisal.pdf", b"%PDF-1.4 appraisal", "application/pdf")


@pytest.fixture
def checker(operations: Actor, scope: Tenant) -> Actor:
    return make_actor(scope, Role.COMPLIANCE, email="checker@alpha.example")


def draft(share: Instrument, price: str, on: date = DAY) -> PriceDraft:
    return PriceDraft(share, on, D(price), "appraiser")


def latest(share: Instrument, on: date = DAY) -> tuple[Decimal, str]:
    row = Price.objects.filter(instrument=share, on=on).latest("pk")
    return row.price, row.kind


def recorded(actor: Actor, share: Instrument, price: str = "100") -> None:
    prices_record(actor=actor, rows=[PriceDraft(share, DAY, D(price), "exchange")])


def test_a_day_without_a_price_takes_it_at_once(operations: Actor, share: Instrument) -> None:
    entered = price_enter(actor=operations, draft=draft(share, "12.5"))
    assert (entered.state, entered.approval, entered.before) == (ManualPriceState.RECORDED, None, None)
    assert latest(share) == (D("12.5"), "manual")
    assert not Approval.objects.exists()


def test_a_change_waits_for_a_second_person_and_then_counts(
    operations: Actor, checker: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "90", date(2022, 3, 1))]
    )
    recorded(operations, share)
    Portfolio.objects.update(stale_from=None)
    entered = price_enter(actor=operations, draft=draft(share, "90"), reason="the exchange corrected it")
    assert (entered.state, entered.before) == (ManualPriceState.WAITING, D(100))
    assert latest(share) == (D(100), "close")
    assert (
        manual_price_decide(actor=checker, entered=entered, approve=True).state == ManualPriceState.RECORDED
    )
    assert latest(share) == (D(90), "manual")
    portfolio.refresh_from_db()
    assert portfolio.stale_from == DAY
    assert Price.objects.filter(instrument=share, on=DAY).count() == 2, "history is kept"
    entry = AuditEntry.objects.get(action="price.record", user=operations.user, role=Role.SYSTEM)
    assert entry.after is not None
    assert entry.after["changed"] == 1


def test_the_maker_cannot_be_the_checker(operations: Actor, share: Instrument) -> None:
    recorded(operations, share)
    entered = price_enter(actor=operations, draft=draft(share, "90"), reason="typed")
    with pytest.raises(SecondPersonNeeded):
        manual_price_decide(actor=operations, entered=entered, approve=True)
    assert latest(share) == (D(100), "close")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ADVISOR, Role.AUDITOR])
def test_others_do_not_decide(operations: Actor, scope: Tenant, share: Instrument, role: Role) -> None:
    recorded(operations, share)
    entered = price_enter(actor=operations, draft=draft(share, "90"), reason="typed")
    other = make_actor(scope, role, email="other@alpha.example")
    with pytest.raises(NotAllowed):
        manual_price_decide(actor=other, entered=entered, approve=True)


def test_a_price_that_arrives_meanwhile_ends_the_request(
    operations: Actor, checker: Actor, share: Instrument
) -> None:
    recorded(operations, share)
    entered = price_enter(actor=operations, draft=draft(share, "90"), reason="typed")
    recorded(operations, share, "91")
    with pytest.raises(Conflict):
        manual_price_decide(actor=checker, entered=entered, approve=True)
    assert latest(share) == (D(91), "close")
    assert (
        manual_price_decide(actor=checker, entered=entered, approve=False).state == ManualPriceState.REJECTED
    )


def test_one_change_of_a_day_waits_at_a_time(operations: Actor, share: Instrument) -> None:
    recorded(operations, share)
    first = price_enter(actor=operations, draft=draft(share, "90"), reason="typed")
    with pytest.raises(Conflict):
        price_enter(actor=operations, draft=draft(share, "89"), reason="typed")
    assert manual_price_withdraw(actor=operations, entered=first).state == ManualPriceState.WITHDRAWN
    assert price_enter(actor=operations, draft=draft(share, "89"), reason="typed").pk != first.pk


def test_a_request_that_ran_out_is_taken_back_by_a_colleague(
    operations: Actor, checker: Actor, scope: Tenant, share: Instrument
) -> None:
    recorded(operations, share)
    entered = price_enter(actor=operations, draft=draft(share, "90"), reason="typed")
    Approval.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    approvals_expire()
    with pytest.raises(Conflict):
        manual_price_decide(actor=checker, entered=entered, approve=True)
    colleague = make_actor(scope, Role.OPERATIONS, email="colleague@alpha.example")
    assert manual_price_withdraw(actor=colleague, entered=entered).state == ManualPriceState.WITHDRAWN


def test_what_has_no_market_needs_its_document(operations: Actor) -> None:
    house = make_instrument(operations, "HOUSE", asset_class="real_estate")
    assert needs_evidence(house)
    assert not needs_evidence(make_instrument(operations, "REIT", asset_class="real_estate", mic="XETR"))
    with pytest.raises(RuleRefused) as refused:
        price_enter(actor=operations, draft=draft(house, "1250000"))
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/document", "required")]
    entered = price_enter(actor=operations, draft=draft(house, "1250000"), evidence=REPORT)
    assert entered.document is not None
    assert (entered.document.name, entered.document.size) == ("appraisal.pdf", len(REPORT.content))


@pytest.mark.parametrize(
    ("price", "reason", "source", "pointer", "code"),
    [
        ("90", "", "desk", "/reason", "required"),
        ("100", "again", "desk", "/price", "unchanged"),
        ("90", "x" * 501, "desk", "/reason", "max_length"),
        ("90", "typed", " ", "/source", "required"),
        ("-1", "typed", "desk", "/price", "out_of_range"),
    ],
)
def test_what_is_wrong_is_named(
    operations: Actor, share: Instrument, price: str, reason: str, source: str, pointer: str, code: str
) -> None:
    recorded(operations, share)
    with pytest.raises(RuleRefused) as refused:
        price_enter(actor=operations, draft=PriceDraft(share, DAY, D(price), source), reason=reason)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]
    assert not ManualPrice.objects.exists()


def test_an_empty_document_is_none(operations: Actor, share: Instrument) -> None:
    empty = Evidence("empty.pdf", b"", "application/pdf")
    with pytest.raises(RuleRefused):
        price_enter(actor=operations, draft=draft(share, "90"), evidence=empty)
