"""Posting: all or none, once, exact, and the projections along with it."""

from datetime import date
from decimal import Decimal

import pytest

from clients.models import Client
from portfolios.models import Account, CashBalance, Holding, Instrument, Portfolio, TaxLot, Transaction
from portfolios.services.structure import AccountDraft, account_create
from portfolios.services.transactions import (
    LotDraft,
    TransactionDraft,
    transaction_reverse,
    transactions_post,
)
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.book import deposit, make_client, make_instrument, make_portfolio, trade

MONDAY = date(2022, 3, 7)
TUESDAY = date(2022, 3, 8)
D = Decimal


def cash_of(portfolio: Portfolio) -> dict[str, Decimal]:
    return {
        row.account.currency: row.balance
        for row in CashBalance.objects.filter(portfolio=portfolio).select_related("account")
    }


def test_posting_moves_units_lots_and_cash_together(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    result = transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("10000.00", MONDAY), trade("buy", share, "10", "100.50", TUESDAY, fee=D("4.95"))],
    )
    assert result.posted == 2
    assert [row.type for row in result.transactions] == ["deposit", "buy"]
    assert all(row.public_id and row.created_at for row in result.transactions)
    holding = Holding.objects.get(portfolio=portfolio)
    assert (holding.quantity, holding.quantity_settled, holding.cost_basis) == (D(10), D(10), D(1005))
    assert cash_of(portfolio) == {"EUR": D("8990.05")}
    lot = TaxLot.objects.get(portfolio=portfolio)
    assert (lot.quantity, lot.cost, lot.acquired_on, lot.account) == (D(10), D(1005), TUESDAY, None)
    assert lot.opened_by == result.transactions[1]
    assert lot.fx_rate == 1


def test_one_audit_entry_a_batch_names_the_client(operations: Actor, portfolio: Portfolio) -> None:
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("1.00", MONDAY), deposit("2.00", TUESDAY), deposit("3.00", TUESDAY)],
    )
    entry = AuditEntry.objects.get(action="transaction.post")
    assert entry.after is not None
    assert entry.client_ids == [portfolio.client_id]
    assert entry.after["count"] == 3
    assert (entry.after["from"], entry.after["to"]) == ("2022-03-07", "2022-03-08")


def test_settlement_follows_the_calendar_over_a_weekend_and_a_holiday(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    thursday = date(2022, 4, 14)
    posted = transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[
            trade("buy", share, "1", "10", thursday),
            deposit("5.00", thursday),
            trade("buy", share, "1", "10", thursday, settlement_date=thursday),
        ],
    ).transactions
    # Luxembourg keeps Easter Monday (18 April 2022); Good Friday is a business day there.
    assert [row.settlement_date for row in posted] == [date(2022, 4, 19), thursday, thursday]


def test_unsettled_quantity_and_cash_stand_beside(
    operations: Actor, client_row: Client, share: Instrument
) -> None:
    operations.tenant.business_date_pinned = TUESDAY
    portfolio = make_portfolio(operations, client_row, "P-2")
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("500.00", MONDAY), trade("buy", share, "2", "100", TUESDAY)],
    )
    holding = Holding.objects.get(portfolio=portfolio)
    balance = CashBalance.objects.get(portfolio=portfolio)
    assert (holding.quantity, holding.quantity_settled, holding.settled_on) == (D(2), D(0), TUESDAY)
    assert (balance.balance, balance.balance_settled) == (D(300), D(500))


