"""What a statement says: one frozen value that the page, the PDF and the JSON are made of, so that they cannot disagree.

Figures are exact Decimals in the portfolio's currency unless a row names another; None is "not available" and stands
beside a reason, never zero. The canonical form is JSON with text decimals and sorted keys, the moment of knowledge left out;
its SHA-256 is the data hash.
"""

import dataclasses
import hashlib
import json
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class FirmBlock:
    """Who issues the statement."""

    legal_name: str
    lei: str
    notice: str
    zone: str


@dataclass(frozen=True, slots=True)
class AccountBlock:
    """Whose portfolio, under which mandate."""

    client_name: str
    client_reference: str
    portfolio_name: str
    portfolio_reference: str
    portfolio_id: str
    currency: str
    mandate_type: str
    mandate_version: int | None
    rule_pack: str
    cost_method: str
    flow_timing: str


@dataclass(frozen=True, slots=True)
class PeriodBlock:
    """(after, until], the moment whose knowledge the figures are from, and how far they are complete."""

    kind: str
    after: date
    until: date
    known_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class MissingLine:
    """What keeps a figure from being complete: `subject` is an instrument's name or a pair of currencies.

    `reason`: "stale" (the last price or rate, of `last_on`, is used as an estimate) or "missing" (there is none).
    """

    subject: str
    reason: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """One position at the end of the period; amounts in the portfolio's currency, price in the instrument's.

    `market_value` is without the accrued interest of a bond, `weight` with it; `cost_basis` leaves fees out.
    """

    name: str
    isin: str
    asset_class: str
    account: str
    quantity: Decimal
    currency: str
    price: Decimal | None
    price_on: date | None
    price_state: str
    price_source: str
    fx_rate: Decimal | None
    market_value: Decimal | None
    accrued_interest: Decimal | None
    weight: Decimal | None
    cost_basis: Decimal | None
    unrealized_gain: Decimal | None


@dataclass(frozen=True, slots=True)
class CashLine:
    """One cash account at both ends, in its own currency, and its closing value in the portfolio's currency."""

    account: str
    currency: str
    opening_balance: Decimal
    closing_balance: Decimal
    fx_rate: Decimal | None
    closing_value: Decimal | None


@dataclass(frozen=True, slots=True)
class ReceivableLine:
    """Income whose ex day has come and that is not paid yet: part of the value, after fee and tax."""

    name: str
    ex_on: date
    due_on: date
    currency: str
    amount: Decimal
    fx_rate: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class TransactionLine:
    """One booking known for the period, in the order of the ledger.

    `amount` carries the sign of what it does to the money of the account: + in, − out; of a transfer in kind it is the value
    stated, without a sign. A reversal has the opposite sign of what it undoes.
    """

    trade_date: date
    settlement_date: date
    type: str
    instrument: str
    quantity: Decimal | None
    price: Decimal | None
    price_currency: str
    currency: str
    amount: Decimal | None
    counter_currency: str
    counter_amount: Decimal | None
    fee: Decimal | None
    tax: Decimal | None
    fx_rate: Decimal | None
    is_reversal: bool
    note: str


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A sum by kind in the portfolio's currency: `amount` exact, `shown` in the minor unit so that the lines add up."""

    kind: str
    amount: Decimal | None
    shown: Decimal | None


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """Why the value changed: every figure is the sum of its own items, so what they do not explain is a figure too.

    `steps` lead from the opening to the closing value, with their signs. A statement released before says what the opening
    value was thought to be: what has become known of it since is the step `corrections`. `gain` is the sum of all steps but
    flows and corrections.
    """

    opening_value: Decimal | None
    closing_value: Decimal | None
    gain: Decimal | None
    cash_opening: Decimal | None
    cash_closing: Decimal | None
    steps: tuple[AmountLine, ...]


@dataclass(frozen=True, slots=True)
class PerformanceBlock:
    """Returns of the period as fractions; a None has its reason in `reasons`."""

    time_weighted_return: Decimal | None
    money_weighted_return: Decimal | None
    gross_return: Decimal | None
    benchmark_return: Decimal | None
    volatility: Decimal | None
    max_drawdown: Decimal | None
    since_inception: Decimal | None
    inception_on: date | None
    benchmark_name: str
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One day of the pictures: value in the portfolio's currency, linked returns as fractions."""

    on: date
    value: Decimal | None
    portfolio: Decimal | None
    benchmark: Decimal | None


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """Actual share of an asset class beside its target band."""

    asset_class: str
    weight: Decimal | None
    target: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class StatementData:
    """One statement."""

    firm: FirmBlock
    account: AccountBlock
    period: PeriodBlock
    language: str
    change: ChangeBlock
    performance: PerformanceBlock
    holdings: tuple[HoldingLine, ...]
    cash: tuple[CashLine, ...]
    allocation: tuple[AllocationLine, ...]
    receivables: tuple[ReceivableLine, ...]
    transactions: tuple[TransactionLine, ...]
    fees: tuple[AmountLine, ...]
    income: tuple[AmountLine, ...]
    series: tuple[SeriesPoint, ...]
    missing: tuple[MissingLine, ...]


def to_json(data: StatementData) -> dict[str, Any]:
    """JSON values: decimals as plain text, dates in ISO form, times in UTC."""
    plain = _plain(data)
    assert isinstance(plain, dict)
    return plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def from_json(plain: dict[str, Any]) -> StatementData:
    """The frozen value back from `to_json`; the two are inverse to the digit."""
    data = _typed(StatementData, plain)
    assert isinstance(data, StatementData)
    return data


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in {typing.Union, types.UnionType}:
        return _typed(next(part for part in get_args(kind) if part is not type(None)), value)
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in value.items()})
    if kind is Decimal:
        return Decimal(value)
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    return value


def canonical(data: StatementData) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8, without the moment at which the figures were asked for."""
    plain = to_json(data)
    del plain["period"]["known_at"]
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def data_hash(data: StatementData) -> str:
    """SHA-256 of the canonical form: the same ledger, prices and rates give the same hash whenever they are asked."""
    return hashlib.sha256(canonical(data)).hexdigest()
