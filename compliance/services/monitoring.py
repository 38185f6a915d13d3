"""One night's look at a chunk of portfolios: facts of the day → rules → alerts, notices and the memory of the 10 % notice.

Several days are judged one after the other, as their nights would have, with what they have in common read once. Run again
for the same days it changes nothing. Portfolios are locked meanwhile, so that two runs cannot both open an alert.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Final

from django.db import transaction

from compliance.models import Alert
from compliance.rules.asset_class_band import Band
from compliance.rules.deadlines import cure_due
from compliance.rules.depreciation import DataAlert, DataReason, Notice
from compliance.rules.evaluate import Evaluation, evaluate
from compliance.rules.limits import LimitValue
from compliance.rules.outcomes import Breach, Direction, RuleCode, Severity, Undecided
from compliance.rules.packs import limits_in_force
from compliance.selectors.facts import portfolio_facts
from compliance.services.alerts import (
    AlertKey,
    Finding,
    Reconciled,
    alert_events,
    alerts_reconcile,
    alerts_seen_store,
    alerts_standing,
)
from compliance.services.contributors import fall_contributors
from compliance.services.depreciation import (
    BETWEEN,
    DepreciationFinding,
    Watch,
    notice_subject,
    period_start_of,
    tracks_drop,
    tracks_step,
)
from compliance.services.monitored_days import MonitoredDay, MonitoredDays
from compliance.services.notices import finding_notify
from portfolios.locks import portfolios_lock
from portfolios.models import Portfolio
from portfolios.selectors.mandates import MandateInForce
from portfolios.services.valuations import revaluation_seen
from tenancy.clock import is_business_day
from tenancy.models import Tenant
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

BASE: Final = "base"


@dataclass(frozen=True, slots=True)
class MonitorResult:
    """What one run did: how many portfolios it judged, alerts opened, seen again and cleared, and notices to clients."""

    portfolios: int
    opened: int
    seen: int
    cleared: int
    notices: int


@transaction.atomic
def portfolios_monitor(
    *, actor: Actor, portfolio_ids: Collection[int], as_of: date, since: date | None = None
) -> MonitorResult:
    """Judge the stored day `as_of` of these portfolios, and before it every business day from `since` on, if given.

    Each day by the mandates in force on it. A portfolio without a valuation of a day is left as it is, one that closed
    before has its alerts cleared. Raises `RulePackMissing` when a mandate's pack is not installed.
    """
    require(actor, Action.ALERT_HANDLE)
    portfolios = portfolios_lock(portfolio_ids)
    days = MonitoredDays(actor.tenant, portfolios, _days_to_judge(actor.tenant, since or as_of, as_of)).days
    outcomes = _depreciation(days)
    standing = alerts_standing(portfolio_ids=portfolio_ids)
    totals: Counter[str] = Counter()
    seen: dict[int, Alert] = {}
    for day in days:
        reconciled = _judge(day, outcomes.get(day.as_of, ()), standing)
        seen |= {alert.pk: alert for alert in reconciled.seen}
        totals["opened"] += len(reconciled.opened)
        totals["cleared"] += len(reconciled.cleared)
        totals["notices"] += _notify(day, reconciled)
    alerts_seen_store(seen.values())
    revaluation_seen(actor=actor, portfolio_ids=[each.pk for each in portfolios if each.revalued_from])
    judged = {each.pk: each.client_id for day in days for each in day.judged}
    audit_record(
        actor=actor,
        action="monitoring.run",
        client_ids=set(judged.values()),
        after={"since": days[0].as_of.isoformat(), "as_of": as_of.isoformat(), **dict(totals)},
    )
    return MonitorResult(len(judged), totals["opened"], len(seen), totals["cleared"], totals["notices"])


def _days_to_judge(tenant: Tenant, since: date, as_of: date) -> list[date]:
    days = (since + timedelta(days=n) for n in range((as_of - since).days))
    return [*(day for day in days if is_business_day(day, calendar=tenant.calendar)), as_of]


def _depreciation(days: Sequence[MonitoredDay]) -> dict[date, list[DepreciationFinding]]:
    """The memories of the notice carried through the days; what follows, by the judged day that brings it to light.

    Days on which the same is watched go together.
    """
    found: dict[date, list[DepreciationFinding]] = defaultdict(list)
    revalued_seen = False
    for _watches, same in groupby(days, key=lambda day: day.watches):
        stretch = list(same)
        first, run = stretch[0], stretch[0].run
        watches = list(first.watches.values())
        if revalued_seen:
            watches = [replace(each, revalued_from=None) for each in watches]
        revalued_seen = True
        tracks_drop(portfolio_ids=[each.pk for each in run.portfolios if each.pk not in first.watches])
        outcomes = tracks_step(
            watches=watches, as_of=stretch[-1].as_of, since=first.as_of, calendar=run.calendar
        )
        for each in outcomes:
            on = next(day.as_of for day in stretch if day.as_of >= each.outcome.on)
            found[on].append(each)
    return found


def _judge(
    day: MonitoredDay, outcomes: Sequence[DepreciationFinding], standing: dict[AlertKey, Alert]
) -> Reconciled:
    findings: list[Finding] = []
    undecided: set[AlertKey] = set()
    for portfolio in day.judged:
        evaluation = _evaluated(day, portfolio)
        findings += [_finding(day, portfolio, breach) for breach in evaluation.breaches]
        undecided |= {_key(portfolio, each) for each in evaluation.undecided}
    return alerts_reconcile(
        standing=standing,
        findings=_with_depreciation(day, findings, outcomes),
        keep=_kept(day, undecided, standing),
        as_of=day.as_of,
    )


def _evaluated(day: MonitoredDay, portfolio: Portfolio) -> Evaluation:
    mandate = day.mandate(portfolio)
    pack = day.pack(portfolio).parameters
    own = tuple(LimitValue(each.rule, each.value, each.subject) for each in mandate.limits) if mandate else ()
    limits = limits_in_force(own, pack)
    rules = {each.rule for each in limits}
    costs: Mapping[int, Decimal] = {}
    if RuleCode.POSITION_STOP_LOSS in rules:
        costs = day.run.average_costs(portfolio, day.as_of)
    best: Mapping[int, Decimal] = {}
    if RuleCode.POSITION_TRAILING_STOP in rules:
        best = day.run.best_prices(portfolio, day.as_of)
    unit_value, unit_high = day.units[portfolio.pk]
    facts = portfolio_facts(
        day.facts[portfolio.pk],
        day.run.labels,
        unit_value=unit_value,
        unit_high=unit_high,
        average_costs=costs,
        best_prices=best,
    )
    return evaluate(facts, bands=_bands(mandate), limits=limits)


def _bands(mandate: MandateInForce | None) -> list[Band]:
    if mandate is None:
        return []
    return [Band(each.asset_class, each.minimum, each.maximum) for each in mandate.allocation]


def _key(portfolio: Portfolio, undecided: Undecided) -> AlertKey:
    return portfolio.pk, undecided.rule.value, undecided.subject


def _finding(day: MonitoredDay, portfolio: Portfolio, breach: Breach) -> Finding:
    mandate = day.mandate(portfolio)
    pack = day.pack(portfolio)
    due = None
    if breach.cause is not None:
        due = cure_due(
            breach.cause,
            day.as_of,
            passive_days=pack.parameters.passive_cure_days,
            calendar=day.run.calendar,
        )
    return Finding(
        portfolio=portfolio,
        breach=breach,
        subject_label=_subject_label(day, breach),
        mandate_id=mandate.mandate.pk if mandate else None,
        rule_pack=pack.label,
        due_on=due,
        facts=_band_facts(mandate, breach),
    )


def _subject_label(day: MonitoredDay, breach: Breach) -> str:
    """Instruments and accounts by name; an asset class keeps its code, which is translated where it is shown."""
    return day.run.names.get(breach.subject, breach.subject)


def _band_facts(mandate: MandateInForce | None, breach: Breach) -> dict[str, str]:
    if mandate is None or breach.rule is not RuleCode.ASSET_CLASS_BAND:
        return {}
    band = next(each for each in mandate.allocation if each.asset_class == breach.subject)
    return {
        "minimum": f"{band.minimum:f}",
        "maximum": f"{band.maximum:f}",
        "target": f"{band.target:f}",
    }


def _with_depreciation(
    day: MonitoredDay, findings: Sequence[Finding], outcomes: Sequence[DepreciationFinding]
) -> list[Finding]:
    """Notices become findings; where no decision was possible the data alert gets the deadline of the notice."""
    by_id = {each.pk: each for each in day.judged}
    waiting = {
        each.portfolio_id: each.outcome
        for each in outcomes
        if isinstance(each.outcome, DataAlert) and each.outcome.on == day.as_of
    }
    result = [_with_deadline(each, waiting.get(each.portfolio.pk)) for each in findings]
    for portfolio_id, alert in waiting.items():
        if alert.reason is DataReason.BASE_MISSING:
            result.append(_base_missing(day, by_id[portfolio_id], alert))
    result.extend(
        _notice(day, by_id[each.portfolio_id], each.outcome)
        for each in outcomes
        if isinstance(each.outcome, Notice)
    )
    return result


def _with_deadline(finding: Finding, alert: DataAlert | None) -> Finding:
    if alert is None or finding.breach.rule is not RuleCode.INCOMPLETE_VALUATION:
        return finding
    return replace(
        finding,
        due_on=alert.deadline,
        facts={**finding.facts, "undecided": RuleCode.DEPRECIATION_NOTICE.value},
    )


def _base_missing(day: MonitoredDay, portfolio: Portfolio, alert: DataAlert) -> Finding:
    """The value at the close before the period is not known, so no fall since then can be told."""
    breach = Breach(
        rule=RuleCode.INCOMPLETE_VALUATION,
        subject=BASE,
        severity=Severity.WARNING,
        direction=Direction.ABOVE,
        value=Decimal(1),
        limit=Decimal(0),
        excess=Decimal(1),
        facts={"undecided": RuleCode.DEPRECIATION_NOTICE.value},
    )
    return replace(_finding(day, portfolio, breach), due_on=alert.deadline)


def _notice(day: MonitoredDay, portfolio: Portfolio, notice: Notice) -> Finding:
    limit = notice.multiple * notice.step
    breach = Breach(
        rule=RuleCode.DEPRECIATION_NOTICE,
        subject=notice_subject(notice.period_start, notice.multiple),
        severity=Severity.BREACH,
        direction=Direction.ABOVE,
        value=notice.fall,
        limit=limit,
        excess=notice.fall - limit,
        facts={
            "on": notice.on.isoformat(),
            "period_start": notice.period_start.isoformat(),
            "base": f"{notice.base:f}",
            "value": f"{notice.value:f}",
            "total_value": f"{notice.total_value:f}",
            "uninvested": f"{notice.uninvested:f}",
            "fall": f"{notice.fall:f}",
            "multiple": str(notice.multiple),
            "previous_multiple": str(notice.previous_multiple),
            "state": "estimated" if notice.is_estimated else "complete",
        },
    )
    contributors = fall_contributors(tenant=day.run.tenant, portfolio=portfolio, notice=notice)
    return replace(
        _finding(day, portfolio, breach),
        due_on=notice.deadline,
        subject_label="",
        facts={"contributors": contributors},
    )


def _kept(
    day: MonitoredDay, undecided: Collection[AlertKey], standing: Mapping[AlertKey, Alert]
) -> set[AlertKey]:
    """Alerts that may not be cleared today: nothing could be decided, or they are notices of the running period."""
    judged = {each.pk for each in day.judged}
    closed = {each.pk for each in day.run.portfolios if each.closed_on and each.closed_on < day.as_of}
    kept = set(undecided)
    for key in standing:
        portfolio_id, rule, subject = key
        if portfolio_id not in judged:
            is_kept = portfolio_id not in closed
        elif rule == RuleCode.DEPRECIATION_NOTICE:
            is_kept = _is_running(day.watches.get(portfolio_id), subject, day.as_of)
        else:
            continue
        if is_kept:
            kept.add(key)
    return kept


def _is_running(watch: Watch | None, subject: str, as_of: date) -> bool:
    """Whether a notice's period is the one that `as_of` lies in."""
    if watch is None:
        return False
    return subject.split(BETWEEN)[0] == period_start_of(as_of, watch.cadence).isoformat()


def _notify(day: MonitoredDay, reconciled: Reconciled) -> int:
    """Tell the clients of what opened; the alert keeps the notice it led to."""
    told = []
    for alert, finding in reconciled.opened:
        notification = finding_notify(
            client=day.run.clients[finding.portfolio.client_id], alert=alert, finding=finding
        )
        if notification is not None:
            Alert.objects.filter(pk=alert.pk).update(notification=notification)
            told.append(alert)
    alert_events(told, "notified", day.as_of)
    return len(told)