def test_the_stated_amount_must_follow_and_nothing_is_posted_otherwise(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    good = deposit("100.00", MONDAY)
    bad = trade("buy", share, "3", "33.33", MONDAY, amount=D("99.00"))
    with pytest.raises(RuleRefused) as refused:
        transactions_post(actor=operations, portfolio=portfolio, drafts=[good, bad])
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/1/amount", "amount_mismatch")
    assert "99.99" in error.detail
    assert not Transaction.objects.exists()
    assert not CashBalance.objects.exists()


@pytest.mark.parametrize(
    ("draft", "pointer", "code"),
    [
        (TransactionDraft(type="bought", trade_date=MONDAY), "/0/type", "invalid_choice"),
        (TransactionDraft(type="spin_off", trade_date=MONDAY), "/0/instrument", "required"),
        (deposit("10.001", MONDAY), "/0/amount", "minor_unit"),
        (deposit("10.00", MONDAY, currency="USD"), "/0/cash_account", "no_cash_account"),
        (deposit("10.00", MONDAY, currency=""), "/0/currency", "required"),
        (deposit("-1.00", MONDAY), "/0/amount", "negative"),
        (deposit("1.00", MONDAY, quantity=D(3)), "/0/quantity", "forbidden"),
        (
            deposit("1.00", MONDAY, settlement_date=date(2022, 3, 4)),
            "/0/settlement_date",
            "before_trade_date",
        ),
        (deposit("1.00", MONDAY, note="x" * 501), "/0/note", "max_length"),
        (deposit("1.00001", MONDAY), "/0/amount", "max_decimal_places"),
        (deposit("1e17", MONDAY), "/0/amount", "out_of_range"),
    ],
)
def test_each_wrong_field_is_named(
    operations: Actor, portfolio: Portfolio, draft: TransactionDraft, pointer: str, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        transactions_post(actor=operations, portfolio=portfolio, drafts=[draft])
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]
    assert not Transaction.objects.exists()


def test_an_account_of_another_portfolio_is_refused(
    operations: Actor, portfolio: Portfolio, client_row: Client
) -> None:
    other = make_portfolio(operations, client_row, "P-2")
    foreign = Account.objects.get(portfolio=other, kind="cash")
    with pytest.raises(RuleRefused) as refused:
        transactions_post(
            actor=operations, portfolio=portfolio, drafts=[deposit("1.00", MONDAY, cash_account=foreign)]
        )
    assert refused.value.errors[0].code == "wrong_account"


def test_the_same_external_id_and_content_is_answered_with_the_first(
    operations: Actor, portfolio: Portfolio
) -> None:
    first = transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("10.00", MONDAY, external_id="A")]
    ).transactions[0]
    again = transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("5.00", MONDAY, external_id="B"), deposit("10.0", MONDAY, external_id="A")],
    )
    assert again.duplicates == [1]
    assert again.transactions[1] == first
    assert again.posted == 1
    assert cash_of(portfolio) == {"EUR": D(15)}


def test_the_same_external_id_with_other_content_is_a_conflict(
    operations: Actor, portfolio: Portfolio
) -> None:
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("10.00", MONDAY, external_id="A")]
    )
    with pytest.raises(Conflict) as refused:
        transactions_post(
            actor=operations,
            portfolio=portfolio,
            drafts=[deposit("1.00", MONDAY), deposit("11.00", MONDAY, external_id="A")],
        )
    assert refused.value.errors[0].pointer == "/1/external_id"
    assert cash_of(portfolio) == {"EUR": D(10)}


def test_an_external_id_twice_in_one_call_is_refused(operations: Actor, portfolio: Portfolio) -> None:
    drafts = [deposit("1.00", MONDAY, external_id="A"), deposit("1.00", MONDAY, external_id="A")]
    with pytest.raises(RuleRefused) as refused:
        transactions_post(actor=operations, portfolio=portfolio, drafts=drafts)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/1/external_id", "repeated")]


def test_cash_may_go_negative_and_units_may_go_short(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[trade("buy", share, "1", "50", MONDAY), trade("sell", share, "3", "60", TUESDAY)],
    )
    assert cash_of(portfolio) == {"EUR": D(130)}
    assert Holding.objects.get(portfolio=portfolio).quantity == D(-2)


def test_a_back_dated_purchase_changes_which_lot_was_sold(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[
            trade("buy", share, "10", "20", date(2022, 2, 1)),
            trade("sell", share, "10", "25", date(2022, 3, 1)),
            trade("buy", share, "10", "30", date(2022, 3, 2)),
        ],
    )
    assert [lot.cost for lot in TaxLot.objects.filter(portfolio=portfolio)] == [D(300)]
    Portfolio.objects.filter(pk=portfolio.pk).update(stale_from=None)
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "10", "10", date(2022, 1, 5))]
    )
    assert [lot.cost for lot in TaxLot.objects.filter(portfolio=portfolio).order_by("position")] == [
        D(200),
        D(300),
    ]
    portfolio.refresh_from_db()
    assert portfolio.stale_from == date(2022, 1, 5)


