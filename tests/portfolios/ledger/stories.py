"""Random histories of a portfolio for the tests of the ledger: every booking a wealth manager meets, in any
order.
"""

import random
from copy import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.pricing import Prices
from tests.portfolios.ledger.builders import (
    CASH,
    COUPON_BOND,
    DEPOT,
    DEPOT2,
    DOLLAR_SHARE,
    DOLLARS,
    OTHER,
    SHARE,
    entry,
    jan,
    prices,
)

D = Decimal
T = EntryType
INSTRUMENTS = (SHARE, DOLLAR_SHARE, OTHER, COUPON_BOND)
TRADES = [T.BUY] * 4 + [T.SELL] * 3
MONEY = [T.DEPOSIT, T.WITHDRAWAL, T.DIVIDEND, T.FEE, T.TAX_REFUND, T.INTEREST, T.INTEREST_CHARGE]


def market(seed: int) -> Prices:
    """A price of each instrument on the first of the month and on some days after."""
    source = random.Random(seed)  # noqa: S311
    days = [1, *sorted(source.sample(range(2, 32), 6))]
    return prices(
        *((each, day, str(source.randint(500, 15_000) / D(100))) for each in INSTRUMENTS for day in days)
    )


def trades_and_money(seed: int, length: int = 60) -> list[Entry]:
    """A month of trades, income and costs in two currencies and two depots, shorts and overdrafts included."""
    source = random.Random(seed)  # noqa: S311
    return [_booking(source, number, source.choice(TRADES + MONEY)) for number in range(1, length + 1)]


def everything(seed: int, length: int = 40) -> list[Entry]:
    """The same with exchanges, transfers in kind and of cash, moves between own accounts, splits and
    reversals.
    """
    source = random.Random(seed)  # noqa: S311
    kinds = ["trade"] * 8 + ["money"] * 4 + [name for name in _MAKERS if name not in ("trade", "money")]
    entries: list[Entry] = []
    for _ in range(length):
        number = len(entries) + 1
        entries += _MAKERS[source.choice(kinds)](source, number)
    reversible = [each for each in entries if each.type in (T.BUY, T.SELL, T.DIVIDEND, T.DEPOSIT, T.FEE)]
    for number, original in enumerate(source.sample(reversible, min(2, len(reversible))), 1000):
        entries.append(_reversal(source, number, original))
    return entries


def _booking(source: random.Random, number: int, kind: EntryType) -> Entry:
    day, cents = source.randint(2, 28), D(source.randint(100, 99_999)) / 100
    fields: dict[str, Any] = {}
    if kind in (T.BUY, T.SELL, T.DIVIDEND):
        fields |= _position(source)
    if kind in (T.BUY, T.SELL):
        fields |= {"quantity": str(source.randint(1, 400) / D(8)), "fee": str(source.choice([0, 1]))}
        fields["settlement_date"] = jan(day) + timedelta(days=source.randint(0, 2))
        if fields["instrument"] == COUPON_BOND:
            fields["accrued_interest"] = "0.25"
    if kind is T.DIVIDEND:
        fields |= {"tax": "0.15", "ex_date": jan(max(1, day - source.randint(0, 9)))}
    return entry(number, kind, day, str(cents), **fields)


def _position(source: random.Random) -> dict[str, Any]:
    """An instrument in one of the depots, paid in dollars, or in euros at a dealt rate, where it is
    American.
    """
    fields: dict[str, Any] = {
        "instrument": source.choice(INSTRUMENTS),
        "account": source.choice([DEPOT, DEPOT2]),
    }
    if fields["instrument"] == DOLLAR_SHARE:
        in_euros = source.random() < 0.3
        fields |= {"fx_rate": "0.9"} if in_euros else {"currency": "USD", "cash_account": DOLLARS}
    return fields


def _trade(source: random.Random, number: int) -> list[Entry]:
    return [_booking(source, number, source.choice(TRADES))]


def _money(source: random.Random, number: int) -> list[Entry]:
    return [_booking(source, number, source.choice(MONEY))]


