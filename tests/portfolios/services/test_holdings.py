"""Projections: thrown away and rebuilt they come out the same; time and prices bring them up."""

import hashlib
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from clients.models import Client
from portfolios.ledger.errors import LedgerError
from portfolios.models import CashBalance, Holding, Instrument, Portfolio, TaxLot, Transaction
from portfolios.services.holdings import holdings_rebuild, holdings_refresh
from portfolios.services.prices import FxRateDraft, PriceDraft, fx_rates_record, prices_record
from portfolios.services.structure import AccountDraft
from portfolios.services.transactions import TransactionDraft, transaction_reverse, transactions_post
from tenancy.permissions import Actor
from tests.factories.book import deposit, make_instrument, make_portfolio, trade

D = Decimal
TABLES = {
    "portfolios_holding": "portfolio_id, account_id, instrument_id, quantity, quantity_settled, settled_on, cost_basis",
    "portfolios_cashbalance": "portfolio_id, account_id, balance, balance_settled, settled_on",
    "portfolios_taxlot": "portfolio_id, account_id, instrument_id, position, acquired_on, quantity, cost, fx_rate, "
    "opened_by_id",
}
TODAY = date(2022, 6, 30)


def table_hashes() -> dict[str, str]:
    """SHA-256 of every row of each projection in a fixed order; the surrogate id is not part of what a row says."""
    hashes = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
            hashes[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return hashes


def random_book(actor: Actor, client: Client, seed: int) -> Portfolio:
    """A year of purchases, sales, exchanges, splits and reversals in two currencies, posted in no order of days."""
    luck = random.Random(seed)  # noqa: S311
    portfolio = make_portfolio(
        actor,
        client,
        f"R-{seed}",
        cost_method=luck.choice(["fifo", "average"]),
        accounts=[AccountDraft(kind="cash", number="U", currency="USD")],
    )
    shares = [make_instrument(actor, f"S{seed}-{n}", luck.choice(["EUR", "USD"])) for n in range(4)]
    drafts: list[TransactionDraft] = [deposit("100000.00", date(2021, 7, 1))]
    for _ in range(60):
        day = date(2021, 7, 1) + timedelta(days=luck.randrange(360))
        share = luck.choice(shares)
        quantity, price = str(luck.randrange(1, 50)), str(luck.randrange(10, 200))
        drafts.append(trade(luck.choice(["buy", "buy", "sell"]), share, quantity, price, day, fee=D("1.25")))
    split = TransactionDraft(type="split", trade_date=date(2022, 1, 10), instrument=shares[0], ratio=D(3))
    transfer = TransactionDraft(
        type="transfer_in", trade_date=date(2022, 2, 1), instrument=shares[1], quantity=D(7)
    )
    posted = []
    for start in range(0, len(drafts), 7):
        chunk = drafts[start : start + 7]
        posted += transactions_post(actor=actor, portfolio=portfolio, drafts=chunk).transactions
    posted += transactions_post(actor=actor, portfolio=portfolio, drafts=[split, transfer]).transactions
    for row in luck.sample(posted[1:], 5):
        transaction_reverse(actor=actor, transaction=row, reason="test")
    return portfolio


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_deleted_and_rebuilt_they_hash_the_same(operations: Actor, client_row: Client, seed: int) -> None:
    operations.tenant.business_date_pinned = TODAY
    fx_rates_record(
        actor=operations, rows=[FxRateDraft(base="EUR", quote="USD", on=date(2021, 6, 30), rate=D("1.18"))]
    )
    portfolio = random_book(operations, client_row, seed)
    before = table_hashes()
    assert TaxLot.objects.count() > 5, "the book must be worth comparing"
    for model in (TaxLot, Holding, CashBalance):
        model.objects.all().delete()
    assert table_hashes() != before
    holdings_rebuild(portfolio=portfolio, as_of=TODAY)
    assert table_hashes() == before


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_brought_along_day_by_day_they_equal_a_rebuild(
    operations: Actor, client_row: Client, seed: int
) -> None:
    """The business date walks on while trades, back-dated and dated ahead, come in and are reversed."""
    luck = random.Random(seed)  # noqa: S311
    portfolio = make_portfolio(
        operations, client_row, f"D-{seed}", lot_pool=luck.choice(["portfolio", "account"])
    )
    shares = [make_instrument(operations, f"D{seed}-{n}") for n in range(3)]
    posted: list[Transaction] = []
    day = date(2022, 3, 1)
    for _ in range(25):
        day += timedelta(days=luck.choice([0, 1, 1, 3]))
        operations.tenant.business_date_pinned = day
        if luck.random() < 0.3:
            holdings_refresh(portfolio_ids=[portfolio.pk], as_of=day)
        traded_on = day + timedelta(days=luck.choice([-40, -1, 0, 0, 0, 2]))
        share, kind = luck.choice(shares), luck.choice(["buy", "buy", "sell", "deposit", "split"])
        match kind:
            case "deposit":
                draft = deposit("25.00", traded_on)
            case "split":
                draft = TransactionDraft(type="split", trade_date=traded_on, instrument=share, ratio=D(2))
            case _:
                draft = trade(kind, share, str(luck.randrange(1, 9)), "10", traded_on)
        posted += transactions_post(actor=operations, portfolio=portfolio, drafts=[draft]).transactions
        if luck.random() < 0.15:
            undone = posted.pop(luck.randrange(len(posted)))
            transaction_reverse(actor=operations, transaction=undone, reason="test")
        before = table_hashes()
        holdings_rebuild(portfolio=portfolio, as_of=day)
        assert table_hashes() == before, f"seed {seed}, {day}, {kind} of {traded_on}"


def test_rebuilding_what_is_right_touches_no_row(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    operations.tenant.business_date_pinned = TODAY
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "10", date(2022, 3, 7))]
    )
    before = list(Holding.objects.values_list("pk", flat=True)) + list(
        TaxLot.objects.values_list("pk", flat=True)
    )
    holdings_rebuild(portfolio=portfolio, as_of=TODAY)
    after = list(Holding.objects.values_list("pk", flat=True)) + list(
        TaxLot.objects.values_list("pk", flat=True)
    )
    assert after == before


