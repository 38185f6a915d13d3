"""From rows to the ledger's values: entries, terms, prices and rates of one or many portfolios, in few queries.

The only bridge between the tables and the pure arithmetic. `known_at` everywhere asks for the state of knowledge of that
moment: what was recorded later does not exist. None asks for what is known now.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Q

from portfolios.ledger.entries import DayCount, Entry, EntryLot, EntryType, FeeKind, InstrumentTerms
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.lookup import BusinessDayCounter, weekdays_between
from portfolios.ledger.pricing import PriceQuote, Prices
from portfolios.models import Instrument, Portfolio, Transaction, TransactionLot
from tenancy.clock import holidays_of
from tenancy.models import Tenant
from tenancy.scope import tenant_id_current

ZERO = Decimal(0)

_ENTRY_COLUMNS = (
    "portfolio_id",
    "id",
    "type",
    "trade_date",
    "currency",
    "amount",
    "account_id",
    "cash_account_id",
    "instrument_id",
    "quantity",
    "price",
    "settlement_date",
    "sequence",
    "fee",
    "tax",
    "fee_kind",
    "is_paid_externally",
    "fx_rate",
    "accrued_interest",
    "ex_date",
    "is_external",
    "transfer_group",
    "counter_currency",
    "counter_amount",
    "counter_cash_account_id",
    "related_instrument_id",
    "ratio",
    "cost_share",
    "cash_in_lieu",
    "reverses_id",
    "created_at",
)
_ENTRY_FIELDS = attrgetter(*_ENTRY_COLUMNS)
_LOT_COLUMNS = ("transaction_id", "quantity", "acquired_on", "cost", "fx_rate")

_TYPES = {member.value: member for member in EntryType}
_FEE_KINDS = {member.value: member for member in FeeKind}
_DAY_COUNTS = {member.value: member for member in DayCount}


def entries_of(
    portfolio_ids: Collection[int],
    *,
    known_at: datetime | None = None,
    after: date | None = None,
    until: date | None = None,
    instrument_ids: Collection[int] | None = None,
    first_id: int | None = None,
) -> dict[int, list[Entry]]:
    """The entries of each portfolio in the order they were posted; a portfolio without any has an empty list. Two queries.

    `until` leaves out what takes effect after that day (income with an earlier ex day stays in), `after` what was traded or
    paid up to that day; `instrument_ids` keeps only the entries that name one of these instruments.
    """
    rows = Transaction.objects.filter(portfolio_id__in=list(portfolio_ids))
    if known_at is not None:
        rows = rows.filter(created_at__lte=known_at)
    if instrument_ids is not None:
        listed = list(instrument_ids)
        rows = rows.filter(Q(instrument_id__in=listed) | Q(related_instrument_id__in=listed))
    if first_id is not None:
        rows = rows.filter(pk__gte=first_id)
    if after is not None:
        rows = rows.filter(trade_date__gt=after)
    if until is not None:
        rows = rows.filter(trade_date__lte=until) | rows.filter(ex_date__lte=until)
    found: dict[int, list[Entry]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    lots = _lots_of(rows)
    for row in rows.order_by("id").values_list(*_ENTRY_COLUMNS):
        found[row[0]].append(_entry(row, lots.get(row[1], ())))
    return found


def entry_of(row: object, lots: Iterable[EntryLot] = ()) -> Entry:
    """One transaction as an entry: a model, or anything else with its columns. Its lots are passed in."""
    return _entry(_ENTRY_FIELDS(row), tuple(lots))


def _lots_of(transactions: Any) -> dict[int, tuple[EntryLot, ...]]:
    found: dict[int, list[EntryLot]] = defaultdict(list)
    rows = TransactionLot.objects.filter(transaction__in=transactions.values("pk")).order_by(
        "transaction_id", "position"
    )
    for transaction_id, quantity, acquired_on, cost, fx_rate in rows.values_list(*_LOT_COLUMNS):
        found[transaction_id].append(EntryLot(quantity, acquired_on, cost, fx_rate))
    return {transaction_id: tuple(lots) for transaction_id, lots in found.items()}


def _entry(row: tuple[Any, ...], lots: tuple[EntryLot, ...]) -> Entry:
    """The columns stand in the order of an entry's fields; what differs is put in its place."""
    return Entry._make(
        (
            row[1],
            _TYPES[row[2]],
            *row[3:13],
            row[13] or ZERO,
            row[14] or ZERO,
            _FEE_KINDS.get(row[15]),
            row[16],
            row[17],
            row[18] or ZERO,
            row[19],
            row[20],
            row[21] or None,
            lots,
            row[22] or None,
            *row[23:],
        )
    )


