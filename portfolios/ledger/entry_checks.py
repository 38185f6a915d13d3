"""Is an entry sound in itself: the fields its type needs, and an amount that follows from the rest of it.

It looks at one entry and its instrument only. It never asks whether the trade was allowed or the account
covered: the ledger records what happened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter
from typing import Any

from portfolios.ledger.entries import ONE, ZERO, Entry, EntryType, InstrumentTerms
from portfolios.ledger.money import CURRENCIES, minor_unit, round_money

__all__ = ["EntryError", "EntryErrorCode", "check_entry", "expected_amount", "fields_of", "gross_amount"]


class EntryErrorCode(StrEnum):
    """Why a field of an entry is refused; the words for people are chosen where the error is shown."""

    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    NOT_POSITIVE = "not_positive"
    NEGATIVE = "negative"
    UNKNOWN_CURRENCY = "unknown_currency"
    MINOR_UNIT = "minor_unit"
    SAME_CURRENCY = "same_currency"
    RATE_NOT_ONE = "rate_not_one"
    AMOUNT_MISMATCH = "amount_mismatch"
    LOTS_MISMATCH = "lots_mismatch"
    WRONG_INSTRUMENT = "wrong_instrument"
    BEFORE_TRADE_DATE = "before_trade_date"
    SHARE_OUT_OF_RANGE = "share_out_of_range"


@dataclass(frozen=True, slots=True)
class EntryError:
    """One reason to refuse an entry.

    `field` is the API's name of the field; `parameters` are the figures for the message, such as `expected`.
    """

    field: str
    code: EntryErrorCode
    parameters: dict[str, str] = attribute(default_factory=dict)


type _Values = Callable[[Entry], tuple[object, ...]]


def _pick(*names: str) -> Callable[[Entry], tuple[Any, ...]]:
    """The values of these fields; of at least two."""
    return itemgetter(*map(Entry._fields.index, names))


@dataclass(frozen=True, slots=True)
class _Fields:
    """Field names a type must carry and those it may carry besides."""

    required: frozenset[str]
    optional: frozenset[str]


def _fields(required: str, optional: str = "") -> _Fields:
    return _Fields(frozenset(required.split()), frozenset(optional.split()))


@dataclass(frozen=True, slots=True)
class _Presence:
    """The values of the fields a type must carry, and of those it may not, which are then `blank`."""

    required: _Values
    forbidden: _Values
    blank: tuple[object, ...]


_PLACES = "account cash_account "
_TRADE = _PLACES + "fee fee_kind tax fx_rate accrued_interest"
_INCOME = _PLACES + "quantity price fee fee_kind tax fx_rate ex_date"
_CHARGE = _PLACES + "instrument"
_IN_KIND = _PLACES + "price amount fee fee_kind tax fx_rate accrued_interest lots transfer_group"
_ACTION = _PLACES + "quantity ratio amount cash_in_lieu fx_rate"

_BY_TYPE: dict[EntryType, _Fields] = {
    EntryType.BUY: _fields("instrument quantity price amount", _TRADE),
    EntryType.SELL: _fields("instrument quantity price amount", _TRADE + " lots"),
    EntryType.DEPOSIT: _fields("amount", "cash_account"),
    EntryType.WITHDRAWAL: _fields("amount", "cash_account"),
    EntryType.DIVIDEND: _fields("instrument amount", _INCOME),
    EntryType.INTEREST: _fields("amount", _INCOME + " instrument"),
    EntryType.INTEREST_CHARGE: _fields("amount", _CHARGE + " fee fee_kind tax"),
    EntryType.COUPON: _fields("instrument amount", _INCOME),
    EntryType.FEE: _fields("amount", _CHARGE + " fee_kind paid_externally"),
    EntryType.FEE_REFUND: _fields("amount", _CHARGE + " fee_kind paid_externally"),
    EntryType.TAX: _fields("amount", _CHARGE + " paid_externally"),
    EntryType.TAX_REFUND: _fields("amount", _CHARGE + " paid_externally"),
    EntryType.FX: _fields(
        "amount counter_currency counter_amount", "cash_account counter_cash_account fx_rate fee fee_kind tax"
    ),
    EntryType.SPLIT: _fields("instrument ratio", _PLACES + "quantity amount cash_in_lieu fx_rate"),
    EntryType.STOCK_DIVIDEND: _fields("instrument", _ACTION),
    EntryType.SPIN_OFF: _fields("instrument related_instrument", _ACTION + " cost_share"),
    EntryType.MERGER: _fields("instrument", _ACTION + " related_instrument cost_share"),
    EntryType.REDEMPTION: _fields("instrument quantity price amount", _TRADE + " lots"),
    EntryType.RETURN_OF_CAPITAL: _fields(
        "instrument amount", _PLACES + "quantity price fee fee_kind tax fx_rate"
    ),
}
_TRANSFER_IN_KIND = _fields("instrument quantity", _IN_KIND)
_TRANSFER_OF_CASH = _fields("amount", "cash_account transfer_group")
_CHECKED = frozenset().union(
    *(rule.required | rule.optional for rule in [*_BY_TYPE.values(), _TRANSFER_IN_KIND, _TRANSFER_OF_CASH])
)
_BLANK: dict[str, object] = {
    "fee": ZERO,
    "tax": ZERO,
    "accrued_interest": ZERO,
    "paid_externally": False,
    "lots": (),
}


def _presence(rule: _Fields) -> _Presence:
    required = sorted(rule.required)
    forbidden = sorted(_CHECKED - rule.required - rule.optional)
    # The id is always there and makes the getter answer with a tuple in any case.
    return _Presence(
        _pick("id", "id", *required),
        _pick(*forbidden),
        tuple(_BLANK.get(name) for name in forbidden),
    )


_PRESENCE = {kind: _presence(rule) for kind, rule in _BY_TYPE.items()}
_PRESENCE_IN_KIND = _presence(_TRANSFER_IN_KIND)
_PRESENCE_OF_CASH = _presence(_TRANSFER_OF_CASH)
_TRANSFERS = frozenset({EntryType.TRANSFER_IN, EntryType.TRANSFER_OUT})
_BY_ALTERNATIVES = frozenset({EntryType.STOCK_DIVIDEND, EntryType.SPIN_OFF, EntryType.MERGER})


def fields_of(kind: EntryType) -> frozenset[str]:
    """The names of the fields an entry of this type can carry, beside those that every entry has.

    Of a transfer those of units and of cash together.
    """
    rule = _BY_TYPE.get(kind)
    rules = [rule] if rule is not None else [_TRANSFER_IN_KIND, _TRANSFER_OF_CASH]
    return frozenset().union(*(each.required | each.optional for each in rules))


_POSITIVE = ("quantity", "ratio", "fx_rate", "counter_amount")
_NOT_NEGATIVE = ("price", "amount", "fee", "tax", "accrued_interest", "cash_in_lieu")
_MONEY = ("amount", "fee", "tax", "accrued_interest", "cash_in_lieu")
_POSITIVE_OF = _pick(*_POSITIVE)
_NOT_NEGATIVE_OF = _pick(*_NOT_NEGATIVE)
_MONEY_OF = _pick(*_MONEY)
_COSTS_REDUCE = frozenset({EntryType.SELL, EntryType.REDEMPTION, EntryType.TRANSFER_OUT})
_COSTS_ADD = frozenset({EntryType.BUY, EntryType.TRANSFER_IN})
_PER_UNIT = frozenset({EntryType.DIVIDEND, EntryType.COUPON, EntryType.INTEREST, EntryType.RETURN_OF_CAPITAL})
_NEEDS_RATE = frozenset({EntryType.BUY, EntryType.SELL, EntryType.REDEMPTION})


def gross_amount(entry: Entry, terms: InstrumentTerms) -> Decimal | None:
    """Quantity × price × price factor, in the instrument's currency; None when one of them is not stated."""
    if entry.quantity is None or entry.price is None:
        return None
    return entry.quantity * entry.price * terms.price_factor


