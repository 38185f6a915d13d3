"""Events of issuers: entered once, previewed for every holder, decided by two, posted to all or none, once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from portfolios.models import (
    CashBalance,
    CorporateActionEvent,
    EventReturn,
    EventState,
    Holding,
    Instrument,
    Portfolio,
    TaxLot,
    Transaction,
)
from portfolios.selectors.entitlements import LineState, entitlements_of
from portfolios.services.corporate_actions import (
    EventDraft,
    event_cancel,
    event_create,
    event_decide,
    event_post,
    event_problems,
    event_submit,
    event_withdraw,
)
from portfolios.services.holdings import holdings_rebuild
from portfolios.services.structure import AccountDraft
from portfolios.services.transactions import TransactionDraft, transaction_reverse, transactions_post
from portfolios.services.transactions import posting as posting_path
from portfolios.tasks import event_post_enqueue
from tenancy.errors import Conflict, NotAllowed, RuleRefused, SecondPersonNeeded
from tenancy.models import Approval, AuditEntry, Job, JobState, Tenant
from tenancy.permissions import Actor, system_actor
from tenancy.roles import Role
from tenancy.services.approvals import approvals_expire
from tenancy.services.jobs import job_run
from tests.conftest import make_actor
from tests.factories.book import make_client, make_instrument, make_portfolio, trade
from tests.portfolios.services.test_holdings import table_hashes

D = Decimal
BOUGHT, EX, PAID, TODAY = date(2022, 3, 1), date(2022, 3, 10), date(2022, 3, 15), date(2022, 3, 31)


@pytest.fixture
def maker(operations: Actor) -> Actor:
    operations.tenant.business_date_pinned = TODAY
    return operations


@pytest.fixture
def checker(maker: Actor, scope: Tenant) -> Actor:
    return make_actor(scope, Role.COMPLIANCE, email="checker@alpha.example")


@pytest.fixture
def holders(maker: Actor, share: Instrument) -> list[Portfolio]:
    """Three portfolios of three clients with 25, 20 and 7 units, and one that sold everything before."""
    found = []
    for number, quantity in enumerate(("25", "20", "7", "9"), start=1):
        portfolio = make_portfolio(maker, make_client(f"H-{number}"), f"H-{number}")
        drafts = [trade("buy", share, quantity, "20", BOUGHT)]
        if number == 4:
            drafts.append(trade("sell", share, quantity, "20", date(2022, 3, 9)))
        transactions_post(actor=maker, portfolio=portfolio, drafts=drafts)
        found.append(portfolio)
    return found


@pytest.fixture
def carry_out(maker: Actor, checker: Actor) -> Callable[..., CorporateActionEvent]:
    """Enters an event, has it approved by the second person, and posts it."""

    def carried(instrument: Instrument, kind: str, **fields: Any) -> CorporateActionEvent:
        event = event_create(actor=maker, draft=EventDraft(instrument, kind, EX, **fields))
        event_submit(actor=maker, event=event)
        approved = event_decide(actor=checker, event=event, approve=True)
        return event_post(actor=system_actor(maker.tenant), event=approved)

    return carried


def dividend(actor: Actor, share: Instrument, **fields: Any) -> CorporateActionEvent:
    terms: dict[str, Any] = {"per_unit": D("1.20"), "tax_rate": D("0.25"), "pay_date": PAID} | fields
    return event_create(actor=actor, draft=EventDraft(share, "dividend", EX, **terms))


def cash(portfolio: Portfolio, currency: str = "EUR") -> Decimal:
    return CashBalance.objects.get(portfolio=portfolio, account__currency=currency).balance


def held(portfolio: Portfolio) -> dict[str, Decimal]:
    rows = Holding.objects.filter(portfolio=portfolio).select_related("instrument")
    return {row.instrument.symbol: row.quantity for row in rows}


def test_the_preview_counts_the_close_before_the_ex_day(
    maker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    transactions_post(actor=maker, portfolio=holders[0], drafts=[trade("buy", share, "100", "20", EX)])
    found = entitlements_of(dividend(maker, share))
    assert [(line.portfolio, line.held, line.due.net) for line in found.entitled] == [
        (holders[0], D(25), D("22.50")),
        (holders[1], D(20), D("18.00")),
        (holders[2], D(7), D("6.30")),
    ]
    assert found.content["gross"] == "62.4"
    assert not Transaction.objects.filter(type="dividend").exists()


def test_a_dividend_reaches_everybody_once(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio],
    carry_out: Callable[..., CorporateActionEvent],
) -> None:  # fmt: skip
    event = carry_out(share, "dividend", per_unit=D("1.20"), tax_rate=D("0.25"), pay_date=PAID)
    assert (event.state, event.posted_count) == (EventState.POSTED, 3)
    rows = Transaction.objects.filter(type="dividend").order_by("portfolio_id")
    assert [(row.quantity, row.price, row.amount, row.tax, row.ex_date, row.trade_date) for row in rows] == [
        (D(25), D("1.2"), D("22.5"), D("7.5"), EX, PAID),
        (D(20), D("1.2"), D(18), D(6), EX, PAID),
        (D(7), D("1.2"), D("6.3"), D("2.1"), EX, PAID),
    ]
    assert cash(holders[0]) == -500 + D("22.50")
    event_post(actor=system_actor(maker.tenant), event=event)
    assert rows.count() == 3
    entry = AuditEntry.objects.get(action="event.post")
    assert entry.client_ids == sorted(each.client_id for each in holders[:3])


def test_a_reverse_split_sells_the_fractions(
    maker: Actor, share: Instrument, holders: list[Portfolio], carry_out: Callable[..., CorporateActionEvent]
) -> None:
    carry_out(share, "split", ratio=D("0.1"), fraction_price=D(200))
    assert [held(each) for each in holders[:3]] == [{"ACME": D(2)}, {"ACME": D(2)}, {}]
    assert [cash(each) for each in holders[:3]] == [D(-500 + 100), D(-400), D(-140 + 140)]
    before = table_hashes()
    for portfolio in holders:
        holdings_rebuild(portfolio=portfolio, as_of=TODAY)
    assert table_hashes() == before


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("stock_dividend", {"ratio": D("0.2")}, {"ACME": D(30)}),
        ("spin_off", {"ratio": D("0.2"), "cost_share": D("0.1")}, {"ACME": D(25), "CHILD": D(5)}),
        ("merger", {"ratio": D(2)}, {"CHILD": D(50)}),
        ("merger", {"ratio": D(1), "per_unit": D(4), "cost_share": D("0.8")}, {"CHILD": D(25)}),
        ("merger", {"per_unit": D(30)}, {}),
        ("redemption", {"per_unit": D(21)}, {}),
        ("return_of_capital", {"per_unit": D(2)}, {"ACME": D(25)}),
    ],
)
def test_every_act_does_what_it_says(
    maker: Actor, share: Instrument, holders: list[Portfolio], carry_out: Callable[..., CorporateActionEvent],
    kind: str, fields: dict[str, Any], expected: dict[str, Decimal],
) -> None:  # fmt: skip
    child = make_instrument(maker, "CHILD")
    if "CHILD" in expected:
        fields = fields | {"related_instrument": child}
    event = carry_out(share, kind, **fields)
    assert event.state == EventState.POSTED
    assert held(holders[0]) == expected
    paid = fields.get("per_unit", D(0)) * 25
    assert cash(holders[0]) == -500 + paid
    cost = sum(lot.cost or D(0) for lot in TaxLot.objects.filter(portfolio=holders[0]))
    left = {"return_of_capital": 450, "redemption": 0}.get(kind, 500)
    if kind == "merger" and "per_unit" in fields:
        left = 400 if "cost_share" in fields else 0
    assert cost == left


def test_a_bond_is_paid_in_per_cent(maker: Actor, carry_out: Callable[..., CorporateActionEvent]) -> None:
    bond = make_instrument(maker, "BOND", asset_class="bond", price_factor=D("0.01"))
    portfolio = make_portfolio(maker, make_client("B-1"), "B-1")
    transactions_post(actor=maker, portfolio=portfolio, drafts=[trade("buy", bond, "10000", "99", BOUGHT)])
    carry_out(bond, "coupon", per_unit=D("2.5"), tax_rate=D("0.2"))
    carry_out(bond, "redemption", per_unit=D(100))
    assert (cash(portfolio), held(portfolio)) == (D(-9900 + 200 + 10000), {})


def test_accounts_of_one_portfolio_each_receive_their_own(
    maker: Actor, share: Instrument, carry_out: Callable[..., CorporateActionEvent]
) -> None:
    custody = [AccountDraft(kind="custody", number=each) for each in ("D1", "D2")]
    cash_account = AccountDraft(kind="cash", number="E", currency="EUR")
    portfolio = make_portfolio(maker, make_client("A-1"), "A-1", accounts=[*custody, cash_account])
    first, second = portfolio.accounts.filter(kind="custody").order_by("number")
    drafts = [
        trade("buy", share, "15", "10", BOUGHT, account=first),
        trade("buy", share, "8", "10", BOUGHT, account=second),
    ]
    transactions_post(actor=maker, portfolio=portfolio, drafts=drafts)
    carry_out(share, "dividend", per_unit=D(1))
    carry_out(share, "split", ratio=D("0.5"), fraction_price=D(20))
    rows = Holding.objects.filter(portfolio=portfolio).order_by("account_id")
    assert [row.quantity for row in rows] == [D(7), D(4)]
    assert cash(portfolio) == -230 + 23 + 10
    event = event_create(
        actor=maker,
        draft=EventDraft(
            share,
            "merger",
            date(2022, 3, 20),
            ratio=D(1),
            per_unit=D(1),
            related_instrument=make_instrument(maker, "CHILD"),
        ),
    )
    (problem,) = event_problems(actor=maker, event=event, found=entitlements_of(event))
    assert (problem.portfolio, problem.code) == (portfolio, "shared_pool")


def test_what_is_in_a_book_already_is_left_out(
    maker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    by_file = TransactionDraft(
        type="dividend", trade_date=PAID, instrument=share, amount=D("22.50"), tax=D("7.50"), currency="EUR"
    )
    (row,) = transactions_post(actor=maker, portfolio=holders[0], drafts=[by_file]).transactions
    event = dividend(maker, share)
    assert [line.state for line in entitlements_of(event).lines] == [
        LineState.BOOKED, LineState.ENTITLED, LineState.ENTITLED,
    ]  # fmt: skip
    transaction_reverse(actor=maker, transaction=row, reason="the event books it")
    assert len(entitlements_of(event).entitled) == 3


def test_a_special_dividend_of_the_same_day_is_another_act(
    maker: Actor, share: Instrument, holders: list[Portfolio], carry_out: Callable[..., CorporateActionEvent]
) -> None:
    carry_out(share, "dividend", per_unit=D(1))
    special = carry_out(share, "dividend", per_unit=D(2), reference="special")
    assert special.posted_count == 3
    assert cash(holders[0]) == -500 + 25 + 50


def test_short_positions_are_told_apart(maker: Actor, share: Instrument) -> None:
    portfolio = make_portfolio(maker, make_client("S-1"), "S-1")
    transactions_post(actor=maker, portfolio=portfolio, drafts=[trade("sell", share, "10", "20", BOUGHT)])
    (line,) = entitlements_of(dividend(maker, share)).lines
    assert (line.held, line.state) == (D(-10), LineState.SHORT)
    split = event_create(actor=maker, draft=EventDraft(share, "split", EX, ratio=D(2)))
    (line,) = entitlements_of(split).lines
    assert (line.due.units, line.state) == (D(-20), LineState.ENTITLED)


def test_one_portfolio_that_cannot_take_it_keeps_all_from_it(
    maker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    event = dividend(maker, share, currency="USD")
    with pytest.raises(RuleRefused) as refused:
        event_submit(actor=maker, event=event)
    assert {error.code for error in refused.value.errors} == {"no_cash_account"}
    assert any("H-2" in error.detail for error in refused.value.errors)
    assert not Approval.objects.exists()


def test_the_maker_cannot_be_the_checker(maker: Actor, share: Instrument, holders: list[Portfolio]) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    with pytest.raises(SecondPersonNeeded):
        event_decide(actor=maker, event=event, approve=True)
    event.refresh_from_db()
    assert event.state == EventState.SUBMITTED


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ADVISOR, Role.AUDITOR])
def test_who_decides_works_for_the_firms_clients(
    maker: Actor, scope: Tenant, share: Instrument, holders: list[Portfolio], role: Role
) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    with pytest.raises(NotAllowed):
        event_decide(actor=make_actor(scope, role, email="other@alpha.example"), event=event, approve=True)


def test_what_changed_since_it_was_asked_for_is_not_approved(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    transactions_post(actor=maker, portfolio=holders[2], drafts=[trade("buy", share, "1", "20", BOUGHT)])
    with pytest.raises(Conflict):
        event_decide(actor=checker, event=event, approve=True)
    event_withdraw(actor=maker, event=event)
    event_submit(actor=maker, event=event)
    assert event_decide(actor=checker, event=event, approve=True).state == EventState.APPROVED


def test_what_changed_between_approval_and_posting_is_not_posted(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    event_decide(actor=checker, event=event, approve=True)
    transactions_post(
        actor=maker, portfolio=holders[0], drafts=[trade("sell", share, "5", "20", date(2022, 3, 2))]
    )
    posted = event_post(actor=system_actor(maker.tenant), event=event)
    assert (posted.state, posted.returned) == (EventState.DRAFT, EventReturn.CHANGED)
    assert not Transaction.objects.filter(type="dividend").exists()


def test_a_book_that_refuses_keeps_it_from_all(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of three books refuses: the first two are as they were."""
    event = event_submit(actor=maker, event=dividend(maker, share))
    event_decide(actor=checker, event=event, approve=True)
    real = posting_path.post

    def refusing(**call: Any) -> Any:
        if call["portfolio"] == holders[2]:
            raise RuleRefused("no")
        return real(**call)

    monkeypatch.setattr("portfolios.services.corporate_actions.posting.post", refusing)
    posted = event_post(actor=system_actor(maker.tenant), event=event)
    assert (posted.state, posted.returned) == (EventState.DRAFT, EventReturn.UNPOSTABLE)
    assert not Transaction.objects.filter(type="dividend").exists()
    assert cash(holders[0]) == -500