def terms_of(instrument_ids: Collection[int] | None = None) -> dict[int, InstrumentTerms]:
    """The terms of these instruments, or of all of the firm. One query."""
    rows = Instrument.objects.all()
    if instrument_ids is not None:
        rows = rows.filter(pk__in=list(instrument_ids))
    return {row.pk: instrument_terms(row) for row in rows}


def instrument_terms(row: Instrument) -> InstrumentTerms:
    """What the arithmetic needs to know of an instrument."""
    return InstrumentTerms(
        id=row.pk,
        currency=row.currency,
        price_factor=row.price_factor,
        max_age=row.max_age,
        coupon_rate=row.coupon_rate,
        coupon_frequency=row.coupon_frequency,
        day_count=_DAY_COUNTS.get(row.day_count),
        issued_on=row.issued_on,
        matures_on=row.matures_on,
    )


def instruments_in(entries: Iterable[Entry]) -> set[int]:
    """The instruments the entries speak of, related ones included."""
    return {
        instrument
        for entry in entries
        for instrument in (entry.instrument, entry.related_instrument)
        if instrument is not None
    }


def currencies_in(
    portfolios: Iterable[Portfolio], entries: Iterable[Entry], terms: Mapping[int, InstrumentTerms]
) -> set[str]:
    """Every currency that figures of these portfolios can need a rate of."""
    found = {portfolio.currency for portfolio in portfolios}
    found.update(each.currency for each in terms.values())
    for entry in entries:
        found.add(entry.currency)
        found.add(entry.counter_currency or "")
    return found - {""}


def prices_of(
    tenant: Tenant,
    terms: Mapping[int, InstrumentTerms],
    *,
    until: date,
    since: date | None = None,
    known_at: datetime | None = None,
) -> Prices:
    """The prices of the instruments in `terms` for lookups on any day from `since` (None: from the first) to `until`.

    One query; it also reads the last price before `since`, which still holds on that day.
    """
    return Prices(
        price_quotes(list(terms), until=until, since=since, known_at=known_at),
        terms,
        business_days=business_days(tenant.calendar),
    )


def price_quotes(
    instrument_ids: Collection[int],
    *,
    until: date,
    since: date | None = None,
    known_at: datetime | None = None,
) -> Iterator[PriceQuote]:
    """The price of each instrument and day as last recorded, by instrument and rising day; see `prices_of`."""
    for instrument, on, price in _dated(
        _PRICES, {"instruments": list(instrument_ids)}, until, since, known_at
    ):
        yield PriceQuote(instrument, on, price)


def rates_of(
    tenant: Tenant,
    currencies: Collection[str],
    *,
    until: date,
    since: date | None = None,
    known_at: datetime | None = None,
) -> Rates:
    """The exchange rates among `currencies` and the firm's pivot, for lookups from `since` to `until`. One query."""
    return Rates(
        rate_quotes({*currencies, tenant.pivot_currency}, until=until, since=since, known_at=known_at),
        pivot=tenant.pivot_currency,
        business_days=business_days(tenant.calendar),
    )


def rate_quotes(
    currencies: Collection[str],
    *,
    until: date,
    since: date | None = None,
    known_at: datetime | None = None,
) -> Iterator[RateQuote]:
    """The rate of each pair and day as last recorded, as quoted; see `rates_of`."""
    for base, quote, on, rate in _dated(_RATES, {"currencies": list(currencies)}, until, since, known_at):
        yield RateQuote(base, quote, on, rate)


def prices_on(
    tenant: Tenant, needed: Collection[tuple[int, date]], terms: Mapping[int, InstrumentTerms]
) -> Prices:
    """Prices that answer for these instruments on these days and no others: a fold needs few. No query when none are."""
    if not needed:
        return Prices()
    keys = {"instruments": [each[0] for each in needed], "days": [each[1] for each in needed]}
    rows = _fetched(_PRICES_ON, keys)
    return Prices((PriceQuote(*row) for row in rows), terms, business_days=business_days(tenant.calendar))


def rates_on(tenant: Tenant, currencies: Collection[str], days: Collection[date]) -> Rates:
    """Rates among `currencies` that answer for these days and no others. No query for fewer than two currencies."""
    pivot, counter = tenant.pivot_currency, business_days(tenant.calendar)
    if len(currencies) < 2 or not days:
        return Rates(pivot=pivot, business_days=counter)
    keys = {"currencies": list({*currencies, pivot}), "days": list(days)}
    rows = _fetched(_RATES_ON, keys)
    return Rates((RateQuote(*row) for row in rows), pivot=pivot, business_days=counter)


