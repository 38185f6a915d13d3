"""Random portfolios in four currencies with everything a wealth manager books, for the properties of the bridge.

Two months of trades, shorts included, income with ex days, bonds, exchanges, moves in kind and between own accounts, acts of the
issuer, costs, and corrections that were booked days after the day they concern.
"""

import random
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portfolios.ledger.entries import DayCount, Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import RateQuote
from portfolios.ledger.pricing import PriceQuote

D = Decimal
T = EntryType
FIRST = date(2026, 1, 1)
LENGTH = 60
CURRENCIES = ("EUR", "USD", "CHF", "JPY")
EURO_SHARE, DOLLAR_SHARE, FRANC_BOND, YEN_SHARE, OTHER = 1, 2, 3, 4, 5
TERMS = {
    EURO_SHARE: InstrumentTerms(EURO_SHARE, "EUR"),
    DOLLAR_SHARE: InstrumentTerms(DOLLAR_SHARE, "USD"),
    FRANC_BOND: InstrumentTerms(
        FRANC_BOND,
        "CHF",
        price_factor=D("0.01"),
        coupon_rate=D("0.025"),
        coupon_frequency=2,
        day_count=DayCount.THIRTY_E_360,
        issued_on=date(2024, 2, 10),
        matures_on=date(2031, 2, 10),
    ),
    YEN_SHARE: InstrumentTerms(YEN_SHARE, "JPY"),
    OTHER: InstrumentTerms(OTHER, "USD"),
}
DEPOTS = (11, 12)
CASH = {"EUR": 21, "USD": 22, "CHF": 23, "JPY": 24}
NEAR = {"EUR": D(1), "USD": D("1.1"), "CHF": D("0.95"), "JPY": D(160)}
BEFORE, LATER = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """One portfolio's entries and the market it lived in."""

    entries: tuple[Entry, ...]
    prices: tuple[PriceQuote, ...]
    rates: tuple[RateQuote, ...]


def day(number: int) -> date:
    """A day of the two months, the first of January is 0."""
    return FIRST + timedelta(days=number)


def story(seed: int, length: int = 30) -> Story:
    """Always the same for a seed."""
    source = random.Random(seed)  # noqa: S311
    entries: list[Entry] = []
    for maker in source.choices(MAKERS, WEIGHTS, k=length):
        entries += maker(source, len(entries) + 1)
    entries += _corrections(source, entries)
    return Story(tuple(entries), tuple(_prices(source)), tuple(_rates(source)))


def _prices(source: random.Random) -> list[PriceQuote]:
    days = [0, *sorted(source.sample(range(1, LENGTH), 12))]
    return [
        PriceQuote(each, day(number), D(source.randint(2_000, 20_000)) / 100)
        for each in TERMS
        for number in days
    ]


def _rates(source: random.Random) -> list[RateQuote]:
    days = [0, *sorted(source.sample(range(1, LENGTH), 15))]
    return [
        RateQuote("EUR", code, day(number), NEAR[code] * source.randint(85_000, 115_000) / 100_000)
        for code in CURRENCIES[1:]
        for number in days
    ]


def _entry(source: random.Random, number: int, kind: EntryType, **fields: Any) -> Entry:
    usual: dict[str, Any] = {"currency": "EUR", "cash_account": CASH["EUR"], "recorded_at": BEFORE}
    if fields.get("instrument") is not None:
        usual["account"] = source.choice(DEPOTS)
    trade_date = fields.pop("trade_date", None) or day(source.randint(1, LENGTH - 6))
    return Entry(id=number, type=kind, trade_date=trade_date, **(usual | fields))


def _amount(source: random.Random, currency: str) -> Decimal:
    cents = D(source.randint(1_000, 9_999_99)) / 100 * NEAR[currency]
    return cents.quantize(D(1) if currency == "JPY" else D("0.01"))


def _money(currency: str) -> dict[str, Any]:
    return {"currency": currency, "cash_account": CASH[currency]}


def _trade(source: random.Random, number: int) -> list[Entry]:
    """A purchase or sale, now and then paid in another currency at a dealt rate; what is not held is sold short."""
    terms = TERMS[source.choice(list(TERMS))]
    paid_in = terms.currency if source.random() < 0.75 else source.choice(CURRENCIES)
    fields: dict[str, Any] = {"instrument": terms.id, "amount": _amount(source, paid_in), **_money(paid_in)}
    fields["quantity"] = D(source.randint(1, 4_000)) / source.choice([1, 8, 1000])
    if paid_in != terms.currency:
        cross = NEAR[paid_in] / NEAR[terms.currency]
        fields["fx_rate"] = cross * source.randint(90, 110) / 100
    if terms.id == FRANC_BOND:
        fields["accrued_interest"] = D(source.randint(0, 400)) / 100
    fields["fee"] = D(source.randint(0, 3))
    on = day(source.randint(1, LENGTH - 6))
    settled = on + timedelta(days=source.randint(0, 3))
    kind = source.choice([T.BUY, T.BUY, T.SELL])
    return [_entry(source, number, kind, trade_date=on, settlement_date=settled, **fields)]