def test_a_rejected_event_is_a_draft_again_and_can_be_cancelled(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    with pytest.raises(Conflict):
        event_cancel(actor=maker, event=event, reason="not yet")
    rejected = event_decide(actor=checker, event=event, approve=False, reason="wrong rate")
    assert (rejected.state, rejected.returned) == (EventState.DRAFT, EventReturn.REJECTED)
    event_cancel(actor=maker, event=event, reason="wrong rate")
    assert event_create(actor=maker, draft=EventDraft(share, "dividend", EX, per_unit=D(1))).pk != event.pk


def test_a_request_that_ran_out_is_put_back(
    maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio]
) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    Approval.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    approvals_expire()
    with pytest.raises(Conflict):
        event_decide(actor=checker, event=event, approve=True)
    assert event_withdraw(actor=maker, event=event).state == EventState.DRAFT


def test_the_same_act_is_entered_once(maker: Actor, share: Instrument) -> None:
    dividend(maker, share)
    with pytest.raises(Conflict):
        dividend(maker, share)
    assert dividend(maker, share, reference="special").reference == "special"


@pytest.mark.parametrize(
    ("kind", "fields", "pointer", "code"),
    [
        ("dividend", {}, "/per_unit", "required"),
        ("dividend", {"per_unit": D(1), "ratio": D(2)}, "/ratio", "forbidden"),
        ("dividend", {"per_unit": D(-1)}, "/per_unit", "not_positive"),
        ("dividend", {"per_unit": D(1), "tax_rate": D(1)}, "/tax_rate", "share_out_of_range"),
        ("dividend", {"per_unit": D(1), "currency": "XXQ"}, "/currency", "unknown_currency"),
        ("dividend", {"per_unit": D(1), "pay_date": BOUGHT}, "/pay_date", "paid_before_ex"),
        ("redemption", {"per_unit": D(1), "currency": "USD"}, "/currency", "currency_of_instrument"),
        ("spin_off", {"ratio": D(1)}, "/related_instrument", "required"),
        ("merger", {}, "/per_unit", "required"),
        ("merger", {"ratio": D(1)}, "/related_instrument", "required"),
        ("buy", {"per_unit": D(1)}, "/type", "invalid_choice"),
    ],
)
def test_wrong_terms_are_named(
    maker: Actor, share: Instrument, kind: str, fields: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        event_create(actor=maker, draft=EventDraft(share, kind, EX, **fields))
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]


def test_nobody_entitled_is_nothing_to_approve(maker: Actor, share: Instrument) -> None:
    with pytest.raises(RuleRefused):
        event_submit(actor=maker, event=dividend(maker, share))


def test_the_job_posts_it(maker: Actor, checker: Actor, share: Instrument, holders: list[Portfolio]) -> None:
    event = event_submit(actor=maker, event=dividend(maker, share))
    job = event_post_enqueue(event_decide(actor=checker, event=event, approve=True))
    assert job_run(tenant=maker.tenant, job_id=job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    row = Transaction.objects.filter(type="dividend").first()
    assert row is not None
    assert row.posted_by == maker.user
