"""Prices and exchange rates as the firm learns them. History is kept: a changed value stands beside the earlier one.

An unchanged value is not stored again. Portfolios whose stored figures rest on a new value are marked stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portfolios.ledger.money import CURRENCIES
from portfolios.locks import market_data_lock, portfolios_mark_stale
from portfolios.models import FxRate, Instrument, Price
from portfolios.services.staging import stage
from portfolios.services.validation import refuse
from tenancy.errors import FieldError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record

FIRST_DAY = date(1900, 1, 1)
_DIGITS = 12
_WHOLE = Decimal(10) ** 12
_SOURCE_LENGTH = 60
_KIND_LENGTH = 20


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A price of one unit on a day, in the instrument's currency and before its price factor."""

    instrument: Instrument
    on: date
    price: Decimal
    source: str = ""
    kind: str = "close"


@dataclass(frozen=True, slots=True)
class FxRateDraft:
    """On that day 1 `base` was `rate` `quote`."""

    base: str
    quote: str
    on: date
    rate: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class RecordResult:
    """How many values were new, how many replaced an earlier one, how many said what was known. They sum to the input."""

    accepted: int
    changed: int
    unchanged: int


@transaction.atomic
def prices_record(*, actor: Actor, rows: Sequence[PriceDraft]) -> RecordResult:
    """Record prices, all or none. `RuleRefused` names each wrong one by its place ("/3/price").

    Two prices of one instrument and day in one call are refused: which of them is later cannot be told.
    """
    require(actor, Action.PRICE_EDIT)
    refuse(_price_errors(rows))
    market_data_lock()
    stage(
        "staged_price",
        like=Price._meta.db_table,
        columns=("instrument_id", "on", "price", "source", "kind"),
        rows=((row.instrument.pk, row.on, row.price, row.source, row.kind) for row in rows),
    )
    stored = _insert(_NEW_PRICES)
    _mark_stale(_HOLDERS_OF_INSTRUMENTS, _first_days([(row[0], row[1]) for row in stored]))
    return _answer(actor, "price.record", len(rows), [row[2] for row in stored])


@transaction.atomic
def fx_rates_record(*, actor: Actor, rows: Sequence[FxRateDraft]) -> RecordResult:
    """Record exchange rates, all or none; they are stored as quoted, never inverted. Errors as in `prices_record`."""
    require(actor, Action.PRICE_EDIT)
    refuse(_rate_errors(rows))
    market_data_lock()
    stage(
        "staged_rate",
        like=FxRate._meta.db_table,
        columns=("base", "quote", "on", "rate", "source"),
        rows=((row.base, row.quote, row.on, row.rate, row.source) for row in rows),
    )
    stored = _insert(_NEW_RATES)
    pivot = actor.tenant.pivot_currency
    touched = [
        (currency, on) for base, quote, on, _ in stored for currency in (base, quote) if currency != pivot
    ]
    _mark_stale(_HOLDERS_OF_CURRENCIES, _first_days(touched))
    return _answer(actor, "fx_rate.record", len(rows), [row[3] for row in stored])


_NEW_PRICES = """
WITH fresh AS (
    SELECT s.*, known.price AS before FROM pg_temp.staged_price s
    LEFT JOIN LATERAL (
        SELECT p.price FROM portfolios_price p
        WHERE p.tenant_id = %(tenant)s AND p.instrument_id = s.instrument_id AND p."on" = s."on"
        ORDER BY p.id DESC LIMIT 1
    ) known ON true
    WHERE known.price IS DISTINCT FROM s.price
), stored AS (
    INSERT INTO portfolios_price (tenant_id, instrument_id, "on", price, source, kind)
    SELECT %(tenant)s, instrument_id, "on", price, source, kind FROM fresh ORDER BY instrument_id, "on"
)
SELECT instrument_id, "on", before IS NOT NULL FROM fresh
"""

_NEW_RATES = """
WITH fresh AS (
    SELECT s.*, known.rate AS before FROM pg_temp.staged_rate s
    LEFT JOIN LATERAL (
        SELECT r.rate FROM portfolios_fxrate r
        WHERE r.tenant_id = %(tenant)s AND r.base = s.base AND r.quote = s.quote AND r."on" = s."on"
        ORDER BY r.id DESC LIMIT 1
    ) known ON true
    WHERE known.rate IS DISTINCT FROM s.rate
), stored AS (
    INSERT INTO portfolios_fxrate (tenant_id, base, quote, "on", rate, source)
    SELECT %(tenant)s, base, quote, "on", rate, source FROM fresh ORDER BY base, quote, "on"
)
SELECT base, quote, "on", before IS NOT NULL FROM fresh
"""

# A portfolio rests on an instrument's price from a day on if it holds the instrument, or has traded or received it since.
_HOLDERS_OF_INSTRUMENTS = """
WITH new AS (SELECT * FROM unnest(%(keys)s::bigint[], %(days)s::date[]) AS n(instrument_id, day)),
concerned AS (
    SELECT h.portfolio_id, n.day FROM new n JOIN portfolios_holding h
    ON h.tenant_id = %(tenant)s AND h.instrument_id = n.instrument_id
    UNION ALL
    SELECT t.portfolio_id, n.day FROM new n JOIN portfolios_transaction t
    ON t.tenant_id = %(tenant)s AND t.instrument_id = n.instrument_id AND t.trade_date >= n.day
    UNION ALL
    SELECT t.portfolio_id, n.day FROM new n JOIN portfolios_transaction t
    ON t.tenant_id = %(tenant)s AND t.related_instrument_id = n.instrument_id AND t.trade_date >= n.day
)
"""

