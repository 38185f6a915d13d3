"""The bridge explains every cent, of any portfolio, in any currency; and says so when it cannot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Client
from portfolios.ledger.bridge import (
    COLUMNS,
    Bridge,
    assembled,
    bridge_period,
    correction_items,
    in_minor_units,
)
from portfolios.ledger.bridge_items import Column, Item, RowKey
from portfolios.ledger.entries import Entry
from portfolios.ledger.fx import Rates
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.money import round_money
from portfolios.ledger.positions import fold
from portfolios.ledger.pricing import Prices
from portfolios.ledger.valuation import Valuation, value_book
from portfolios.models import Account, FxRate, Instrument, Portfolio, Price, Transaction
from tenancy.models import Tenant
from tenancy.scope import tenant_scope
from tests.accept.bridge_stories import BEFORE, CASH, CURRENCIES, DEPOTS, LENGTH, TERMS, Story, day, story
from tests.caller import Caller, caller_of

pytestmark = pytest.mark.accept
PORTFOLIOS = 500
NOTHING = Decimal("1e-9")
SEEDS = st.integers(0, 2**32)
MANY = settings(max_examples=PORTFOLIOS, deadline=None, suppress_health_check=list(HealthCheck))


def market(told: Story, *, without: str = "") -> tuple[Prices, Rates]:
    """Prices, and rates but for those of one currency."""
    rates = [each for each in told.rates if each.quote != without]
    return Prices(told.prices, TERMS), Rates(rates)


def conventions(seed: int) -> dict[str, Any]:
    return {
        "cost_method": list(CostMethod)[seed % 3],
        "lot_scope": list(LotScope)[seed % 2],
    }


def days_of(seed: int) -> tuple[date, date]:
    start = seed % (LENGTH - 15)
    return day(start), day(start + 1 + seed % 14)


def valued(
    told: Story, entries: Sequence[Entry], on: date, currency: str, seed: int, rates: Rates
) -> Valuation:
    prices, _ = market(told)
    book = fold(entries, TERMS, as_of=on, currency=currency, rates=rates, prices=prices, **conventions(seed))
    return value_book(book, on, prices, rates)


def bridged(
    told: Story, seed: int, currency: str, corrections: Sequence[Item] = (), *, without: str = ""
) -> Bridge:
    prices, rates = market(told, without=without)
    start, end = days_of(seed)
    return bridge_period(
        told.entries,
        TERMS,
        start=start,
        end=end,
        currency=currency,
        rates=rates,
        prices=prices,
        corrections=corrections,
        **conventions(seed),
    )


def corrected(told: Story, seed: int, currency: str) -> list[Item]:
    """What was booked after the report that knew the state of `BEFORE`."""
    _, rates = market(told)
    start, _ = days_of(seed)
    then = [each for each in told.entries if each.recorded_at == BEFORE]
    reported = valued(told, then, start, currency, seed, rates).total
    assert reported is not None
    return correction_items(
        then,
        [each for each in told.entries if each.effective_on <= start],
        lambda entries: valued(told, entries, start, currency, seed, rates).total,
        reported=reported,
        on=start,
    )


@MANY
@given(SEEDS)
def test_nothing_is_left_unexplained_in_any_currency(seed: int) -> None:
    told = story(seed)
    for currency in CURRENCIES:
        corrections = corrected(told, seed, currency)
        bridge = bridged(told, seed, currency, corrections)
        assert bridge.missing == ()
        assert bridge.residual is not None
        assert abs(bridge.residual) < NOTHING, (seed, currency, bridge.residual)
        shown = in_minor_units(bridge)
        assert shown is not None
        assert shown["residual"] == 0
        moved = sum(column.sign * shown[column.value] for column in COLUMNS)
        assert shown["opening_value"] + moved == shown["closing_value"]
        for row in bridge.rows:
            assert row.residual is not None
            assert abs(row.residual) < NOTHING, (seed, currency, row)


@MANY
@given(SEEDS)
def test_without_one_item_the_residual_is_that_item(seed: int) -> None:
    told, currency = story(seed), CURRENCIES[seed % len(CURRENCIES)]
    _, rates = market(told)
    start, end = days_of(seed)
    first, last = (valued(told, told.entries, on, currency, seed, rates) for on in (start, end))
    bridge = bridged(told, seed, currency)
    kept = [each for each in bridge.items if each.column in COLUMNS]
    for place, item in enumerate(kept):
        lacking = assembled(first, last, kept[:place] + kept[place + 1 :])
        assert lacking.residual is not None
        assert abs(lacking.residual - item.column.sign * item.amount) < NOTHING, (seed, item)


@MANY
@given(SEEDS)
def test_without_the_rates_of_a_currency_what_needs_them_is_null_and_named(seed: int) -> None:
    told, currency = story(seed), CURRENCIES[seed % len(CURRENCIES)]
    others = [code for code in CURRENCIES[1:] if code != currency]
    without = others[seed % len(others)]
    whole, lacking = bridged(told, seed, currency), bridged(told, seed, currency, without=without)
    named = {each.base for each in lacking.missing} | {each.quote for each in lacking.missing}
    figures = {"opening": (whole.opening_value, lacking.opening_value)}
    figures |= {"closing": (whole.closing_value, lacking.closing_value)}
    figures |= {column.value: (whole.columns[column], lacking.columns[column]) for column in COLUMNS}
    for name, (known, left) in figures.items():
        if left is None:
            assert without in named, (seed, name)
            assert lacking.residual is None
            assert lacking.state is LookupState.MISSING
        else:
            assert known is not None
            assert abs(left - known) < NOTHING, "never another figure in its place"
    if any(touches(item.row, without) for item in whole.items):
        assert any(left is None for _, left in figures.values()), (seed, without)


def touches(row: RowKey | None, currency: str) -> bool:
    """Whether an item is of something in that currency."""
    if row is None:
        return False
    own = TERMS[row.instrument].currency if row.instrument else row.currency
    return own == currency


@pytest.mark.django_db
def test_items_fetched_over_the_api_sum_to_their_cell(firm: Tenant, other_firm: Tenant) -> None:
    """Of whole portfolios and, in one currency, of their rows, at full precision; each firm has its own market."""
    checked = 0
    for seed, tenant in ((11, firm), (2026, other_firm)):
        told, api = story(seed), caller_of(tenant)
        with tenant_scope(tenant.pk):
            portfolio = stored(told, seed)
        start, end = days_of(seed)
        period = {"from_": start.isoformat(), "to": end.isoformat(), "precision": "full"}
        for currency in CURRENCIES:
            found = api.read(f"/portfolios/{portfolio.public_id}/bridge/", **period, currency=currency)
            assert abs(Decimal(found["residual"])) < NOTHING
            assert_same(found, bridged(told, seed, currency))
            checked += check_items(api, found, COLUMNS, exact=True)
            checked += check_items(api, found, ("opening_value", "closing_value"), exact=False)
            for row in found["rows"] if currency == "CHF" else ():
                checked += check_items(
                    api, row, [name for name in row["items"] if Decimal(row[name])], exact=False
                )
    print(f"{checked} cells are the sum of their items")


def check_items(api: Caller, whole: dict[str, Any], names: Iterable[str], *, exact: bool) -> int:
    """Sums of the ledger's own order are equal to the last digit; others to what a decimal of 28 digits leaves."""
    names = list(names)
    for name in names:
        difference = sum(amounts(api, whole["items"][name]), Decimal(0)) - Decimal(whole[name])
        assert abs(difference) <= (Decimal(0) if exact else Decimal("1e-18")), name
    return len(names)


