"""What the custodian would have sent: opening positions and daily transaction files for every portfolio of a firm.

A small simulation of sensible portfolios on the real prices, from a fixed seed: monthly savings, withdrawals, quarterly
management fees, rebalancing when shares drift more than five points from target. Amounts follow from quantity, price,
rate and costs to the cent, as a custodian's would.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from config.demo.cast import PORTFOLIOS, Firm
from config.demo.market import FIRST_DAY, INSTRUMENTS, LAST_DAY, prices, rate

CENT: Final = Decimal("0.01")
RATE_DIGITS: Final = Decimal("0.000001")
HEADER: Final = (
    "portfolio,external_id,type,trade_date,cash_account,isin,symbol,mic,instrument_currency,quantity,price,currency,"
    "amount,fee,fee_kind,fx_rate,counter_currency,counter_amount,counter_cash_account,note"
)
OPENING_HEADER: Final = "portfolio,on,isin,symbol,mic,currency,quantity,acquired_on,cost,fx_rate,amount"
BY_SYMBOL: Final = {item.symbol: item for item in INSTRUMENTS}


def money(value: Decimal) -> Decimal:
    """To the cent, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one portfolio is meant to be."""

    number: int
    reference: str
    client_index: int
    currency: str
    equity_target: Decimal
    symbols: tuple[str, ...]
    wealth: Decimal
    opened_on: date
    saving: Decimal
    withdrawal: Decimal
    has_dollar_account: bool
    is_monthly: bool
    is_advisory: bool

    @property
    def cash_account(self) -> str:
        """Number of the main cash account."""
        return f"{self.reference}-{self.currency}"

    @property
    def dollar_account(self) -> str:
        """Number of the second cash account."""
        return f"{self.reference}-USD"

    @property
    def custody_account(self) -> str:
        """Number of the custody account."""
        return f"{self.reference}-D"


@dataclass(slots=True)
class Book:
    """The simulated portfolio while it lives."""

    plan: Plan
    chance: random.Random
    cash: Decimal = Decimal(0)
    dollars: Decimal = Decimal(0)
    units: dict[str, Decimal] = field(default_factory=dict)
    count: int = 0

    def value_of(self, symbol: str, day: date) -> Decimal:
        """Market value of one holding in the portfolio's currency."""
        return (
            self.units.get(symbol, Decimal(0))
            * prices()[symbol].on(day)
            * rate("USD", self.plan.currency, day)
        )

    def invested(self, day: date) -> Decimal:
        """Market value of all holdings."""
        return sum((self.value_of(symbol, day) for symbol in self.units), Decimal(0))

    def next_id(self, day: date) -> str:
        """The custodian's reference."""
        self.count += 1
        return f"{self.plan.reference}-{day:%Y%m%d}-{self.count:04d}"


def plans(firm: Firm) -> list[Plan]:
    """The sixty portfolios of a firm: every client one, the first twenty a second one."""
    chance = random.Random(firm.seed)  # noqa: S311
    return [_plan(firm, number, chance) for number in range(PORTFOLIOS)]


def _plan(firm: Firm, number: int, chance: random.Random) -> Plan:
    currency = chance.choice(firm.portfolio_currencies)
    scale = {"CNY": 7, "HKD": 8, "JPY": 120}.get(currency, 1)
    opened = FIRST_DAY if number % 4 else FIRST_DAY + timedelta(days=chance.randrange(20, 540))
    return Plan(
        number=number,
        reference=f"{firm.reference}{number + 1001}",
        client_index=number if number < len(firm.clients) else number - len(firm.clients),
        currency=currency,
        equity_target=Decimal(chance.choice(("0.35", "0.55", "0.75", "0.90"))),
        symbols=tuple(chance.sample(sorted(BY_SYMBOL), k=chance.randrange(6, 12))),
        wealth=Decimal(chance.randrange(12, 300)) * 10_000 * scale,
        opened_on=opened if opened.weekday() < 5 else opened + timedelta(days=7 - opened.weekday()),
        saving=Decimal(chance.choice((0, 0, 500, 1_500, 4_000))) * scale,
        withdrawal=Decimal(chance.choice((0, 0, 0, 3_000, 9_000))) * scale,
        has_dollar_account=number % 5 == 2 and currency != "USD",
        is_monthly=number % 6 == 5,
        is_advisory=number % 7 == 3,
    )


