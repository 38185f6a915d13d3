"""The 10 % notice of many portfolios: one memory each, carried from day to day over the stored valuations.

What the notice is and when it is due is decided by `compliance.rules.depreciation`; to whom it is owed by the rule pack.
The memory is a projection: thrown away, it is made again from the valuations of the period and from the notices given.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from psycopg2.extras import Json, execute_values

from compliance.models import Alert, DepreciationTrack
from compliance.rules.deadlines import Calendar
from compliance.rules.depreciation import DataAlert, DayFacts, DepreciationState, Flows, Notice, start, step
from compliance.rules.facts import FigureState
from compliance.rules.outcomes import RuleCode
from portfolios.choices import Cadence
from portfolios.models import Valuation
from tenancy.scope import tenant_id_current

ONE_DAY: Final = timedelta(days=1)
BETWEEN: Final = " "


@dataclass(frozen=True, slots=True)
class Watch:
    """A portfolio to which the notice applies: the step of its pack, the cadence of its statements, what was revalued."""

    portfolio_id: int
    step: Decimal
    cadence: Cadence
    revalued_from: date | None


@dataclass(frozen=True, slots=True)
class DepreciationFinding:
    """What followed for a portfolio on one day."""

    portfolio_id: int
    outcome: Notice | DataAlert


def period_start_of(day: date, cadence: Cadence) -> date:
    """The first day of the reporting period that `day` lies in: a calendar month or quarter."""
    month = day.month if cadence == Cadence.MONTHLY else 3 * ((day.month - 1) // 3) + 1
    return day.replace(month=month, day=1)


def notice_subject(period_start: date, multiple: int) -> str:
    """The subject of a notice's alert: one for each multiple in a period."""
    return f"{period_start.isoformat()}{BETWEEN}{multiple}"


def tracks_step(
    *, watches: Sequence[Watch], as_of: date, calendar: Calendar, since: date | None = None
) -> list[DepreciationFinding]:
    """Carry every memory to `as_of`, store it, and return what follows from the days it had not seen.

    A portfolio seen for the first time begins with `since` (None: `as_of`): earlier days of the period shape base and cash,
    but call for no notice any more. Memories of portfolios that are not watched are dropped by `tracks_drop`.
    """
    first = since or as_of
    tracks = {
        track.portfolio_id: track
        for track in DepreciationTrack.objects.filter(
            portfolio_id__in=[each.portfolio_id for each in watches]
        )
    }
    plans = [
        plan
        for each in watches
        if (plan := _plan(each, tracks.get(each.portfolio_id), as_of, first)) is not None
    ]
    days = _days(plans, as_of)
    bases = _bases(plans, as_of)
    notified = _notified([plan for plan in plans if plan.is_replayed])
    findings: list[DepreciationFinding] = []
    states: dict[int, DepreciationState] = {}
    for plan in plans:
        walk = _Walk(plan, calendar, bases, notified)
        findings += walk.through(days.get(plan.watch.portfolio_id, ()))
        if walk.state is not None:
            states[plan.watch.portfolio_id] = walk.state
    _store(states, as_of)
    return findings


def tracks_drop(*, portfolio_ids: Collection[int]) -> None:
    """Forget the memories of these portfolios: the notice does not apply to them (any more)."""
    DepreciationTrack.objects.filter(portfolio_id__in=portfolio_ids).delete()


@dataclass(frozen=True, slots=True)
class _Plan:
    """From which state and day a portfolio goes on, and from which day on its findings count."""

    watch: Watch
    state: DepreciationState | None
    first: date
    live_from: date

    @property
    def is_replayed(self) -> bool:
        return self.state is None


def _plan(watch: Watch, track: DepreciationTrack | None, as_of: date, since: date) -> _Plan | None:
    if track is None:
        return _Plan(watch, None, period_start_of(since, watch.cadence), since)
    if track.on >= as_of:
        return None
    live_from = track.on + ONE_DAY
    is_changed = watch.revalued_from is not None and watch.revalued_from <= track.on
    same_cadence = period_start_of(track.on, watch.cadence) == track.period_start
    if is_changed or not same_cadence:
        return _Plan(watch, None, period_start_of(track.on, watch.cadence), live_from)
    return _Plan(watch, DepreciationState.from_json(track.state), live_from, live_from)


class _Walk:
    """One portfolio through its days, from one reporting period into the next."""

    def __init__(
        self,
        plan: _Plan,
        calendar: Calendar,
        bases: Mapping[tuple[int, date], Decimal | None],
        notified: Mapping[tuple[int, date], int],
    ) -> None:
        self.state = plan.state
        self._plan, self._calendar, self._bases, self._notified = plan, calendar, bases, notified

    def through(self, days: Iterable[DayFacts]) -> list[DepreciationFinding]:
        """Every day in order; findings of days before `live_from` are left out, and what they notified is what was."""
        found = []
        watch = self._plan.watch
        for day in days:
            period_start = period_start_of(day.on, watch.cadence)
            if self.state is None or self.state.period_start != period_start:
                self.state = start(period_start, self._base(period_start))
            if day.on == self._plan.live_from and self._plan.is_replayed:
                known = self._notified.get((watch.portfolio_id, self.state.period_start), 0)
                self.state = replace(self.state, notified=known)
            self.state, outcome = step(self.state, day, calendar=self._calendar, size=watch.step)
            if outcome is not None and day.on >= self._plan.live_from:
                found.append(DepreciationFinding(watch.portfolio_id, outcome))
        return found

    def _base(self, period_start: date) -> Decimal | None:
        """The value at the close before the period; nothing was there before the first valuation, so 0."""
        return self._bases.get((self._plan.watch.portfolio_id, period_start - ONE_DAY), Decimal(0))


