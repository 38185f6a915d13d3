"""The typed, immutable rows that files are read into, one type per kind of file.

Named tuples rather than frozen dataclasses: with some forty fields they are built ten times as fast, and a
file may have a million lines. `line` is the line in the file, counted from 1. None means the cell was empty
or the column absent. Instruments are references as written, not yet looked up.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class LotRow(NamedTuple):
    """One tax lot of a transfer: units, day of purchase, its whole cost and the exchange rate of that day."""

    quantity: Decimal
    acquired_on: date
    cost: Decimal | None
    fx_rate: Decimal | None


class TransactionRow(NamedTuple):
    """One transaction. Amounts are positive; `type` says the direction."""

    line: int
    portfolio: str
    external_id: str | None
    type: str
    trade_date: date
    settlement_date: date | None
    sequence: int | None
    account: str | None
    cash_account: str | None
    isin: str | None
    symbol: str | None
    mic: str | None
    instrument_currency: str | None
    quantity: Decimal | None
    price: Decimal | None
    currency: str | None
    amount: Decimal | None
    fee: Decimal | None
    tax: Decimal | None
    fee_kind: str | None
    paid_externally: bool | None
    fx_rate: Decimal | None
    accrued_interest: Decimal | None
    ex_date: date | None
    external: bool | None
    transfer_group: str | None
    lots: tuple[LotRow, ...] | None
    counter_currency: str | None
    counter_amount: Decimal | None
    counter_cash_account: str | None
    related_isin: str | None
    related_symbol: str | None
    related_mic: str | None
    related_currency: str | None
    ratio: Decimal | None
    cost_share: Decimal | None
    cash_in_lieu: Decimal | None
    note: str | None


class PriceRow(NamedTuple):
    """One price of one instrument on one day, per unit as the market quotes it."""

    line: int
    isin: str | None
    symbol: str | None
    mic: str | None
    currency: str | None
    on: date
    price: Decimal
    source: str | None
    kind: str | None


class FxRateRow(NamedTuple):
    """One exchange rate of one day: 1 `base` = `rate` `quote`."""

    line: int
    base: str
    quote: str
    on: date
    rate: Decimal
    source: str | None


class OpeningPositionRow(NamedTuple):
    """One lot of securities, or one cash balance, that a client brings along on the day of take-on.

    A line with an instrument has `quantity`; a line without has `currency` and `amount` (which may be
    negative). `cost` is the lot's whole purchase cost in the instrument's currency; `fx_rate` the rate to
    the portfolio's currency.
    """

    line: int
    portfolio: str
    account: str | None
    on: date
    isin: str | None
    symbol: str | None
    mic: str | None
    currency: str | None
    quantity: Decimal | None
    acquired_on: date | None
    cost: Decimal | None
    fx_rate: Decimal | None
    amount: Decimal | None


class CustodianPositionRow(NamedTuple):
    """One line of a custodian's list: an instrument with its quantity, or a cash account with its balance.

    Quantity and amount carry their sign: a short position or an overdraft is negative.
    """

    line: int
    account: str
    as_of: date
    isin: str | None
    symbol: str | None
    mic: str | None
    currency: str | None
    quantity: Decimal | None
    amount: Decimal | None
    price: Decimal | None
    market_value: Decimal | None


class InstrumentRow(NamedTuple):
    """The master data of one instrument."""

    line: int
    name: str
    symbol: str
    isin: str | None
    mic: str | None
    currency: str
    asset_class: str
    price_factor: Decimal | None
    issuer: str | None
    country: str | None
    sector: str | None
    risk_class: str | None
    max_age: int | None
    ongoing_charge: Decimal | None
    coupon_rate: Decimal | None
    coupon_frequency: int | None
    day_count: str | None
    issued_on: date | None
    matures_on: date | None