# The same for a currency: money or instruments in it held or moved, or the portfolio's own currency.
_HOLDERS_OF_CURRENCIES = """
WITH new AS (SELECT * FROM unnest(%(keys)s::text[], %(days)s::date[]) AS n(currency, day)),
concerned AS (
    SELECT a.portfolio_id, n.day FROM new n JOIN portfolios_account a
    ON a.tenant_id = %(tenant)s AND a.currency = n.currency
    UNION ALL
    SELECT p.id, n.day FROM new n JOIN portfolios_portfolio p
    ON p.tenant_id = %(tenant)s AND p.currency = n.currency
    UNION ALL
    SELECT h.portfolio_id, n.day FROM new n
    JOIN portfolios_instrument i ON i.tenant_id = %(tenant)s AND i.currency = n.currency
    JOIN portfolios_holding h ON h.tenant_id = %(tenant)s AND h.instrument_id = i.id
    UNION ALL
    SELECT t.portfolio_id, n.day FROM new n
    JOIN portfolios_instrument i ON i.tenant_id = %(tenant)s AND i.currency = n.currency
    JOIN portfolios_transaction t
    ON t.tenant_id = %(tenant)s AND t.instrument_id = i.id AND t.trade_date >= n.day
)
"""

# Nothing can be stale before the first booking, nor where nothing is booked.
_FROM_FIRST_BOOKING = """
SELECT c.portfolio_id, GREATEST(min(c.day), first.booked) FROM concerned c
CROSS JOIN LATERAL (
    SELECT min(t.trade_date) AS booked FROM portfolios_transaction t
    WHERE t.tenant_id = %(tenant)s AND t.portfolio_id = c.portfolio_id
) first
WHERE first.booked IS NOT NULL GROUP BY c.portfolio_id, first.booked
"""


def _insert(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tenant": tenant_id_current()})
        return list(cursor.fetchall())


def _mark_stale(holders: str, days: dict[Any, date]) -> None:
    if not days:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            holders + _FROM_FIRST_BOOKING,
            {"tenant": tenant_id_current(), "keys": list(days), "days": list(days.values())},
        )
        portfolios_mark_stale(dict(cursor.fetchall()))


def _first_days[K](touched: Sequence[tuple[K, date]]) -> dict[K, date]:
    first: dict[K, date] = {}
    for key, day in touched:
        first[key] = min(day, first.get(key, day))
    return first


def _answer(actor: Actor, action: str, given: int, replaced: Sequence[bool]) -> RecordResult:
    changed = sum(replaced)
    result = RecordResult(accepted=len(replaced) - changed, changed=changed, unchanged=given - len(replaced))
    if replaced:
        counts = {
            "accepted": result.accepted,
            "changed": result.changed,
            "unchanged": result.unchanged,
        }
        audit_record(actor=actor, action=action, after=counts)
    return result


def _price_errors(rows: Sequence[PriceDraft]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[int, date]] = set()
    for index, row in enumerate(rows):
        key = row.instrument.pk, row.on
        if key in seen:
            sentence = _("Another price of this call is for the same instrument and day.")
            errors.append(FieldError(f"/{index}/on", "repeated", sentence))
        seen.add(key)
        errors += _figure_errors(index, "price", row.price, row.on, row.source)
        if len(row.kind) > _KIND_LENGTH:
            sentence = _("At most %(limit)s characters are possible.") % {"limit": _KIND_LENGTH}
            errors.append(FieldError(f"/{index}/kind", "max_length", sentence))
    return errors


def _rate_errors(rows: Sequence[FxRateDraft]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str, date]] = set()
    for index, row in enumerate(rows):
        key = row.base, row.quote, row.on
        if key in seen:
            sentence = _("Another rate of this call is for the same pair and day.")
            errors.append(FieldError(f"/{index}/on", "repeated", sentence))
        seen.add(key)
        for name, currency in (("base", row.base), ("quote", row.quote)):
            if currency not in CURRENCIES:
                sentence = _("“%(currency)s” is not a currency of ISO 4217.") % {"currency": currency}
                errors.append(FieldError(f"/{index}/{name}", "unknown_currency", sentence))
        if row.base == row.quote:
            sentence = _("Both currencies are the same.")
            errors.append(FieldError(f"/{index}/quote", "same_currency", sentence))
        if not row.rate > 0:
            sentence = _("A rate must be greater than zero.")
            errors.append(FieldError(f"/{index}/rate", "not_positive", sentence))
        errors += _figure_errors(index, "rate", row.rate, row.on, row.source)
    return errors


def _figure_errors(index: int, name: str, value: Decimal, on: date, source: str) -> list[FieldError]:
    errors = []
    if not (value.is_finite() and 0 <= value < _WHOLE):
        sentence = _("The figure must lie between 0 and a million million.")
        errors.append(FieldError(f"/{index}/{name}", "out_of_range", sentence))
    elif value != round(value, _DIGITS):
        sentence = _("At most %(limit)s digits after the decimal mark are kept.") % {"limit": _DIGITS}
        errors.append(FieldError(f"/{index}/{name}", "max_decimal_places", sentence))
    if on < FIRST_DAY:
        errors.append(FieldError(f"/{index}/on", "out_of_range", _("The day lies too far back.")))
    if len(source) > _SOURCE_LENGTH:
        sentence = _("At most %(limit)s characters are possible.") % {"limit": _SOURCE_LENGTH}
        errors.append(FieldError(f"/{index}/source", "max_length", sentence))
    return errors