def _fetched(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters, "tenant": tenant_id_current()})
        return list(cursor.fetchall())


_PRICES_ON = """
SELECT last.instrument_id, last."on", last.price
FROM unnest(%(instruments)s::bigint[], %(days)s::date[]) AS n(id, day)
CROSS JOIN LATERAL (
    SELECT p.instrument_id, p."on", p.price FROM portfolios_price p
    WHERE p.tenant_id = %(tenant)s AND p.instrument_id = n.id AND p."on" <= n.day
    ORDER BY p."on" DESC, p.id DESC LIMIT 1
) last
"""
_RATES_ON = """
SELECT last.base, last.quote, last."on", last.rate
FROM unnest(%(currencies)s::text[]) AS b(code) CROSS JOIN unnest(%(currencies)s::text[]) AS q(code)
CROSS JOIN unnest(%(days)s::date[]) AS n(day)
CROSS JOIN LATERAL (
    SELECT r.base, r.quote, r."on", r.rate FROM portfolios_fxrate r
    WHERE r.tenant_id = %(tenant)s AND r.base = b.code AND r.quote = q.code AND r."on" <= n.day
    ORDER BY r."on" DESC, r.id DESC LIMIT 1
) last
"""
_PRICES = """
SELECT DISTINCT ON (p.instrument_id, p."on") p.instrument_id, p."on", p.price FROM portfolios_price p
WHERE p.tenant_id = %(tenant)s AND p.instrument_id = ANY(%(instruments)s::bigint[])
AND p."on" BETWEEN %(since)s AND %(until)s AND p.recorded_at <= %(known_at)s
ORDER BY p.instrument_id, p."on", p.id DESC
"""
_PRICES_BEFORE = """
SELECT last.instrument_id, last."on", last.price FROM unnest(%(instruments)s::bigint[]) AS i(id)
CROSS JOIN LATERAL (
    SELECT p.instrument_id, p."on", p.price FROM portfolios_price p
    WHERE p.tenant_id = %(tenant)s AND p.instrument_id = i.id AND p."on" < %(since)s AND p.recorded_at <= %(known_at)s
    ORDER BY p."on" DESC, p.id DESC LIMIT 1
) last
"""
_RATES = """
SELECT DISTINCT ON (r.base, r.quote, r."on") r.base, r.quote, r."on", r.rate FROM portfolios_fxrate r
WHERE r.tenant_id = %(tenant)s AND r.base = ANY(%(currencies)s::text[]) AND r.quote = ANY(%(currencies)s::text[])
AND r."on" BETWEEN %(since)s AND %(until)s AND r.recorded_at <= %(known_at)s
ORDER BY r.base, r.quote, r."on", r.id DESC
"""
_RATES_BEFORE = """
SELECT last.base, last.quote, last."on", last.rate
FROM unnest(%(currencies)s::text[]) AS b(code) CROSS JOIN unnest(%(currencies)s::text[]) AS q(code)
CROSS JOIN LATERAL (
    SELECT r.base, r.quote, r."on", r.rate FROM portfolios_fxrate r
    WHERE r.tenant_id = %(tenant)s AND r.base = b.code AND r.quote = q.code
    AND r."on" < %(since)s AND r.recorded_at <= %(known_at)s
    ORDER BY r."on" DESC, r.id DESC LIMIT 1
) last
"""
_BEFORE = {_PRICES: _PRICES_BEFORE, _RATES: _RATES_BEFORE}


def _dated(
    sql: str, keys: Mapping[str, Any], until: date, since: date | None, known_at: datetime | None
) -> Iterator[tuple[Any, ...]]:
    """Dated figures from `since` to `until`, and of each key the last one before `since`."""
    parameters = {
        **keys,
        "tenant": tenant_id_current(),
        "since": since or date.min,
        "until": until,
        "known_at": known_at or "infinity",
    }
    with connection.cursor() as cursor:
        if since is not None:
            cursor.execute(_BEFORE[sql], parameters)
            yield from cursor.fetchall()
        cursor.execute(sql, parameters)
        yield from cursor.fetchall()


@lru_cache(maxsize=32)
def business_days(calendar: str) -> BusinessDayCounter:
    """Counts business days of a country's calendar after the first date up to the second; 0 when they are equal."""
    closed = sorted(day for day in holidays_of(calendar) if day.weekday() < 5)

    def between(start: date, end: date) -> int:
        return weekdays_between(start, end) - (bisect_right(closed, end) - bisect_right(closed, start))

    return between
