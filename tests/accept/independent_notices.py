#!/usr/bin/env python3
"""The notices of a 10 % fall, worked out a second time from an exported ledger, prices and rates.

    python tests/accept/independent_notices.py export.json

Shares no code with Limpid and imports nothing of it: another fold, another way of looking prices up, whole fractions
throughout. It knows the types that move money or units in such a ledger and stops at any other. Rules: Art 62 of Regulation
(EU) 2017/565 with ESMA's answers 1801-1809. One JSON line for each notice: portfolio, day, multiple, deadline.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import holidays

Row = dict[str, Any]

TENTH = Fraction(1, 10)


class Curve:
    """Values by day, later ones of a day replacing earlier ones; asked for the last on or before a day."""

    def __init__(self) -> None:
        self.points: dict[date, Fraction] = {}
        self.days: list[date] | None = None

    def put(self, day: date, value: str) -> None:
        self.points[day] = Fraction(value)
        self.days = None

    def at(self, day: date) -> Fraction | None:
        if self.days is None:
            self.days = sorted(self.points)
        lo, hi = 0, len(self.days)
        while lo < hi:
            middle = (lo + hi) // 2
            if self.days[middle] <= day:
                lo = middle + 1
            else:
                hi = middle
        return self.points[self.days[lo - 1]] if lo else None


class Market:
    """Prices and rates: the direct pair, else the inverse, else over the pivot."""

    def __init__(self, data: Row) -> None:
        self.pivot: str = data["pivot"]
        self.instruments: dict[str, Row] = data["instruments"]
        self.prices: dict[str, Curve] = {}
        self.pairs: dict[tuple[str, str], Curve] = {}
        for instrument, day, price in data["prices"]:
            self.prices.setdefault(instrument, Curve()).put(date.fromisoformat(day), price)
        for base, quote, day, rate in data["rates"]:
            self.pairs.setdefault((base, quote), Curve()).put(date.fromisoformat(day), rate)

    def leg(self, base: str, quote: str, day: date) -> Fraction | None:
        """One step between two currencies, None without any rate by then."""
        if base == quote:
            return Fraction(1)
        direct = self.pairs.get((base, quote), Curve()).at(day)
        inverse = self.pairs.get((quote, base), Curve()).at(day)
        if direct is None and inverse is not None:
            return 1 / inverse
        return direct

    def rate(self, base: str, quote: str, day: date) -> Fraction:
        """What one `base` was worth in `quote`."""
        found = self.leg(base, quote, day)
        if found is not None:
            return found
        there, back = self.leg(base, self.pivot, day), self.leg(self.pivot, quote, day)
        if there is None or back is None:
            raise SystemExit(f"no rate {base}/{quote} on {day}")
        return there * back

    def worth(self, instrument: str, quantity: Fraction, currency: str, day: date) -> Fraction:
        """What units were worth."""
        if not quantity:
            return Fraction(0)
        price = self.prices.get(instrument, Curve()).at(day)
        if price is None:
            raise SystemExit(f"no price of {instrument} on {day}: a day without a value is not covered here")
        known = self.instruments[instrument]
        value = quantity * Fraction(known["price_factor"]) * price
        return value * self.rate(known["currency"], currency, day)


class Book:
    """One portfolio: units, money, and income whose ex day has come."""

    def __init__(self, portfolio: Row, transactions: list[Row], market: Market) -> None:
        self.currency: str = portfolio["currency"]
        self.market = market
        self.units: dict[str, Fraction] = {}
        self.money: dict[str, Fraction] = {}
        self.due: list[tuple[date, str, Fraction]] = []
        self.waiting: dict[date, list[Row]] = {}
        if any(t["reverses"] for t in transactions):
            raise SystemExit("reversals are not covered here")
        for t in transactions:
            day = date.fromisoformat(t["trade_date"])
            if t["ex_date"] and t["type"] in ("dividend", "interest", "coupon"):
                day = min(day, date.fromisoformat(t["ex_date"]))
            self.waiting.setdefault(day, []).append(t)
        self.first = min(self.waiting, default=None)

    def add(self, currency: str, amount: Fraction) -> None:
        self.money[currency] = self.money.get(currency, Fraction(0)) + amount

    def hold(self, instrument: str, quantity: Fraction) -> None:
        self.units[instrument] = self.units.get(instrument, Fraction(0)) + quantity

    def live(self, day: date) -> list[Fraction]:
        """Book everything of the day; returns in kind in, cash in, withdrawn, in kind out, net purchases."""
        moved = [Fraction(0)] * 5
        for paid_on, currency, amount in [each for each in self.due if each[0] <= day]:
            self.add(currency, amount)
            self.due.remove((paid_on, currency, amount))
        for t in sorted(self.waiting.pop(day, []), key=lambda t: t["type"] != "split"):
            self.book(t, day, moved)
        return moved

    def book(self, t: Row, day: date, moved: list[Fraction]) -> None:
        """One booking by its type; what it moves over the portfolio's border is added to `moved`."""
        kind, currency = t["type"], t["currency"]
        amount = Fraction(t["amount"] or 0)
        quantity = Fraction(t["quantity"] or 0)
        if kind in ("deposit", "withdrawal") or (kind.startswith("transfer") and t["instrument"] is None):
            sign = 1 if kind in ("deposit", "transfer_in") else -1
            self.add(currency, sign * amount)
            moved[1 if sign > 0 else 2] += amount * self.market.rate(currency, self.currency, day)
        elif kind in ("transfer_in", "transfer_out"):
            sign = 1 if kind == "transfer_in" else -1
            self.hold(t["instrument"], sign * quantity)
            moved[0 if sign > 0 else 3] += self.in_kind(t, quantity, day)
        elif kind in ("buy", "sell"):
            sign = 1 if kind == "buy" else -1
            self.hold(t["instrument"], sign * quantity)
            self.add(currency, -sign * amount)
            moved[4] += sign * amount * self.dealt(t, day)
        elif kind in ("dividend", "interest", "coupon"):
            paid_on = date.fromisoformat(t["trade_date"])
            if paid_on > day:
                self.due.append((paid_on, currency, amount))
            else:
                self.add(currency, amount)
        elif kind in ("fee", "tax", "interest_charge", "fee_refund", "tax_refund"):
            if not t["is_paid_externally"]:
                self.add(currency, amount if kind.endswith("refund") else -amount)
        elif kind == "fx":
            self.add(currency, -amount)
            self.add(t["counter_currency"], Fraction(t["counter_amount"]))
        elif kind == "split":
            self.units[t["instrument"]] = self.units.get(t["instrument"], Fraction(0)) * Fraction(t["ratio"])
        else:
            raise SystemExit(f"a booking of type {kind} is not covered here")

    def dealt(self, t: Row, day: date) -> Fraction:
        """From the currency of the money to that of the portfolio: the booking's own rate if it is for that pair."""
        if t["currency"] == self.currency:
            return Fraction(1)
        own = self.market.instruments[t["instrument"]]["currency"]
        if own == self.currency and t["fx_rate"] is not None:
            return 1 / Fraction(t["fx_rate"])
        return self.market.rate(t["currency"], self.currency, day)

    def in_kind(self, t: Row, quantity: Fraction, day: date) -> Fraction:
        """A stated amount or price is the value; else the market's of the day."""
        known = self.market.instruments[t["instrument"]]
        if t["amount"] is not None:
            return Fraction(t["amount"]) * self.market.rate(t["currency"], self.currency, day)
        if t["price"] is not None:
            gross = quantity * Fraction(t["price"]) * Fraction(known["price_factor"])
            return gross * self.market.rate(known["currency"], self.currency, day)
        return self.market.worth(t["instrument"], quantity, self.currency, day)

    def value(self, day: date) -> Fraction:
        """Units, money and what is due, at the close."""
        total = sum((self.market.worth(i, q, self.currency, day) for i, q in self.units.items()), Fraction(0))
        for currency, amount in [*self.money.items(), *((c, a) for _, c, a in self.due)]:
            if amount:
                total += amount * self.market.rate(currency, self.currency, day)
        return total


