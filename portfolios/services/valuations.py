"""Valuing portfolios day by day: from the first day whose stored value is not there, or no longer follows, to a given one.

A chunk of portfolios is valued in a handful of queries however many there are; only rows that differ are written. Run again,
it changes nothing. What the figures mean is said by `portfolios.selectors.day_values` and by the model.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from django.db import connection, transaction
from psycopg2.extras import execute_values

from portfolios.locks import portfolios_lock
from portfolios.models import Instrument, Portfolio
from portfolios.selectors.books import FACT_DAYS, OpenBook, books_open, books_shelve
from portfolios.selectors.day_values import DayFacts, MarketDays, MissingFigure, day_facts_walk
from tenancy.models.tenant import FlowTiming
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
ONE_DAY: Final = timedelta(days=1)
STORED: Final = Decimal("1e-8")
UNIT: Final = Decimal("1e-12")


@transaction.atomic
def valuations_run(*, actor: Actor, portfolio_ids: Collection[int], until: date) -> list[DayFacts]:
    """Value every calendar day from the first stale or unvalued one to `until`; returns the last day's facts of each.

    The portfolios are locked meanwhile: a booking either is in the figures or marks them stale. A closed portfolio is
    valued to the day it closed. A portfolio with nothing to value is left out of the answer. Raises `NotFound` for an
    unknown id.
    """
    require(actor, Action.TRANSACTION_POST)
    portfolios = portfolios_lock(portfolio_ids)
    anchors = _anchors(portfolios)
    due = [each for each in portfolios if _is_due(each, anchors.get(each.pk), until)]
    if not due:
        return []
    first_days = {each.pk: anchors[each.pk].last_on + ONE_DAY for each in due if each.pk in anchors}
    opened = books_open(tenant=actor.tenant, portfolios=due, first_days=first_days, until=until)
    market = MarketDays(opened.terms, opened.prices, opened.rates)
    rows: list[_Row] = []
    lasting: list[DayFacts] = []
    facts = []
    for each in opened.books:
        valued = _value(each, anchors.get(each.portfolio.pk), until, market, actor)
        rows += valued
        lasting += [row.facts for row in valued[-FACT_DAYS:]]
        facts += [row.facts for row in valued[-1:]]
    books_shelve(opened.books, lasting)
    changed = _store(rows)
    _mark_fresh(due, until, changed)
    audit_record(
        actor=actor,
        action="valuation.run",
        client_ids={each.client_id for each in due},
        after={"until": until.isoformat(), "portfolios": len(due), "days": len(rows)},
    )
    return facts


def revaluation_seen(*, actor: Actor, portfolio_ids: Collection[int]) -> None:
    """Monitoring has taken the changed valuations of these portfolios into account."""
    require(actor, Action.TRANSACTION_POST)
    Portfolio.objects.filter(pk__in=portfolio_ids, revalued_from__isnull=False).update(revalued_from=None)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What is stored before the first day to value: the last day, and of the last day with a value that value and unit.

    `inflow` and `outflow` are the flows of the days between the two.
    """

    last_on: date
    value: Decimal | None
    unit_value: Decimal | None
    unit_high: Decimal | None
    inflow: Decimal
    outflow: Decimal


@dataclass(frozen=True, slots=True)
class _Row:
    """One day to store."""

    facts: DayFacts
    unit_value: Decimal | None
    unit_high: Decimal | None


_ANCHORS = """
SELECT k.id, latest."on", known.market_value, known.unit_value, known.unit_high,
       COALESCE(gap.inflow, 0), COALESCE(gap.outflow, 0)
FROM unnest(%(ids)s::bigint[], %(before)s::date[]) AS k(id, before)
CROSS JOIN LATERAL (
    SELECT v."on" FROM portfolios_valuation v
    WHERE v.tenant_id = %(tenant)s AND v.portfolio_id = k.id AND v."on" < k.before
    ORDER BY v."on" DESC LIMIT 1
) latest
LEFT JOIN LATERAL (
    SELECT v."on", v.market_value, v.unit_value, v.unit_high FROM portfolios_valuation v
    WHERE v.tenant_id = %(tenant)s AND v.portfolio_id = k.id AND v."on" < k.before AND v.market_value IS NOT NULL
    ORDER BY v."on" DESC LIMIT 1
) known ON true
LEFT JOIN LATERAL (
    SELECT sum(v.inflow) AS inflow, sum(v.outflow) AS outflow FROM portfolios_valuation v
    WHERE v.tenant_id = %(tenant)s AND v.portfolio_id = k.id AND v."on" < k.before
    AND v."on" > COALESCE(known."on", '-infinity')
) gap ON known."on" IS DISTINCT FROM latest."on"
"""