def books(firm: Firm) -> list[Book]:
    """A fresh book for each plan, each with a source of chance of its own."""
    return [Book(plan=plan, chance=random.Random(firm.seed * 1000 + plan.number)) for plan in plans(firm)]  # noqa: S311


def opening_rows(book: Book) -> Iterator[str]:
    """Take-on: the positions and the cash a client arrived with on the first day, with the lots' history."""
    plan = book.plan
    if plan.opened_on > FIRST_DAY:
        return
    weight = plan.equity_target / len(plan.symbols)
    for symbol in plan.symbols:
        item = BY_SYMBOL[symbol]
        price = prices()[symbol].on(FIRST_DAY)
        quantity = _whole(plan.wealth * weight / (price * rate("USD", plan.currency, FIRST_DAY)))
        book.units[symbol] = quantity
        half = quantity // 2
        for units in (half, quantity - half):
            if units:
                acquired = FIRST_DAY - timedelta(days=book.chance.randrange(200, 2400))
                cost = money(units * price * Decimal(book.chance.randrange(45, 105)) / 100)
                booked = (
                    rate("USD", plan.currency, FIRST_DAY) * Decimal(book.chance.randrange(94, 107)) / 100
                ).quantize(RATE_DIGITS)
                yield (
                    f"{plan.reference},{FIRST_DAY},{item.isin},{symbol},{item.mic},USD,{units},{acquired},{cost},{booked},"
                )
    book.cash = money(plan.wealth - book.invested(FIRST_DAY))
    yield f"{plan.reference},{FIRST_DAY},,,,{plan.currency},,,,,{book.cash}"


def _whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_DOWN)


def _row(**cells: object) -> str:
    return ",".join(str(cells.get(name, "")) for name in HEADER.split(","))


def _trade(book: Book, day: date, symbol: str, units: Decimal, kind: str) -> str:
    """One purchase or sale in USD settled in the portfolio's currency, with a transaction cost of 0.15 %, at least 5."""
    plan, item = book.plan, BY_SYMBOL[symbol]
    price = prices()[symbol].on(day)
    booked = (
        Decimal(1)
        if plan.currency == "USD"
        else rate("USD", plan.currency, day).quantize(RATE_DIGITS, ROUND_HALF_UP)
    )
    gross = units * price * booked
    fee = money(max(gross * Decimal("0.0015"), Decimal(5)))
    amount = money(gross + fee if kind == "buy" else gross - fee)
    sign = 1 if kind == "buy" else -1
    book.cash -= sign * amount
    book.units[symbol] = book.units.get(symbol, Decimal(0)) + sign * units
    return _row(
        portfolio=plan.reference,
        external_id=book.next_id(day),
        type=kind,
        trade_date=day,
        cash_account=plan.cash_account,
        isin=item.isin,
        symbol=symbol,
        mic=item.mic,
        instrument_currency="USD",
        quantity=units,
        price=price,
        currency=plan.currency,
        amount=amount,
        fee=fee,
        fee_kind="transaction",
        fx_rate="" if plan.currency == "USD" else booked,
    )


def _move(book: Book, day: date, kind: str, amount: Decimal, *, note: str = "", fee_kind: str = "") -> str:
    book.cash += amount if kind in {"deposit", "interest"} else -amount
    plan = book.plan
    return _row(
        portfolio=plan.reference,
        external_id=book.next_id(day),
        type=kind,
        trade_date=day,
        cash_account=plan.cash_account,
        currency=plan.currency,
        amount=amount,
        fee_kind=fee_kind,
        note=note,
    )


def _exchange(book: Book, day: date, amount: Decimal) -> str:
    """Money from the main account into dollars."""
    plan = book.plan
    dollars = money(amount * rate(plan.currency, "USD", day))
    book.cash -= amount
    book.dollars += dollars
    return _row(
        portfolio=plan.reference,
        external_id=book.next_id(day),
        type="fx",
        trade_date=day,
        cash_account=plan.cash_account,
        currency=plan.currency,
        amount=amount,
        counter_currency="USD",
        counter_amount=dollars,
        counter_cash_account=plan.dollar_account,
    )