def assert_same(found: dict[str, Any], bridge: Bridge) -> None:
    """What the API says is what the ledger says of the same entries."""
    for column in COLUMNS:
        assert abs(Decimal(found[column.value]) - (bridge.columns[column] or 0)) < NOTHING, column
    assert bridge.closing_value is not None
    assert round_money(Decimal(found["closing_value"]), "KWD") == round_money(bridge.closing_value, "KWD")


def amounts(api: Caller, url: str) -> Iterator[Decimal]:
    while url:
        parts = urlsplit(url)
        answer = api.read(parts.path.removeprefix("/api/v1"), **dict(parse_qsl(parts.query)), limit="500")
        yield from (Decimal(item["amount"]) for item in answer["results"])
        url = answer["next"] or ""


hashes = count(1)


def stored(told: Story, seed: int) -> Portfolio:
    """The story as rows, as they are after posting, with instruments and a market of its own."""
    client = Client.objects.create(reference=f"C-{seed}", name=f"Client {seed}")
    options = {key: value.value for key, value in conventions(seed).items()}
    portfolio = Portfolio.objects.create(
        client=client,
        reference=f"P-{seed}",
        name="Everything",
        currency="EUR",
        opened_on=day(0),
        cost_method=options["cost_method"],
        lot_pool=options["lot_scope"],
    )
    accounts: dict[int | None, Account | None] = {None: None}
    for code, number in CASH.items():
        accounts[number] = Account.objects.create(
            portfolio=portfolio, kind="cash", currency=code, number=f"{seed}-{number}"
        )
    for number in DEPOTS:
        accounts[number] = Account.objects.create(
            portfolio=portfolio, kind="custody", number=f"{seed}-{number}"
        )
    instruments: dict[int | None, Instrument | None] = {None: None}
    for terms in TERMS.values():
        described = {each.name: getattr(terms, each.name) for each in fields(terms) if each.name != "id"}
        described["day_count"] = terms.day_count or ""
        name = f"I-{seed}-{terms.id}"
        instrument = Instrument.objects.create(name=name, symbol=name, asset_class="equity", **described)
        instruments[terms.id] = instrument
        for quote in told.prices:
            if quote.instrument == terms.id:
                Price.objects.create(instrument=instrument, on=quote.on, price=quote.price)
    FxRate.objects.bulk_create(
        FxRate(tenant_id=portfolio.tenant_id, base=each.base, quote=each.quote, on=each.on, rate=each.rate)
        for each in told.rates
    )
    _book(told.entries, portfolio, accounts, instruments)
    return portfolio