def test_stale_from_keeps_the_earliest_day(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    transactions_post(actor=operations, portfolio=portfolio, drafts=[deposit("1.00", MONDAY)])
    transactions_post(actor=operations, portfolio=portfolio, drafts=[deposit("1.00", TUESDAY)])
    portfolio.refresh_from_db()
    assert portfolio.stale_from == MONDAY
    dividend = TransactionDraft(
        type="dividend",
        trade_date=TUESDAY,
        ex_date=date(2022, 3, 1),
        instrument=share,
        currency="EUR",
        amount=D("7.00"),
    )
    transactions_post(actor=operations, portfolio=portfolio, drafts=[dividend])
    portfolio.refresh_from_db()
    assert portfolio.stale_from == date(2022, 3, 1)


def test_take_on_keeps_the_history_of_its_lots(operations: Actor, portfolio: Portfolio) -> None:
    dollar_share = make_instrument(operations, "USCO", "USD")
    lots = [
        LotDraft(D(60), date(2019, 3, 1), D("6000.00"), D("0.88")),
        LotDraft(D(40), date(2020, 5, 4), D("4400.00"), D("0.92")),
    ]
    take_on = TransactionDraft(
        type="transfer_in",
        trade_date=MONDAY,
        instrument=dollar_share,
        quantity=D(100),
        price=D("120"),
        lots=lots,
    )
    posted = transactions_post(actor=operations, portfolio=portfolio, drafts=[take_on]).transactions[0]
    assert posted.currency == "USD"
    assert posted.settlement_date == MONDAY
    assert posted.lots.count() == 2
    held = TaxLot.objects.filter(portfolio=portfolio).order_by("position")
    assert [(lot.acquired_on, lot.quantity, lot.cost) for lot in held] == [
        (date(2019, 3, 1), D(60), D(6000)),
        (date(2020, 5, 4), D(40), D(4400)),
    ]
    assert not CashBalance.objects.exists()


def test_lots_are_kept_by_account_where_the_portfolio_says_so(
    operations: Actor, client_row: Client, share: Instrument
) -> None:
    portfolio = make_portfolio(operations, client_row, "P-9", lot_pool="account")
    second = account_create(
        actor=operations, portfolio=portfolio, draft=AccountDraft(kind="custody", number="SECOND")
    )
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[
            trade("buy", share, "5", "10", MONDAY),
            trade("buy", share, "5", "20", MONDAY, account=second),
            trade("sell", share, "5", "30", TUESDAY, account=second),
        ],
    )
    (lot,) = TaxLot.objects.filter(portfolio=portfolio)
    assert lot.account is not None
    assert (lot.cost, lot.account.number) == (D(50), "P-9-S")
    (holding,) = Holding.objects.filter(portfolio=portfolio)
    assert holding.account == lot.account


def test_foreign_cash_needs_its_account_and_its_rate(operations: Actor, client_row: Client) -> None:
    accounts = [AccountDraft(kind="cash", number="USD", currency="USD")]
    portfolio = make_portfolio(operations, client_row, "P-3", accounts=accounts)
    share = make_instrument(operations, "USCO", "USD")
    exchange = TransactionDraft(
        type="fx",
        trade_date=MONDAY,
        currency="EUR",
        amount=D("1000.00"),
        counter_currency="USD",
        counter_amount=D("1100.00"),
    )
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("1000.00", MONDAY), exchange, trade("buy", share, "10", "100", TUESDAY)],
    )
    assert cash_of(portfolio) == {"EUR": D(0), "USD": D(100)}
    across = TransactionDraft(
        type="buy",
        trade_date=TUESDAY,
        instrument=share,
        quantity=D(1),
        price=D(100),
        currency="EUR",
        amount=D("90.91"),
    )
    with pytest.raises(RuleRefused) as refused:
        transactions_post(actor=operations, portfolio=portfolio, drafts=[across])
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/0/fx_rate", "required")]