def expected_amount(entry: Entry, terms: InstrumentTerms | None) -> Decimal | None:
    """The amount that follows from the other fields, unrounded, in the entry's currency; None if none does.

    What is paid carries the costs, what is received is less by them:
    buy and transfer in: gross × rate + accrued interest + fee + tax;
    sell, redemption and transfer out: gross × rate + accrued interest − fee − tax;
    income per unit: gross × rate − fee − tax; an act of the issuer: its cash in lieu, else nothing.
    Nothing follows between two currencies without a rate.
    """
    if entry.type in (EntryType.SPLIT, EntryType.STOCK_DIVIDEND, EntryType.SPIN_OFF):
        return entry.cash_in_lieu or ZERO
    gross = None if terms is None else gross_amount(entry, terms)
    if terms is None or gross is None:
        return None
    rate = entry.fx_rate or (ONE if terms.currency == entry.currency else None)
    if rate is None:
        return None
    cash = gross * rate
    costs = entry.fee + entry.tax
    if entry.type in _COSTS_ADD:
        return cash + entry.accrued_interest + costs
    if entry.type in _COSTS_REDUCE:
        return cash + entry.accrued_interest - costs
    return cash - costs if entry.type in _PER_UNIT else None


def check_entry(entry: Entry, terms: InstrumentTerms | None) -> list[EntryError]:
    """Everything that is wrong with the entry in itself, in the order of its fields; empty when it is sound.

    `terms` belongs to `entry.instrument` and is None exactly when the entry has none. An amount may differ by
    one minor unit from the one that follows from the other fields.
    """
    errors = [] if _has_its_fields(entry) else list(_check_presence(entry))
    errors += _check_signs(entry)
    errors += _check_currencies(entry)
    if (terms is None) != (entry.instrument is None) or (terms is not None and terms.id != entry.instrument):
        errors.append(EntryError("instrument", EntryErrorCode.WRONG_INSTRUMENT))
    if errors:
        return errors
    errors += _check_minor_units(entry)
    errors += _check_dates(entry)
    errors += _check_rate(entry, terms)
    errors += _check_lots(entry)
    errors += _check_amount(entry, terms)
    errors += _check_counter_amount(entry)
    return errors