def _start(book: Book, day: date) -> Iterator[str]:
    yield _move(book, day, "deposit", book.plan.wealth, note="First payment")
    weight = book.plan.equity_target / len(book.plan.symbols)
    for symbol in book.plan.symbols:
        units = _whole(
            book.plan.wealth * weight / (prices()[symbol].on(day) * rate("USD", book.plan.currency, day))
        )
        if units:
            yield _trade(book, day, symbol, units, "buy")


def _rebalance(book: Book, day: date) -> Iterator[str]:
    """Back towards the target when the invested share is more than five points off."""
    total = book.cash + book.invested(day)
    drift = book.invested(day) / total - book.plan.equity_target if total else Decimal(0)
    if abs(drift) <= Decimal("0.05"):
        return
    kind = "sell" if drift > 0 else "buy"
    for symbol in book.chance.sample(sorted(book.units), k=min(3, len(book.units))):
        price = prices()[symbol].on(day) * rate("USD", book.plan.currency, day)
        units = _whole(abs(drift) * total / 3 / price)
        if kind == "sell":
            units = min(units, book.units[symbol] - 1)
        if units > 0:
            yield _trade(book, day, symbol, units, kind)


def _quarter_begins(book: Book, day: date) -> Iterator[str]:
    total = book.cash + book.invested(day)
    fee = money(min(total * Decimal("0.0020"), max(book.cash, Decimal(0)) / 2))
    if fee > 0:
        yield _move(book, day, "fee", fee, fee_kind="management", note="Management fee of the past quarter")
    if book.cash > 20_000:
        yield _move(book, day, "interest", money(book.cash * Decimal("0.0004")), note="Credit interest")
    yield from _rebalance(book, day)


def _month(book: Book, day: date) -> Iterator[str]:
    plan = book.plan
    if plan.saving:
        yield _move(book, day, "deposit", plan.saving, note="Savings plan")
    if plan.withdrawal and book.cash > plan.withdrawal * 3:
        yield _move(book, day, "withdrawal", plan.withdrawal, note="Standing order")
    if plan.has_dollar_account and day.month in {2, 8} and book.cash > 30_000:
        yield _exchange(book, day, money(book.cash / 10))


def day_rows(book: Book, day: date, *, is_month_begin: bool) -> Iterator[str]:
    """The custodian's rows for one portfolio and day; empty on most days."""
    if day == book.plan.opened_on > FIRST_DAY:
        yield from _start(book, day)
    if is_month_begin and day > book.plan.opened_on:
        yield from _month(book, day)
        if day.month in {1, 4, 7, 10}:
            yield from _quarter_begins(book, day)
    if day == date(2020, 3, 18) and book.plan.number % 8 == 1 and book.plan.opened_on < day:
        yield _move(book, day, "deposit", money(book.plan.wealth / 5), note="Paid in during the fall")
    if day == date(2020, 3, 24) and book.plan.number % 8 == 1 and book.plan.opened_on < day:
        yield from _rebalance(book, day)


def opening_file(firm_books: list[Book]) -> str:
    """The take-on file of the first day."""
    return "\n".join((OPENING_HEADER, *(row for book in firm_books for row in opening_rows(book)))) + "\n"


def daily_files(firm_books: list[Book]) -> dict[date, str]:
    """Transaction files by day, only for days on which something happened. Call it after `opening_file`."""
    rows: dict[date, list[str]] = defaultdict(list)
    month = FIRST_DAY.month
    for day in business_days():
        is_month_begin = day.month != month
        month = day.month
        for book in firm_books:
            rows[day].extend(day_rows(book, day, is_month_begin=is_month_begin))
    return {day: "\n".join((HEADER, *lines)) + "\n" for day, lines in rows.items() if lines}


def business_days() -> list[date]:
    """The days on which the exchange traded, first and last included: the demonstration's nights."""
    return [day for day in prices()["AAPL"].days if FIRST_DAY <= day <= LAST_DAY]