def _income(source: random.Random, number: int) -> list[Entry]:
    terms = TERMS[source.choice(list(TERMS))]
    kind = T.COUPON if terms.id == FRANC_BOND else T.DIVIDEND
    on = day(source.randint(10, LENGTH - 6))
    fields: dict[str, Any] = {"instrument": terms.id, "amount": _amount(source, terms.currency) / 100}
    fields |= {"tax": fields["amount"] * D("0.15"), "ex_date": on - timedelta(days=source.randint(0, 9))}
    return [_entry(source, number, kind, trade_date=on, **fields, **_money(terms.currency))]


def _cash(source: random.Random, number: int) -> list[Entry]:
    kinds = [T.DEPOSIT, T.WITHDRAWAL, T.INTEREST, T.INTEREST_CHARGE, T.FEE, T.FEE_REFUND, T.TAX, T.TAX_REFUND]
    currency = source.choice(CURRENCIES)
    kind = source.choice([T.TRANSFER_IN, T.TRANSFER_OUT, *kinds])
    paid = kind is T.FEE and source.random() < 0.2
    amount = _amount(source, currency)
    return [_entry(source, number, kind, amount=amount, paid_externally=paid, **_money(currency))]


def _exchange(source: random.Random, number: int) -> list[Entry]:
    given, taken = source.sample(CURRENCIES, 2)
    amount = _amount(source, given)
    got = (amount / NEAR[given] * NEAR[taken] * source.randint(90, 110) / 100).quantize(D(1))
    counter = {"counter_currency": taken, "counter_amount": got, "counter_cash_account": CASH[taken]}
    return [_entry(source, number, T.FX, amount=amount, fee=D(1), **counter, **_money(given))]


def _in_kind(source: random.Random, number: int) -> list[Entry]:
    terms = TERMS[source.choice(list(TERMS))]
    fields: dict[str, Any] = {"instrument": terms.id, "quantity": D(source.randint(1, 300))}
    fields |= _money(terms.currency)
    if source.random() < 0.4:
        fields["amount"] = _amount(source, terms.currency)
    return [_entry(source, number, source.choice([T.TRANSFER_IN, T.TRANSFER_OUT]), **fields)]


def _own(source: random.Random, number: int) -> list[Entry]:
    """From one depot to the other, sometimes with days between; or one leg of a move to another portfolio."""
    instrument, begins = source.choice(list(TERMS)), source.randint(1, LENGTH - 10)
    own: dict[str, Any] = {
        "instrument": instrument,
        "quantity": D(source.randint(1, 40)),
        "external": False,
        "transfer_group": f"own {number}",
        **_money(TERMS[instrument].currency),
    }
    if source.random() < 0.4:
        kind = source.choice([T.TRANSFER_IN, T.TRANSFER_OUT])
        return [_entry(source, number, kind, trade_date=day(begins), **own)]
    arrives = day(begins + source.choice([0, 0, 4]))
    return [
        _entry(source, number, T.TRANSFER_OUT, trade_date=day(begins), account=DEPOTS[0], **own),
        _entry(source, number + 1, T.TRANSFER_IN, trade_date=arrives, account=DEPOTS[1], **own),
    ]


def _issuer(source: random.Random, number: int) -> list[Entry]:
    """A split, reverse split, stock dividend, spin-off, merger or return of capital."""
    instrument, child = source.sample(list(TERMS), 2)
    money = _money(TERMS[instrument].currency)
    acts: list[tuple[EntryType, dict[str, Any]]] = [
        (T.SPLIT, {"ratio": source.choice([D(2), D(3), D("0.1")]), "account": None}),
        (T.STOCK_DIVIDEND, {"ratio": D("0.25"), "account": None}),
        (
            T.SPIN_OFF,
            {"related_instrument": child, "ratio": D("0.3"), "cost_share": D("0.2"), "account": None},
        ),
        (T.MERGER, {"related_instrument": child, "ratio": D("0.7"), "account": None}),
        (T.RETURN_OF_CAPITAL, {"amount": _amount(source, TERMS[instrument].currency) / 10, "tax": D(1)}),
    ]
    kind, fields = source.choice(acts)
    return [_entry(source, number, kind, instrument=instrument, **fields, **money)]


def _corrections(source: random.Random, entries: list[Entry]) -> list[Entry]:
    """Bookings of past days that became known later: reversals from the day itself or some days on, and new ones."""
    plain = {T.BUY, T.SELL, T.DIVIDEND, T.COUPON, T.DEPOSIT, T.WITHDRAWAL, T.FEE, T.TAX}
    undone = source.sample(candidates := [e for e in entries if e.type in plain], min(3, len(candidates)))
    found = []
    for number, each in enumerate(undone, 10_000):
        on = each.trade_date + timedelta(days=source.choice([0, 0, 2, 5]))
        found.append(
            replace(each, id=number, reverses=each.id, trade_date=on, settlement_date=None, recorded_at=LATER)
        )
    for number in range(20_000, 20_000 + source.randint(0, 3)):
        found += [replace(each, recorded_at=LATER) for each in _cash(source, number)]
    return found


MAKERS: tuple[Callable[[random.Random, int], list[Entry]], ...] = (
    _trade,
    _cash,
    _income,
    _exchange,
    _in_kind,
    _own,
    _issuer,
)
WEIGHTS = (10, 6, 3, 2, 2, 2, 2)