def _book(
    entries: Sequence[Entry],
    portfolio: Portfolio,
    accounts: dict[int | None, Account | None],
    instruments: dict[int | None, Instrument | None],
) -> None:
    booked: dict[int, Transaction] = {}
    same = (
        "trade_date",
        "quantity",
        "price",
        "currency",
        "fee",
        "tax",
        "fx_rate",
        "accrued_interest",
        "ex_date",
    )
    also = ("amount", "counter_amount", "ratio", "cost_share", "cash_in_lieu", "sequence")
    for entry in entries:
        booked[entry.id] = Transaction.objects.create(
            portfolio=portfolio,
            type=entry.type.value,
            settlement_date=entry.settles_on,
            content_hash=f"{next(hashes):064d}",
            account=accounts[entry.account],
            cash_account=accounts[entry.cash_account],
            counter_cash_account=accounts[entry.counter_cash_account],
            instrument=instruments[entry.instrument],
            related_instrument=instruments[entry.related_instrument],
            is_paid_externally=entry.paid_externally,
            is_external=entry.external,
            transfer_group=entry.transfer_group or "",
            counter_currency=entry.counter_currency or "",
            reverses=booked.get(entry.reverses or 0),
            created_at=entry.recorded_at or BEFORE,
            **{name: getattr(entry, name) for name in (*same, *also)},
        )


def test_the_stories_hold_what_they_promise() -> None:
    """Otherwise the properties would hold of little."""
    kinds, shorts, late = set(), 0, 0
    for seed in range(60):
        told = story(seed)
        _, rates = market(told)
        kinds |= {each.type.value for each in told.entries}
        late += sum(each.recorded_at != BEFORE for each in told.entries)
        held = valued(told, told.entries, day(LENGTH), "EUR", 0, rates).holdings
        shorts += sum(each.holding.quantity < 0 for each in held)
    assert kinds >= {
        "buy",
        "sell",
        "split",
        "merger",
        "spin_off",
        "transfer_in",
        "fx",
        "coupon",
        "return_of_capital",
    }
    assert (shorts > 20, late > 60) == (True, True), (shorts, late)
    assert Column.CORRECTIONS in {
        item.column for seed in range(20) for item in corrected(story(seed), seed, "CHF")
    }
    assert replace(story(1)) == story(1)
