"""Every type of transaction from the draft to holdings, lots, cash and value; the projections hash the same when rebuilt."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clients.models import Client
from portfolios.choices import TransactionType
from portfolios.models import CashBalance, Holding, Instrument, Portfolio, TaxLot, Transaction, Valuation
from portfolios.selectors.holdings import holdings_as_of
from portfolios.services.holdings import holdings_rebuild, holdings_refresh
from portfolios.services.imports import import_now
from portfolios.services.prices import FxRateDraft, PriceDraft, fx_rates_record, prices_record
from portfolios.services.structure import AccountDraft
from portfolios.services.transactions import (
    LotDraft,
    TransactionDraft,
    transaction_reverse,
    transactions_post,
)
from portfolios.services.valuations import valuations_run
from tenancy.errors import RuleRefused
from tenancy.permissions import Actor
from tests.factories.book import deposit, make_client, make_instrument, make_portfolio, trade
from tests.portfolios.services.test_holdings import table_hashes

D = Decimal
TODAY = date(2022, 3, 31)


def march(day: int) -> date:
    return date(2022, 3, day)


def act(kind: str, day: int, instrument: Instrument, **fields: Any) -> TransactionDraft:
    """An act of the issuer; money in EUR where it brings any."""
    if "amount" in fields or "cash_in_lieu" in fields:
        fields.setdefault("currency", "EUR")
    return TransactionDraft(type=kind, trade_date=march(day), instrument=instrument, **fields)


@pytest.fixture
def desk(operations: Actor) -> Actor:
    operations.tenant.business_date_pinned = TODAY
    return operations


@pytest.fixture
def book(desk: Actor, portfolio: Portfolio) -> Callable[..., list[Transaction]]:
    """Posts drafts to the portfolio, one call each, and proves after each that a rebuild changes nothing."""

    def post(*drafts: TransactionDraft) -> list[Transaction]:
        rows: list[Transaction] = []
        for draft in drafts:
            rows += transactions_post(actor=desk, portfolio=portfolio, drafts=[draft]).transactions
            before = table_hashes()
            holdings_rebuild(portfolio=portfolio, as_of=TODAY)
            assert table_hashes() == before, draft.type
        return rows

    return post


def held(portfolio: Portfolio) -> dict[str, tuple[Decimal, Decimal | None]]:
    rows = Holding.objects.filter(portfolio=portfolio).select_related("instrument")
    return {row.instrument.symbol: (row.quantity, row.cost_basis) for row in rows}


def lots(portfolio: Portfolio, instrument: Instrument) -> list[tuple[date, Decimal, Decimal | None]]:
    rows = TaxLot.objects.filter(portfolio=portfolio, instrument=instrument).order_by("position")
    return [(row.acquired_on, row.quantity, row.cost) for row in rows]


def cash(portfolio: Portfolio, currency: str = "EUR") -> Decimal:
    return CashBalance.objects.get(portfolio=portfolio, account__currency=currency).balance


def history(share: Instrument) -> list[TransactionDraft]:
    """10 at 10 and 10 at 20: a cost of 300."""
    return [trade("buy", share, "10", "10", march(2)), trade("buy", share, "10", "20", march(3))]


def test_a_spin_off_shares_cost_and_dates(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    child = make_instrument(desk, "CHILD")
    spin = act("spin_off", 7, share, related_instrument=child, ratio=D("0.25"), cost_share=D("0.2"))
    book(deposit("1000.00", march(1)), *history(share), spin)
    assert held(portfolio) == {"ACME": (D(20), D(240)), "CHILD": (D(5), D(60))}
    assert lots(portfolio, child) == [(march(2), D("2.5"), D(20)), (march(3), D("2.5"), D(40))]
    assert Holding.objects.get(instrument=child).settled_on == march(7)
    assert cash(portfolio) == 700
    book(trade("sell", child, "5", "20", march(8)))
    assert held(portfolio) == {"ACME": (D(20), D(240))}


def test_without_a_share_the_cost_follows_the_first_market_prices(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    child = make_instrument(desk, "CHILD")
    book(*history(share), act("spin_off", 7, share, related_instrument=child, ratio=D("0.5")))
    assert held(portfolio) == {"ACME": (D(20), None), "CHILD": (D(10), None)}, "no price, no cost"
    prices_record(actor=desk, rows=[PriceDraft(share, march(7), D(12)), PriceDraft(child, march(7), D(8))])
    holdings_refresh(portfolio_ids=[portfolio.pk], as_of=TODAY)
    assert held(portfolio) == {"ACME": (D(20), D(225)), "CHILD": (D(10), D(75))}, "80 of 320 is a quarter"


def test_cash_in_lieu_sells_the_fraction_that_arose(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    book(
        trade("buy", share, "25", "20", march(2)), act("split", 7, share, ratio=D("0.1"), cash_in_lieu=D(30))
    )
    assert held(portfolio) == {"ACME": (D(2), D(400))}
    assert cash(portfolio) == -470


def test_stock_dividends_by_ratio_and_by_quantity(
    book: Callable[..., Any], portfolio: Portfolio, share: Instrument
) -> None:
    book(*history(share), act("stock_dividend", 7, share, ratio=D("0.1")))
    assert held(portfolio) == {"ACME": (D(22), D(300))}
    book(act("stock_dividend", 8, share, quantity=D("2.2")))
    assert lots(portfolio, share) == [(march(2), D("12.1"), D(100)), (march(3), D("12.1"), D(200))]


def test_mergers_for_stock_for_cash_and_for_both(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    first, second = make_instrument(desk, "FIRST"), make_instrument(desk, "SECOND")
    book(*history(share), act("merger", 7, share, related_instrument=first, ratio=D("0.5")))
    assert held(portfolio) == {"FIRST": (D(10), D(300))}
    both: dict[str, Any] = {
        "related_instrument": second,
        "ratio": D("0.5"),
        "amount": D(100),
        "cost_share": D("0.75"),
    }
    book(act("merger", 8, first, **both))
    assert lots(portfolio, second) == [(march(2), D("2.5"), D(75)), (march(3), D("2.5"), D(150))]
    book(act("merger", 9, second, amount=D(400)))
    assert held(portfolio) == {}
    assert cash(portfolio) == -300 + 100 + 400


def test_capital_returned_lowers_the_cost(
    book: Callable[..., Any], portfolio: Portfolio, share: Instrument
) -> None:
    book(*history(share), act("return_of_capital", 7, share, amount=D(39), tax=D(1)))
    assert lots(portfolio, share) == [(march(2), D(10), D(80)), (march(3), D(10), D(180))]
    assert cash(portfolio) == -261


def test_a_bond_from_purchase_to_redemption(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio
) -> None:
    bond = make_instrument(
        desk, "BOND", asset_class="bond", price_factor=D("0.01"), coupon_rate=D("0.05"),
        coupon_frequency=1, day_count="act/act", issued_on=date(2021, 3, 15), matures_on=march(15),
    )  # fmt: skip
    bought = trade(
        "buy", bond, "10000", "99.5", march(2), fee=D(10), accrued_interest=D("480.82"), amount=D("10440.82")
    )
    coupon = TransactionDraft(
        type="coupon", trade_date=march(15), instrument=bond, quantity=D(10000), price=D(5), tax=D(75),
        amount=D(425), currency="EUR",
    )  # fmt: skip
    redeemed = trade("redemption", bond, "10000", "100", march(15))
    book(bought)
    assert held(portfolio) == {"BOND": (D(10000), D(9950))}
    report = holdings_as_of(tenant=desk.tenant, portfolio=portfolio, as_of=march(3))
    assert report.rows[0].accrued_interest.quantize(D("0.01")) == D("483.56"), "353 of 365 days of 500"
    book(coupon, redeemed)
    assert held(portfolio) == {}
    assert cash(portfolio) == D("-10440.82") + 425 + 10000


def test_a_short_position_is_opened_and_covered(
    book: Callable[..., Any], portfolio: Portfolio, share: Instrument
) -> None:
    book(trade("sell", share, "5", "100", march(2)), trade("buy", share, "2", "90", march(3)))
    assert held(portfolio) == {"ACME": (D(-3), D(-300))}
    assert lots(portfolio, share) == [(march(2), D(-3), D(-300))]


def test_chosen_lots_go_first(desk: Actor, client_row: Client, share: Instrument) -> None:
    portfolio = make_portfolio(desk, client_row, "P-2", cost_method="specific")
    sale = trade("sell", share, "4", "30", march(4), lots=[LotDraft(D(4), march(3))])
    transactions_post(actor=desk, portfolio=portfolio, drafts=[*history(share), sale])
    assert lots(portfolio, share) == [(march(2), D(10), D(100)), (march(3), D(6), D(120))]


def test_withholding_tax_fees_of_a_kind_and_an_exchange(
    desk: Actor, client_row: Client, share: Instrument
) -> None:
    dollars = AccountDraft(kind="cash", number="U", currency="USD")
    portfolio = make_portfolio(desk, client_row, "P-2", accounts=[dollars])
    drafts = [
        deposit("1000.00", march(1)),
        act("dividend", 7, share, amount=D(85), tax=D(15), ex_date=march(4)),
        TransactionDraft(
            type="fee", trade_date=march(8), amount=D(12), currency="EUR", fee_kind="management"
        ),
        TransactionDraft(
            type="fx", trade_date=march(9), amount=D(501), currency="EUR", fee=D(1), counter_amount=D(550),
            counter_currency="USD", fx_rate=D("1.1"),
        ),
    ]  # fmt: skip
    rows = transactions_post(actor=desk, portfolio=portfolio, drafts=drafts).transactions
    assert [row.fee_kind for row in rows] == ["", "", "management", ""]
    assert (cash(portfolio), cash(portfolio, "USD")) == (D(1000 + 85 - 12 - 501), D(550))


def test_a_move_within_the_portfolio_keeps_lots(desk: Actor, client_row: Client, share: Instrument) -> None:
    portfolio = make_portfolio(
        desk,
        client_row,
        "P-2",
        lot_pool="account",
        accounts=[AccountDraft(kind="custody", number=each) for each in ("D1", "D2")],
    )
    second = portfolio.accounts.get(number="D2")
    legs: dict[str, Any] = {
        "instrument": share,
        "quantity": D(15),
        "is_external": False,
        "transfer_group": "M1",
    }
    out = TransactionDraft(type="transfer_out", trade_date=march(7), **legs)
    into = TransactionDraft(type="transfer_in", trade_date=march(7), account=second, **legs)
    transactions_post(actor=desk, portfolio=portfolio, drafts=[*history(share), into, out])
    moved = TaxLot.objects.filter(account=second).order_by("position")
    assert [(row.acquired_on, row.quantity, row.cost) for row in moved] == [
        (march(2), D(10), D(100)),
        (march(3), D(5), D(100)),
    ]


def test_every_type_comes_in_by_file(desk: Actor, client_row: Client) -> None:
    portfolio = make_portfolio(
        desk, client_row, "P-2", accounts=[AccountDraft(kind="cash", number="U", currency="USD")]
    )
    for symbol in ("ACME", "CHILD", "NEWCO"):
        make_instrument(desk, symbol)
    make_instrument(desk, "BOND", asset_class="bond", price_factor=D("0.01"))
    columns = (
        "portfolio,external_id,type,trade_date,symbol,quantity,price,currency,amount,fee,tax,fee_kind,accrued_interest,"
        "counter_currency,counter_amount,related_symbol,ratio,cost_share,cash_in_lieu,lots"
    )
    rows = [
        "1,deposit,2022-03-01,,,,EUR,1000.00",
        "2,buy,2022-03-02,ACME,20,15,EUR,300.00",
        "3,sell,2022-03-03,ACME,2,20,EUR,40.00",
        "4,split,2022-03-04,ACME,,,,,,,,,,,,2",
        "5,stock_dividend,2022-03-07,ACME,,,,,,,,,,,,0.125",
        "6,spin_off,2022-03-08,ACME,,,,,,,,,,,CHILD,0.1,0.1",
        "7,return_of_capital,2022-03-09,ACME,,,EUR,10.00",
        "8,merger,2022-03-10,ACME,,,EUR,20.00,,,,,,,NEWCO,0.5,0.8,3.00",
        "9,buy,2022-03-11,BOND,1000,100,EUR,1005.00,,,,5.00",
        "10,coupon,2022-03-14,BOND,,,EUR,42.50,,7.50",
        "11,redemption,2022-03-15,BOND,1000,100,EUR,1000.00",
        "12,dividend,2022-03-15,NEWCO,,,EUR,8.50,,1.50",
        "13,interest,2022-03-16,,,,EUR,1.00",
        "14,interest_charge,2022-03-16,,,,EUR,2.00",
        "15,fee,2022-03-17,,,,EUR,5.00,,,custody",
        "16,fee_refund,2022-03-17,,,,EUR,1.00,,,custody",
        "17,tax,2022-03-18,,,,EUR,3.00",
        "18,tax_refund,2022-03-18,,,,EUR,1.00",
        "19,fx,2022-03-21,,,,EUR,100.00,,,,,USD,110.00",
        "20,transfer_in,2022-03-22,NEWCO,5,,EUR,,,,,,,,,,,,5 2020-01-02 40.00",
        "21,transfer_out,2022-03-23,NEWCO,1,4,EUR,4.00",
        "22,withdrawal,2022-03-24,,,,EUR,50.00",
    ]
    width = columns.count(",")
    padded = [f"P-2,{row}" + "," * (width - row.count(",") - 1) for row in rows]
    batch = import_now(
        actor=desk, kind="transactions", name="every.csv", content="\n".join([columns, *padded]).encode()
    )
    assert (batch.state, batch.posted_count, batch.error_count) == ("committed", 22, 0)
    assert set(Transaction.objects.values_list("type", flat=True)) == set(TransactionType.values)
    assert held(portfolio)["CHILD"] == (D("4.05"), D(27))
    assert held(portfolio)["NEWCO"][0] == 20 + 5 - 1, "40.5 × 0.5 less the quarter that was paid in cash"
    assert cash(portfolio, "USD") == 110
    before = table_hashes()
    holdings_rebuild(portfolio=portfolio, as_of=TODAY)
    assert table_hashes() == before


def test_reversed_from_its_own_day_an_act_never_was(
    book: Callable[..., Any], desk: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    child = make_instrument(desk, "CHILD")
    book(*history(share))
    before = held(portfolio), cash(portfolio)
    spin = act("spin_off", 7, share, related_instrument=child, ratio=D("0.25"), cost_share=D("0.2"))
    (row,) = book(spin)
    with pytest.raises(RuleRefused):
        transaction_reverse(actor=desk, transaction=row, reason="too late", effective_on=march(9))
    transaction_reverse(actor=desk, transaction=row, reason="never happened")
    assert (held(portfolio), cash(portfolio)) == before


@pytest.mark.parametrize(
    ("kind", "fields", "pointer", "code"),
    [
        ("spin_off", {}, "/0/related_instrument", "required"),
        ("stock_dividend", {}, "/0/ratio", "required"),
        ("stock_dividend", {"ratio": D(0)}, "/0/ratio", "not_positive"),
        ("merger", {}, "/0/amount", "required"),
        ("split", {"ratio": D(2), "price": D(1)}, "/0/price", "forbidden"),
        ("split", {"ratio": D("0.1"), "cash_in_lieu": D("1.001")}, "/0/cash_in_lieu", "minor_unit"),
        ("return_of_capital", {}, "/0/amount", "required"),
        ("redemption", {"quantity": D(2), "price": D(10), "amount": D(21)}, "/0/amount", "amount_mismatch"),
        ("split", {"ratio": D("0.1"), "cash_in_lieu": D(1)}, "/0", "not_foldable"),
    ],
)
def test_what_is_wrong_is_named(
    desk: Actor,
    portfolio: Portfolio,
    share: Instrument,
    kind: str,
    fields: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    draft = act(kind, 7, share, **{"currency": "EUR"} | fields)
    with pytest.raises(RuleRefused) as refused:
        transactions_post(actor=desk, portfolio=portfolio, drafts=[draft])
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]
    assert not Transaction.objects.exists()


def test_an_act_of_the_issuer_revalues(desk: Actor, portfolio: Portfolio, share: Instrument) -> None:
    child = make_instrument(desk, "CHILD")
    prices_record(
        actor=desk,
        rows=[
            PriceDraft(share, march(2), D(20)), PriceDraft(share, march(7), D(16)), PriceDraft(child, march(7), D(8)),
        ],
    )  # fmt: skip
    transactions_post(actor=desk, portfolio=portfolio, drafts=[deposit("1000.00", march(1)), *history(share)])
    valuations_run(actor=desk, portfolio_ids=[portfolio.pk], until=march(8))
    values = Valuation.objects.filter(portfolio=portfolio)
    assert values.get(on=march(7)).market_value == 700 + 20 * 16
    spin = act("spin_off", 7, share, related_instrument=child, ratio=D("0.5"))
    transactions_post(actor=desk, portfolio=portfolio, drafts=[spin])
    portfolio.refresh_from_db()
    assert portfolio.stale_from == march(7)
    valuations_run(actor=desk, portfolio_ids=[portfolio.pk], until=march(8))
    assert values.get(on=march(7)).market_value == 700 + 20 * 16 + 10 * 8
    assert values.get(on=march(7)).inflow == 0, "nothing came from outside"


@pytest.mark.parametrize("seed", range(31, 37))
def test_random_books_of_every_type_equal_their_rebuild(desk: Actor, seed: int) -> None:
    """Back-dated, ahead of time, reversed, in two currencies and both kinds of pools: never another projection."""
    luck = random.Random(seed)  # noqa: S311
    portfolio = make_portfolio(
        desk, make_client(f"C-{seed}"), f"E-{seed}", lot_pool=luck.choice(["portfolio", "account"]),
        cost_method=luck.choice(["fifo", "average", "specific"]),
        accounts=[*_TWO_ACCOUNTS],
    )  # fmt: skip
    fx_rates_record(actor=desk, rows=[FxRateDraft("EUR", "USD", march(1), D("1.1"))])
    shares = [make_instrument(desk, f"E{seed}-{n}", luck.choice(["EUR", "USD"])) for n in range(4)]
    prices_record(actor=desk, rows=[PriceDraft(each, march(1), D(luck.randrange(5, 90))) for each in shares])
    posted: list[Transaction] = []
    booked: set[str] = set()
    for _ in range(70):
        draft = _random_draft(luck, shares, portfolio)
        try:
            posted += transactions_post(actor=desk, portfolio=portfolio, drafts=[draft]).transactions
        except RuleRefused as refused:
            _expect_not_foldable(refused, f"seed {seed}: {draft}")
            continue
        booked.add(draft.type)
        if luck.random() < 0.1:
            row = posted.pop(luck.randrange(len(posted)))
            try:
                transaction_reverse(actor=desk, transaction=row, reason="test")
            except RuleRefused as refused:
                _expect_not_foldable(refused, f"seed {seed}: reversal")
        before = table_hashes()
        holdings_rebuild(portfolio=portfolio, as_of=TODAY)
        assert table_hashes() == before, f"seed {seed}: {draft}"
    assert len(booked) >= 8, f"seed {seed}: only {sorted(booked)}"


def _random_draft(luck: random.Random, shares: list[Instrument], portfolio: Portfolio) -> TransactionDraft:
    share, other = luck.sample(shares, 2)
    on = march(1) + timedelta(days=luck.randrange(30))
    money = {"currency": share.currency, "amount": D(luck.randrange(1, 90))}
    custody = luck.choice(list(portfolio.accounts.filter(kind="custody").order_by("pk")))
    kind = luck.choice(["buy"] * 6 + ["sell", "sell", *_ACTS])
    match kind:
        case "buy" | "sell":
            quantity, price = str(luck.randrange(1, 40)), str(luck.randrange(5, 90))
            return trade(kind, share, quantity, price, on, fee=D(1), account=custody)
        case "split":
            fields: dict[str, Any] = {"ratio": luck.choice([D(2), D("0.5"), D("0.3333333333")])}
        case "stock_dividend":
            fields = {"ratio": D("0.1")}
        case "spin_off":
            fields = {
                "related_instrument": other,
                "ratio": D("0.2"),
                "cost_share": luck.choice([None, D("0.3")]),
            }
        case "merger":
            fields = luck.choice([{}, money, {"cost_share": D("0.4")} | money])
            fields = {"related_instrument": other, "ratio": D("1.5")} | fields
        case "redemption":
            units = D(luck.randrange(1, 9))
            fields = {"quantity": units, "price": D(10), "amount": units * 10}
            fields |= {"currency": share.currency, "account": custody}
        case _:
            fields = {"account": custody} | money
    return TransactionDraft(type=kind, trade_date=on, instrument=share, **fields)


_TWO_ACCOUNTS = (
    AccountDraft(kind="cash", number="E", currency="EUR"), AccountDraft(kind="cash", number="U", currency="USD"),
    AccountDraft(kind="custody", number="D1"), AccountDraft(kind="custody", number="D2"),
)  # fmt: skip
_ACTS = (
    "split",
    "stock_dividend",
    "spin_off",
    "merger",
    "redemption",
    "return_of_capital",
    "dividend",
    "coupon",
)


def _expect_not_foldable(refused: RuleRefused, case: str) -> None:
    """Random acts meet books they make no sense in; nothing else may be wrong with them."""
    assert [error.code for error in refused.errors] == ["not_foldable"], case