def _has_its_fields(entry: Entry) -> bool:
    """Whether nothing is missing and nothing there that may not be; False also where it takes a closer look to know."""
    if entry.type in _BY_ALTERNATIVES or (entry.type in _TRANSFERS and not entry.external):
        return False
    presence = _PRESENCE.get(entry.type) or (
        _PRESENCE_OF_CASH if entry.instrument is None else _PRESENCE_IN_KIND
    )
    return None not in presence.required(entry) and presence.forbidden(entry) == presence.blank


def _rule_for(entry: Entry) -> _Fields:
    if entry.type in _TRANSFERS:
        return _TRANSFER_OF_CASH if entry.instrument is None else _TRANSFER_IN_KIND
    return _BY_TYPE[entry.type]


def _is_stated(entry: Entry, name: str) -> bool:
    value: object = getattr(entry, name)
    return not (
        value is None
        or value is False
        or value == ()
        or (name in ("fee", "tax", "accrued_interest") and not value)
    )


def _check_presence(entry: Entry) -> Iterator[EntryError]:
    rule = _rule_for(entry)
    for name in sorted(_CHECKED):
        if name in rule.required:
            if getattr(entry, name) is None:
                yield EntryError(name, EntryErrorCode.REQUIRED, {"type": entry.type.value})
        elif name not in rule.optional and _is_stated(entry, name):
            yield EntryError(name, EntryErrorCode.FORBIDDEN, {"type": entry.type.value})
    if entry.is_own_transfer and entry.transfer_group is None:
        yield EntryError("transfer_group", EntryErrorCode.REQUIRED, {"type": entry.type.value})
    yield from _check_alternatives(entry)


def _check_alternatives(entry: Entry) -> Iterator[EntryError]:
    """Acts of the issuer state new units as a quantity or as a ratio; a merger may bring cash alone."""
    if entry.type is EntryType.MERGER:
        brings = entry.amount if entry.related_instrument is None else entry.quantity or entry.ratio
        if brings is None:
            name = "amount" if entry.related_instrument is None else "ratio"
            yield EntryError(name, EntryErrorCode.REQUIRED, {"type": entry.type.value})
    elif (
        entry.type in (EntryType.STOCK_DIVIDEND, EntryType.SPIN_OFF)
        and entry.quantity is None
        and entry.ratio is None
    ):
        yield EntryError("ratio", EntryErrorCode.REQUIRED, {"type": entry.type.value})


def _check_signs(entry: Entry) -> Iterator[EntryError]:
    for name, value in zip(_POSITIVE, _POSITIVE_OF(entry), strict=True):
        if value is not None and not value > 0:
            yield EntryError(name, EntryErrorCode.NOT_POSITIVE)
    for name, value in zip(_NOT_NEGATIVE, _NOT_NEGATIVE_OF(entry), strict=True):
        if value is not None and not value >= 0:
            yield EntryError(name, EntryErrorCode.NEGATIVE)
    if entry.cost_share is not None and not 0 <= entry.cost_share <= 1:
        yield EntryError("cost_share", EntryErrorCode.SHARE_OUT_OF_RANGE)