def _days(plans: Sequence[_Plan], as_of: date) -> dict[int, list[DayFacts]]:
    """The valuations each portfolio has not gone through yet, in order. One query."""
    if not plans:
        return {}
    first = {plan.watch.portfolio_id: plan.first for plan in plans}
    rows = (
        Valuation.objects.filter(portfolio_id__in=list(first), on__gte=min(first.values()), on__lte=as_of)
        .order_by("portfolio_id", "on")
        .values_list("portfolio_id", "on", "state", "market_value", *FLOWS)
    )
    found: dict[int, list[DayFacts]] = defaultdict(list)
    for portfolio_id, on, state, value, *flows in rows:
        if on >= first[portfolio_id]:
            found[portfolio_id].append(DayFacts(on, FigureState(state), value, _flows(*flows)))
    return found


FLOWS: Final = ("inflow", "inflow_in_kind", "outflow", "outflow_in_kind", "net_purchases")


def _flows(
    inflow: Decimal, in_kind_in: Decimal, outflow: Decimal, in_kind_out: Decimal, net_purchases: Decimal
) -> Flows:
    if not (inflow or outflow or net_purchases):
        return NO_FLOWS
    return Flows(
        in_kind_in=in_kind_in,
        cash_in=inflow - in_kind_in,
        withdrawals=outflow - in_kind_out,
        in_kind_out=in_kind_out,
        net_purchases=net_purchases,
    )


NO_FLOWS: Final = Flows()


def _bases(plans: Sequence[_Plan], as_of: date) -> dict[tuple[int, date], Decimal | None]:
    """Values at the closes before the periods that the plans enter; no query when they enter none."""
    closes: dict[int, list[date]] = {}
    for plan in plans:
        known = None if plan.state is None else plan.state.period_start
        entered = [each for each in _periods(plan.first, as_of, plan.watch.cadence) if each != known]
        if entered:
            closes[plan.watch.portfolio_id] = [each - ONE_DAY for each in entered]
    if not closes:
        return {}
    days = {day for listed in closes.values() for day in listed}
    rows = Valuation.objects.filter(portfolio_id__in=list(closes), on__in=days)
    return {(key, on): value for key, on, value in rows.values_list("portfolio_id", "on", "market_value")}


def _periods(first: date, last: date, cadence: Cadence) -> list[date]:
    """The first days of the reporting periods that (part of) `first` to `last` lies in."""
    length = timedelta(days=31 if cadence == Cadence.MONTHLY else 92)
    starts = [period_start_of(first, cadence)]
    while (following := period_start_of(starts[-1] + length, cadence)) <= last:
        starts.append(following)
    return starts


def _notified(plans: Sequence[_Plan]) -> dict[tuple[int, date], int]:
    """By portfolio and period the highest multiple a notice was given of."""
    if not plans:
        return {}
    found: dict[tuple[int, date], int] = {}
    subjects = Alert.objects.filter(
        rule=RuleCode.DEPRECIATION_NOTICE, portfolio_id__in=[plan.watch.portfolio_id for plan in plans]
    ).values_list("portfolio_id", "subject")
    for portfolio_id, subject in subjects:
        period_start, multiple = subject.split(BETWEEN)
        key = (portfolio_id, date.fromisoformat(period_start))
        found[key] = max(int(multiple), found.get(key, 0))
    return found


_UPSERT = """
INSERT INTO compliance_depreciationtrack (tenant_id, portfolio_id, period_start, "on", state) VALUES %s
ON CONFLICT (tenant_id, portfolio_id, period_start) DO UPDATE SET "on" = EXCLUDED."on", state = EXCLUDED.state
"""


def _store(states: Mapping[int, DepreciationState], as_of: date) -> None:
    """One memory a portfolio: that of the running period."""
    if not states:
        return
    tenant_id = tenant_id_current()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM compliance_depreciationtrack t USING unnest(%s::bigint[], %s::date[]) AS s(id, period_start) "
            "WHERE t.tenant_id = %s AND t.portfolio_id = s.id AND t.period_start <> s.period_start",
            [list(states), [state.period_start for state in states.values()], tenant_id],
        )
        execute_values(
            cursor.cursor,
            _UPSERT,
            [
                (tenant_id, key, state.period_start, as_of, Json(state.to_json()))
                for key, state in states.items()
            ],
        )