def test_only_who_may_posts_and_only_what_is_in_sight(
    actors: dict[Role, Actor], portfolio: Portfolio
) -> None:
    for role, refusal in (
        (Role.COMPLIANCE, NotAllowed),
        (Role.AUDITOR, NotAllowed),
        (Role.ADVISOR, NotFound),
        (Role.CLIENT, NotFound),
        (Role.ADMINISTRATOR, NotFound),
    ):
        with pytest.raises(refusal):
            transactions_post(actor=actors[role], portfolio=portfolio, drafts=[deposit("1.00", MONDAY)])
    assert not Transaction.objects.exists()


def test_two_portfolios_do_not_mix(operations: Actor, portfolio: Portfolio, share: Instrument) -> None:
    other = make_portfolio(operations, make_client("C-2"), "P-2")
    transactions_post(actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "10", MONDAY)])
    transactions_post(actor=operations, portfolio=other, drafts=[trade("buy", share, "2", "10", MONDAY)])
    assert Holding.objects.get(portfolio=portfolio).quantity == 1
    assert Holding.objects.get(portfolio=other).quantity == 2


def test_a_reversal_undoes_as_if_it_had_never_been(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    _, bought = transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("100.00", MONDAY), trade("buy", share, "1", "40", TUESDAY)],
    ).transactions
    undone = transaction_reverse(actor=operations, transaction=bought, reason="booked twice")
    assert (undone.reverses, undone.trade_date, undone.amount) == (bought, TUESDAY, D(40))
    assert undone.settlement_date == bought.settlement_date
    assert cash_of(portfolio) == {"EUR": D(100)}
    assert not Holding.objects.exists()
    assert not TaxLot.objects.exists()
    entry = AuditEntry.objects.get(action="transaction.reverse")
    assert (entry.reason, entry.client_ids) == ("booked twice", [portfolio.client_id])


def test_a_reversal_may_take_effect_later(operations: Actor, portfolio: Portfolio) -> None:
    (paid,) = transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("100.00", MONDAY)]
    ).transactions
    Portfolio.objects.filter(pk=portfolio.pk).update(stale_from=None)
    transaction_reverse(actor=operations, transaction=paid, reason="bounced", effective_on=TUESDAY)
    portfolio.refresh_from_db()
    assert portfolio.stale_from == TUESDAY
    assert cash_of(portfolio) == {"EUR": D(0)}


def test_what_cannot_be_reversed(operations: Actor, portfolio: Portfolio) -> None:
    (paid,) = transactions_post(
        actor=operations, portfolio=portfolio, drafts=[deposit("100.00", TUESDAY)]
    ).transactions
    with pytest.raises(RuleRefused):
        transaction_reverse(actor=operations, transaction=paid, reason=" ")
    with pytest.raises(RuleRefused):
        transaction_reverse(actor=operations, transaction=paid, reason="early", effective_on=MONDAY)
    undone = transaction_reverse(actor=operations, transaction=paid, reason="wrong")
    with pytest.raises(Conflict):
        transaction_reverse(actor=operations, transaction=paid, reason="again")
    with pytest.raises(RuleRefused):
        transaction_reverse(actor=operations, transaction=undone, reason="back")
    assert Transaction.objects.count() == 2


def test_what_the_ledger_cannot_undo_later_is_refused_and_leaves_no_row(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    leg = TransactionDraft(
        type="transfer_in",
        trade_date=MONDAY,
        instrument=share,
        quantity=D(1),
        price=D(10),
        is_external=False,
        transfer_group="move",
    )
    (arrived,) = transactions_post(actor=operations, portfolio=portfolio, drafts=[leg]).transactions
    with pytest.raises(RuleRefused) as refused:
        transaction_reverse(actor=operations, transaction=arrived, reason="no", effective_on=TUESDAY)
    assert refused.value.errors[0].code == "not_foldable"
    assert Transaction.objects.count() == 1