def test_time_settles_what_was_bought(operations: Actor, portfolio: Portfolio, share: Instrument) -> None:
    thursday, friday, monday = date(2022, 3, 10), date(2022, 3, 11), date(2022, 3, 14)
    operations.tenant.business_date_pinned = thursday
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "4", "10", thursday)]
    )
    Portfolio.objects.filter(pk=portfolio.pk).update(stale_from=None)
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=friday) == []
    assert Holding.objects.get().quantity_settled == 0
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=monday) == [portfolio.pk]
    assert Holding.objects.get().quantity_settled == 4
    assert CashBalance.objects.get().balance_settled == -40
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=monday + timedelta(days=1)) == []


def test_a_booking_dated_ahead_counts_from_its_day(operations: Actor, portfolio: Portfolio) -> None:
    operations.tenant.business_date_pinned = date(2022, 3, 10)
    transactions_post(
        actor=operations,
        portfolio=portfolio,
        drafts=[deposit("5.00", date(2022, 3, 1)), deposit("7.00", date(2022, 3, 20))],
    )
    assert CashBalance.objects.get().balance == 5
    Portfolio.objects.filter(pk=portfolio.pk).update(stale_from=None)
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=date(2022, 3, 20)) == [portfolio.pk]
    assert CashBalance.objects.get().balance == 12


def test_a_transfer_without_value_takes_the_price_once_it_is_known(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    day = date(2022, 3, 7)
    operations.tenant.business_date_pinned = day
    arrived = TransactionDraft(type="transfer_in", trade_date=day, instrument=share, quantity=D(3))
    transactions_post(actor=operations, portfolio=portfolio, drafts=[arrived])
    assert Holding.objects.get().cost_basis is None
    prices_record(actor=operations, rows=[PriceDraft(instrument=share, on=day, price=D("12.5"))])
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=day) == [portfolio.pk]
    assert Holding.objects.get().cost_basis == D("37.5")
    assert TaxLot.objects.get().cost == D("37.5")


def test_a_price_of_today_rebuilds_nobody_who_booked_before(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    day = date(2022, 3, 9)
    operations.tenant.business_date_pinned = day
    bought = trade("buy", share, "1", "10", date(2022, 3, 7))
    transactions_post(actor=operations, portfolio=portfolio, drafts=[bought])
    Portfolio.objects.filter(pk=portfolio.pk).update(stale_from=None)
    prices_record(actor=operations, rows=[PriceDraft(instrument=share, on=day, price=D(12))])
    portfolio.refresh_from_db()
    assert portfolio.stale_from == day
    assert holdings_refresh(portfolio_ids=[portfolio.pk], as_of=day) == []


def test_a_lot_keeps_the_rate_of_its_day(operations: Actor, client_row: Client) -> None:
    dollar_cash = AccountDraft(kind="cash", number="U", currency="USD")
    portfolio = make_portfolio(operations, client_row, "P-5", accounts=[dollar_cash])
    share = make_instrument(operations, "USCO", "USD")
    rates = [(date(2022, 3, 4), "1.25"), (date(2022, 3, 9), "1.60")]
    fx_rates_record(
        actor=operations,
        rows=[FxRateDraft(base="EUR", quote="USD", on=on, rate=D(rate)) for on, rate in rates],
    )
    transactions_post(
        actor=operations, portfolio=portfolio, drafts=[trade("buy", share, "1", "100", date(2022, 3, 7))]
    )
    lot = TaxLot.objects.get()
    assert (lot.cost, lot.fx_rate) == (D(100), D("0.8"))


def test_what_the_ledger_cannot_fold_is_said(operations: Actor, portfolio: Portfolio) -> None:
    Transaction.objects.create(
        portfolio=portfolio,
        type="merger",
        trade_date=date(2022, 3, 7),
        settlement_date=date(2022, 3, 7),
        content_hash="0" * 64,
    )
    with pytest.raises(LedgerError):
        holdings_rebuild(portfolio=portfolio, as_of=TODAY)