def _exchange(source: random.Random, number: int) -> list[Entry]:
    amount = str(source.randint(1, 900))
    fields: dict[str, Any] = {"counter_amount": str(source.randint(1, 900)), "fee": "0.5"}
    if source.random() < 0.5:
        fields |= {"counter_currency": "USD", "counter_cash_account": DOLLARS}
    else:
        fields |= {"currency": "USD", "cash_account": DOLLARS, "counter_currency": "EUR"}
        fields["counter_cash_account"] = CASH
    return [entry(number, T.FX, source.randint(2, 28), amount, **fields)]


def _in_kind(source: random.Random, number: int) -> list[Entry]:
    kind = source.choice([T.TRANSFER_IN, T.TRANSFER_OUT])
    stated = str(source.randint(1, 900)) if source.random() < 0.5 else None
    fields = _position(source) | {"quantity": str(source.randint(1, 40))}
    fields.pop("fx_rate", None)
    return [entry(number, kind, source.randint(2, 28), stated, **fields)]


def _own(source: random.Random, number: int) -> list[Entry]:
    """Units from one depot to the other, sometimes with days between."""
    day, instrument = source.randint(2, 24), source.choice(INSTRUMENTS)
    days = source.choice([0, 0, 3])
    own: dict[str, Any] = {
        "instrument": instrument,
        "quantity": str(source.randint(1, 20)),
        "external": False,
        "transfer_group": f"own {number}",
    }
    return [
        entry(number, T.TRANSFER_OUT, day, account=DEPOT, **own),
        entry(number + 1, T.TRANSFER_IN, day + days, account=DEPOT2, **own),
    ]


def _away(source: random.Random, number: int) -> list[Entry]:
    """One leg of a move whose other leg is in another portfolio."""
    fields = _position(source) | {"quantity": str(source.randint(1, 20)), "external": False}
    fields.pop("fx_rate", None)
    kind = source.choice([T.TRANSFER_IN, T.TRANSFER_OUT])
    return [entry(number, kind, source.randint(2, 28), transfer_group=f"away {number}", **fields)]


def _cash(source: random.Random, number: int) -> list[Entry]:
    kind = source.choice([T.TRANSFER_IN, T.TRANSFER_OUT])
    return [entry(number, kind, source.randint(2, 28), "25", currency="USD", cash_account=DOLLARS)]


def _split(source: random.Random, number: int) -> list[Entry]:
    fields: dict[str, Any] = {"instrument": source.choice(INSTRUMENTS), "ratio": source.choice(["2", "0.1"])}
    return [entry(number, T.SPLIT, source.randint(2, 28), account=None, **fields)]


def _bonus(source: random.Random, number: int) -> list[Entry]:
    fields: dict[str, Any] = {"instrument": source.choice(INSTRUMENTS), "ratio": "0.25"}
    return [entry(number, T.STOCK_DIVIDEND, source.randint(2, 28), account=None, **fields)]


def _spin_off(source: random.Random, number: int) -> list[Entry]:
    parent, child = source.sample(INSTRUMENTS, 2)
    fields: dict[str, Any] = {"related_instrument": child, "ratio": "0.3", "cost_share": "0.2"}
    return [entry(number, T.SPIN_OFF, source.randint(2, 28), instrument=parent, account=None, **fields)]


def _merger(source: random.Random, number: int) -> list[Entry]:
    old, new = source.sample(INSTRUMENTS, 2)
    fields: dict[str, Any] = {"related_instrument": new, "ratio": "0.7"}
    return [entry(number, T.MERGER, source.randint(2, 28), instrument=old, account=None, **fields)]


def _capital(source: random.Random, number: int) -> list[Entry]:
    fields = _position(source)
    fields.pop("fx_rate", None)
    return [entry(number, T.RETURN_OF_CAPITAL, source.randint(2, 28), "30", tax="1", **fields)]


def _reversal(source: random.Random, number: int, original: Entry) -> Entry:
    later = original.trade_date + timedelta(days=source.choice([0, 2, 5]))
    return replace(original, id=number, reverses=original.id, trade_date=later, settlement_date=None)


_MAKERS = {
    "trade": _trade,
    "money": _money,
    "exchange": _exchange,
    "in_kind": _in_kind,
    "own": _own,
    "away": _away,
    "cash": _cash,
    "split": _split,
    "bonus": _bonus,
    "spin-off": _spin_off,
    "merger": _merger,
    "capital": _capital,
}
