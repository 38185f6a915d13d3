"""Prices and exchange rates of single days, each by the state of knowledge asked for, and who published them.

For figures that need few lookups of many instruments; what needs whole series reads them through `adapters`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from portfolios.adapters import business_days
from portfolios.ledger.entries import InstrumentTerms
from portfolios.ledger.fx import Rate, RateQuote, Rates
from portfolios.ledger.pricing import PriceQuote, Prices
from portfolios.models import FxRate
from tenancy.models import Tenant
from tenancy.scope import tenant_id_current

type Moment = datetime | None
"""A state of knowledge; None is that of now."""


@dataclass(frozen=True, slots=True)
class KnownPrices:
    """Prices of one state of knowledge, and the source of each by instrument and day of observation."""

    prices: Prices
    sources: Mapping[tuple[int, date], str]

    @classmethod
    def empty(cls) -> "KnownPrices":
        """No price is known."""
        return cls(Prices(), {})


FOREVER: Final = "infinity"
"""Every row was recorded before it."""
_PRICES_KNOWN: Final = """
SELECT n.number, last.instrument_id, last."on", last.price, last.source
FROM unnest(%(instruments)s::bigint[], %(days)s::date[], %(moments)s::timestamptz[], %(numbers)s::int[])
AS n(id, day, moment, number)
CROSS JOIN LATERAL (
    SELECT p.instrument_id, p."on", p.price, p.source FROM portfolios_price p
    WHERE p.tenant_id = %(tenant)s AND p.instrument_id = n.id AND p."on" <= n.day AND p.recorded_at <= n.moment
    ORDER BY p."on" DESC, p.id DESC LIMIT 1
) last
"""
_RATES_KNOWN: Final = """
SELECT n.number, last.base, last.quote, last."on", last.rate
FROM unnest(%(days)s::date[], %(moments)s::timestamptz[], %(numbers)s::int[]) AS n(day, moment, number)
CROSS JOIN unnest(%(currencies)s::text[]) AS b(code) CROSS JOIN unnest(%(currencies)s::text[]) AS q(code)
CROSS JOIN LATERAL (
    SELECT r.base, r.quote, r."on", r.rate FROM portfolios_fxrate r
    WHERE r.tenant_id = %(tenant)s AND r.base = b.code AND r.quote = q.code AND r."on" <= n.day
    AND r.recorded_at <= n.moment
    ORDER BY r."on" DESC, r.id DESC LIMIT 1
) last
"""


def prices_known(
    tenant: Tenant,
    needed: Sequence[tuple[int, date, Moment]],
    terms: Mapping[int, InstrumentTerms],
) -> dict[Moment, KnownPrices]:
    """By state of knowledge the prices that answer for these instruments on these days and no others. One query.

    Every state asked for is in the answer, with no price where none was known.
    """
    moments = list(dict.fromkeys(each[2] for each in needed))
    quotes: dict[Moment, list[PriceQuote]] = {moment: [] for moment in moments}
    sources: dict[Moment, dict[tuple[int, date], str]] = defaultdict(dict)
    keys = {
        "instruments": [each[0] for each in needed],
        "days": [each[1] for each in needed],
        "moments": [each[2] or FOREVER for each in needed],
        "numbers": [moments.index(each[2]) for each in needed],
    }
    for number, instrument, on, price, source in _fetched(_PRICES_KNOWN, keys) if needed else ():
        quotes[moments[number]].append(PriceQuote(instrument, on, price))
        sources[moments[number]][instrument, on] = source
    counter = business_days(tenant.calendar)
    return {
        moment: KnownPrices(Prices(found, terms, business_days=counter), sources[moment])
        for moment, found in quotes.items()
    }


def rates_known(
    tenant: Tenant, currencies: Collection[str], needed: Sequence[tuple[date, datetime]]
) -> dict[datetime, Rates]:
    """By state of knowledge the rates among `currencies` and the firm's pivot on these days. One query, none for none."""
    moments = list(dict.fromkeys(each[1] for each in needed))
    quotes: dict[datetime, list[RateQuote]] = {moment: [] for moment in moments}
    keys = {
        "days": [each[0] for each in needed],
        "moments": [each[1] for each in needed],
        "numbers": [moments.index(each[1]) for each in needed],
        "currencies": sorted({*currencies, tenant.pivot_currency}),
    }
    for number, *row in _fetched(_RATES_KNOWN, keys) if needed else ():
        quotes[moments[number]].append(RateQuote(*row))
    counter = business_days(tenant.calendar)
    return {
        moment: Rates(found, pivot=tenant.pivot_currency, business_days=counter)
        for moment, found in quotes.items()
    }


def rate_sources(
    rates: Rates, cited: Iterable[Rate], *, known_at: Moment = None
) -> dict[tuple[str, str, date], str]:
    """By base, quote and day asked for: who published the rate, both publishers where it crosses the pivot. One query."""
    legs = {(each.base, each.quote, each.on): _legs(rates, each) for each in cited}
    wanted = {leg for each in legs.values() for leg in each}
    if not wanted:
        return {}
    codes = {code for leg in wanted for code in leg[:2]}
    rows = FxRate.objects.filter(base__in=codes, quote__in=codes, on__in={leg[2] for leg in wanted})
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    last = rows.order_by("base", "quote", "on", "-id").distinct("base", "quote", "on")
    published = {
        (base, quote, on): source
        for base, quote, on, source in last.values_list("base", "quote", "on", "source")
    }
    return {key: _published(each, published) for key, each in legs.items()}


def _legs(rates: Rates, cited: Rate) -> list[tuple[str, str, date]]:
    """The pairs a rate was made of, each with the day it was observed."""
    steps = zip(cited.path, cited.path[1:], strict=False)
    found = [rates.rate(base, quote, cited.on) for base, quote in steps]
    return [(each.base, each.quote, each.observed_on) for each in found if each.observed_on is not None]


def _published(legs: Iterable[tuple[str, str, date]], published: Mapping[tuple[str, str, date], str]) -> str:
    named = []
    for base, quote, on in legs:
        source = published.get((base, quote, on), published.get((quote, base, on), ""))
        if source:
            named.append(source)
    return ", ".join(dict.fromkeys(named))


def same_figure(first: Decimal | None, second: Decimal | None) -> bool:
    """Equal but for the last digits that a division leaves."""
    if first is None or second is None:
        return False
    return abs(first - second) <= abs(second) * Decimal("1e-20")


def _fetched(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters, "tenant": tenant_id_current()})
        return list(cursor.fetchall())