def _check_currencies(entry: Entry) -> Iterator[EntryError]:
    for name, code in (("currency", entry.currency), ("counter_currency", entry.counter_currency)):
        if code is not None and code not in CURRENCIES:
            yield EntryError(name, EntryErrorCode.UNKNOWN_CURRENCY, {"currency": code})
    if entry.counter_currency == entry.currency:
        yield EntryError("counter_currency", EntryErrorCode.SAME_CURRENCY)


def _check_minor_units(entry: Entry) -> Iterator[EntryError]:
    for name, value in zip(_MONEY, _MONEY_OF(entry), strict=True):
        if value:
            yield from _check_minor_unit(name, value, entry.currency)
    if entry.counter_currency is not None and entry.counter_amount is not None:
        yield from _check_minor_unit("counter_amount", entry.counter_amount, entry.counter_currency)


def _check_minor_unit(name: str, value: Decimal, currency: str) -> Iterator[EntryError]:
    if value != round_money(value, currency):
        unit = str(minor_unit(currency))
        yield EntryError(name, EntryErrorCode.MINOR_UNIT, {"currency": currency, "unit": unit})


def _check_dates(entry: Entry) -> Iterator[EntryError]:
    if entry.settlement_date is not None and entry.settlement_date < entry.trade_date:
        yield EntryError("settlement_date", EntryErrorCode.BEFORE_TRADE_DATE)


def _check_rate(entry: Entry, terms: InstrumentTerms | None) -> Iterator[EntryError]:
    if terms is None:
        return
    if terms.currency == entry.currency:
        if entry.fx_rate is not None and entry.fx_rate != 1:
            yield EntryError("fx_rate", EntryErrorCode.RATE_NOT_ONE, {"currency": entry.currency})
    elif entry.fx_rate is None and (entry.type in _NEEDS_RATE or _states_price_and_amount(entry)):
        yield EntryError("fx_rate", EntryErrorCode.REQUIRED, {"type": entry.type.value})


def _states_price_and_amount(entry: Entry) -> bool:
    return None not in (entry.quantity, entry.price, entry.amount)


def _check_lots(entry: Entry) -> Iterator[EntryError]:
    """Lots brought in tell when and at what cost; lots brought in or chosen make up the whole quantity."""
    if not entry.lots:
        return
    if entry.type is EntryType.TRANSFER_IN:
        if any(lot.acquired_on is None or lot.cost is None for lot in entry.lots):
            yield EntryError("lots", EntryErrorCode.REQUIRED, {"type": entry.type.value})
    elif any(lot.opened_by is None and lot.acquired_on is None for lot in entry.lots):
        yield EntryError("lots", EntryErrorCode.REQUIRED, {"type": entry.type.value})
    if any(not lot.quantity > 0 for lot in entry.lots):
        yield EntryError("lots", EntryErrorCode.NOT_POSITIVE)
    total = sum((lot.quantity for lot in entry.lots), ZERO)
    if total != entry.quantity:
        yield EntryError(
            "lots", EntryErrorCode.LOTS_MISMATCH, {"expected": str(entry.quantity), "stated": str(total)}
        )


def _check_amount(entry: Entry, terms: InstrumentTerms | None) -> Iterator[EntryError]:
    if entry.amount is not None:
        yield from _compare("amount", entry.amount, expected_amount(entry, terms), entry.currency)


def _check_counter_amount(entry: Entry) -> Iterator[EntryError]:
    if entry.amount is None or entry.counter_amount is None or entry.counter_currency is None:
        return
    if entry.fx_rate is not None:
        expected = (entry.amount - entry.fee - entry.tax) * entry.fx_rate
        yield from _compare("counter_amount", entry.counter_amount, expected, entry.counter_currency)


def _compare(name: str, stated: Decimal, expected: Decimal | None, currency: str) -> Iterator[EntryError]:
    if expected is not None and abs(stated - expected) > minor_unit(currency):
        shown = str(round_money(expected, currency))
        yield EntryError(
            name,
            EntryErrorCode.AMOUNT_MISMATCH,
            {"expected": shown, "stated": str(stated), "currency": currency},
        )