def _anchors(portfolios: Sequence[Portfolio]) -> dict[int, _Anchor]:
    """By portfolio what is stored before its first stale day; a portfolio without such a row is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ANCHORS,
            {
                "tenant": tenant_id_current(),
                "ids": [each.pk for each in portfolios],
                "before": [each.stale_from or date.max for each in portfolios],
            },
        )
        return {row[0]: _Anchor(*row[1:]) for row in cursor.fetchall()}


def _last_day(portfolio: Portfolio, until: date) -> date:
    return until if portfolio.closed_on is None else min(until, portfolio.closed_on)


def _is_due(portfolio: Portfolio, anchor: _Anchor | None, until: date) -> bool:
    return anchor is None or anchor.last_on < _last_day(portfolio, until)


def _value(
    opened: OpenBook, anchor: _Anchor | None, until: date, market: MarketDays, actor: Actor
) -> list[_Row]:
    portfolio = opened.portfolio
    last = _last_day(portfolio, until)
    days = [opened.first + timedelta(days=n) for n in range((last - opened.first).days + 1)]
    unit = _Unit(FlowTiming(portfolio.flow_timing or actor.tenant.flow_timing), anchor)
    return [
        _Row(facts, *unit.after(facts))
        for facts in day_facts_walk(portfolio.pk, opened.book, opened.entries, days, market)
    ]


class _Unit:
    """What 1 invested at first funding has become; see the model.

    Computed from the figures as they are stored, so that a run that begins in the middle comes out the same.
    """

    def __init__(self, timing: FlowTiming, anchor: _Anchor | None) -> None:
        self._timing = timing
        self._before = anchor.value if anchor and anchor.value is not None else ZERO
        self._inflow, self._outflow = (anchor.inflow, anchor.outflow) if anchor else (ZERO, ZERO)
        self._unit = anchor.unit_value if anchor else None
        self._high = anchor.unit_high if anchor else None

    def after(self, facts: DayFacts) -> tuple[Decimal | None, Decimal | None]:
        """The unit value and its high at the close of the day; nothing on a day without a value."""
        self._inflow += _stored(facts.inflow)
        self._outflow += _stored(facts.outflow)
        if facts.market_value is None:
            return None, None
        value = _stored(facts.market_value)
        self._grow(value)
        self._before = value
        self._inflow = self._outflow = ZERO
        return self._unit, self._high

    def _grow(self, value: Decimal) -> None:
        """A day on which nothing was invested, or whose base is not positive, leaves the unit as it was."""
        gained, base = self._gained_and_base(value)
        if base > 0:
            self._unit = ((self._unit or ONE) * gained / base).quantize(UNIT, ROUND_HALF_EVEN)
        elif self._unit is None and value > 0:
            self._unit = ONE
        if self._unit is not None:
            self._high = max(self._unit, self._high or self._unit)

    def _gained_and_base(self, value: Decimal) -> tuple[Decimal, Decimal]:
        if self._timing == FlowTiming.START:
            return value, self._before + self._inflow - self._outflow
        if self._timing == FlowTiming.END:
            return value - self._inflow + self._outflow, self._before
        return value + self._outflow, self._before + self._inflow


_UPSERT = """
INSERT INTO portfolios_valuation AS old (
    tenant_id, portfolio_id, "on", market_value, cash, inflow, outflow, inflow_in_kind, outflow_in_kind,
    management_fees, net_purchases, unit_value, unit_high, state, missing
) VALUES %s
ON CONFLICT (tenant_id, portfolio_id, "on") DO UPDATE SET
    market_value = EXCLUDED.market_value, cash = EXCLUDED.cash, inflow = EXCLUDED.inflow, outflow = EXCLUDED.outflow,
    inflow_in_kind = EXCLUDED.inflow_in_kind, outflow_in_kind = EXCLUDED.outflow_in_kind,
    management_fees = EXCLUDED.management_fees, net_purchases = EXCLUDED.net_purchases,
    unit_value = EXCLUDED.unit_value, unit_high = EXCLUDED.unit_high, state = EXCLUDED.state, missing = EXCLUDED.missing