def mandate_on(portfolio: Row, day: date) -> Row | None:
    """The mandate in force: the latest day, then the highest version."""
    known = [m for m in portfolio["mandates"] if date.fromisoformat(m["effective_from"]) <= day]
    return max(known, key=lambda m: (m["effective_from"], m["version"]), default=None)


def is_owed(portfolio: Row, mandate: Row | None, packs: list[str]) -> bool:
    """Discretionary, under a pack with the notice, to retail clients, or to professional ones who asked."""
    if mandate is None or mandate["type"] != "discretionary" or mandate["rule_pack"] not in packs:
        return False
    client = portfolio["client"]
    return bool(
        client["classification"] == "retail"
        or (client["classification"] == "professional" and client["wants_depreciation_notice"])
    )


def period_of(day: date, mandate: Row) -> date:
    """The first day of the month or quarter."""
    monthly = mandate["has_leverage"] or mandate["cadence"] == "monthly"
    return day.replace(day=1, month=day.month if monthly else (day.month - 1) // 3 * 3 + 1)


def deadline_of(day: date, days_off: Any) -> date:
    """The day itself, or the next one on which the firm works."""
    while day.weekday() >= 5 or day in days_off:
        day += timedelta(days=1)
    return day


def notices_of(portfolio: Row, transactions: list[Row], market: Market, data: Row) -> Iterator[Row]:
    """Every notice of one portfolio, from its first booking to the last night."""
    days_off = holidays.country_holidays(data["calendar"], years=range(1990, 2061))
    book = Book(portfolio, transactions, market)
    if book.first is None:
        return
    begin = date.fromisoformat(data["first_night"])
    day, last = (
        min(book.first, date.fromisoformat(portfolio["opened_on"])),
        date.fromisoformat(data["last_night"]),
    )
    before = Fraction(0)
    period: date | None = None
    base, fresh, told = Fraction(0), Fraction(0), 0
    while day <= last:
        moved = book.live(day)
        value = book.value(day)
        mandate = mandate_on(portfolio, day)
        if mandate is not None and is_owed(portfolio, mandate, data["packs"]):
            start = period_of(day, mandate)
            if start != period:
                period, base, fresh, told = start, before, Fraction(0), 0
            base, fresh, multiple = judge(base, fresh, moved, value)
            if multiple > told and day >= begin:
                told = multiple
                yield {
                    "portfolio": portfolio["reference"],
                    "on": day.isoformat(),
                    "period_start": start.isoformat(),
                    "multiple": multiple,
                    "deadline": deadline_of(day, days_off).isoformat(),
                }
        else:
            period = None
        before, day = value, day + timedelta(days=1)


def judge(
    base: Fraction, fresh: Fraction, moved: list[Fraction], value: Fraction
) -> tuple[Fraction, Fraction, int]:
    """Base, cash not yet invested, and how many tenths are lost, after one day."""
    in_kind_in, cash_in, withdrawn, in_kind_out, bought = moved
    base, fresh = base + in_kind_in, fresh + cash_in
    taken = min(fresh, withdrawn)
    fresh -= taken
    rest = withdrawn - taken + in_kind_out
    if rest:
        whole = value + rest - fresh
        base = base * max(Fraction(0), 1 - rest / whole) if whole > 0 else Fraction(0)
    if bought > 0:
        invested = min(fresh, bought)
        base, fresh = base + invested, fresh - invested
    lost = (base - (value - fresh)) / (base * TENTH) if base > 0 else Fraction(0)
    return base, fresh, max(0, lost.numerator // lost.denominator)


def notices(data: Row) -> list[Row]:
    """Every notice of the firm, by portfolio and day."""
    market = Market(data)
    by_portfolio: dict[str, list[Row]] = {}
    for transaction in data["transactions"]:
        by_portfolio.setdefault(transaction["portfolio"], []).append(transaction)
    found: list[Row] = []
    for portfolio in data["portfolios"]:
        found += notices_of(portfolio, by_portfolio.get(portfolio["reference"], []), market, data)
    return sorted(found, key=lambda each: (each["portfolio"], each["on"]))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        for notice in notices(json.load(file)):
            print(json.dumps(notice))