WHERE (old.market_value, old.cash, old.inflow, old.outflow, old.inflow_in_kind, old.outflow_in_kind,
       old.management_fees, old.net_purchases, old.unit_value, old.unit_high, old.state, old.missing)
    IS DISTINCT FROM
      (EXCLUDED.market_value, EXCLUDED.cash, EXCLUDED.inflow, EXCLUDED.outflow, EXCLUDED.inflow_in_kind,
       EXCLUDED.outflow_in_kind, EXCLUDED.management_fees, EXCLUDED.net_purchases, EXCLUDED.unit_value,
       EXCLUDED.unit_high, EXCLUDED.state, EXCLUDED.missing)
RETURNING portfolio_id, "on", xmax <> 0
"""

_VALUES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::numeric, %s::numeric, %s, %s::jsonb)"


def _store(rows: Sequence[_Row]) -> dict[int, date]:
    """Write what differs; by portfolio the first day that was stored before and has changed."""
    tenant_id = tenant_id_current()
    names = _names(missing.instrument for row in rows for missing in row.facts.missing)
    with connection.cursor() as cursor:
        stored = execute_values(
            cursor.cursor,
            _UPSERT,
            [_columns(tenant_id, row, names) for row in rows],
            template=_VALUES,
            page_size=1000,
            fetch=True,
        )
    changed: dict[int, date] = {}
    for portfolio_id, on, was_there in stored:
        if was_there:
            changed[portfolio_id] = min(on, changed.get(portfolio_id, on))
    return changed


def _columns(tenant_id: int, row: _Row, names: Mapping[int, tuple[str, str]]) -> tuple[Any, ...]:
    facts = row.facts
    return (
        tenant_id,
        facts.portfolio_id,
        facts.on,
        None if facts.market_value is None else _stored(facts.market_value),
        None if facts.cash is None else _stored(facts.cash),
        _stored(facts.inflow),
        _stored(facts.outflow),
        _stored(facts.inflow_in_kind),
        _stored(facts.outflow_in_kind),
        _stored(facts.management_fees),
        _stored(facts.net_purchases),
        row.unit_value,
        row.unit_high,
        facts.state.value,
        json.dumps([missing_json(each, names) for each in facts.missing]) if facts.missing else "[]",
    )


def _stored(value: Decimal) -> Decimal:
    """To the eight places that are stored, half to even."""
    return value.quantize(STORED, ROUND_HALF_EVEN)


def _names(instrument_ids: Iterable[int | None]) -> dict[int, tuple[str, str]]:
    """Public id and name of the instruments that something is missing of."""
    wanted = {each for each in instrument_ids if each is not None}
    if not wanted:
        return {}
    rows = Instrument.objects.filter(pk__in=wanted).values_list("pk", "public_id", "name")
    return {key: (str(public_id), name) for key, public_id, name in rows}


def missing_json(missing: MissingFigure, names: Mapping[int, tuple[str, str]]) -> dict[str, str | None]:
    """What is missing as it is stored and shown: an instrument's price, or the rate of a pair."""
    last_on = missing.last_on.isoformat() if missing.last_on else None
    if missing.instrument is None:
        return {"why": missing.why, "base": missing.base, "quote": missing.quote, "last_on": last_on}
    public_id, name = names[missing.instrument]
    return {"why": missing.why, "instrument": public_id, "name": name, "last_on": last_on}


_FRESH = """
UPDATE portfolios_portfolio p SET stale_from = f.stale_from, revalued_from = LEAST(p.revalued_from, f.changed_from)
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS f(id, stale_from, changed_from)
WHERE p.tenant_id = %s AND p.id = f.id
"""


def _mark_fresh(portfolios: Sequence[Portfolio], until: date, changed: Mapping[int, date]) -> None:
    """What was valued is no longer stale; days after `until` that were stored earlier stay so."""
    marked = [each for each in portfolios if each.stale_from is not None or each.pk in changed]
    if not marked:
        return
    later = _valued_after({each.pk for each in marked}, until)
    with connection.cursor() as cursor:
        cursor.execute(
            _FRESH,
            [
                [each.pk for each in marked],
                [until + ONE_DAY if each.pk in later else None for each in marked],
                [changed.get(each.pk) for each in marked],
                tenant_id_current(),
            ],
        )


def _valued_after(portfolio_ids: Collection[int], until: date) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id FROM unnest(%s::bigint[]) AS k(id) WHERE EXISTS (SELECT FROM portfolios_valuation v "
            'WHERE v.tenant_id = %s AND v.portfolio_id = k.id AND v."on" > %s)',
            [list(portfolio_ids), tenant_id_current(), until],
        )
        return {row[0] for row in cursor.fetchall()}
