"""One night's look at a chunk of portfolios: facts of the day → rules → alerts, notices and the memory of the 10 % notice.

Run again for the same day it changes nothing. Portfolios are locked meanwhile, so that two runs cannot both open an alert.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction

from clients.models import Client
from compliance.models import Alert
from compliance.rules.asset_class_band import Band
from compliance.rules.deadlines import cure_due
from compliance.rules.depreciation import DataAlert, DataReason, Notice
from compliance.rules.evaluate import Evaluation, evaluate
from compliance.rules.limits import LimitValue
from compliance.rules.outcomes import Breach, Direction, RuleCode, Severity, Undecided
from compliance.rules.packs import depreciation_step_for, limits_in_force
from compliance.selectors.calendars import FirmCalendar
from compliance.selectors.facts import Labels, labels_of, portfolio_facts
from compliance.services.alerts import (
    AlertKey,
    Finding,
    Reconciled,
    alert_events,
    alerts_reconcile,
    alerts_standing,
)
from compliance.services.depreciation import (
    BETWEEN,
    DepreciationFinding,
    Watch,
    notice_subject,
    period_start_of,
    tracks_drop,
    tracks_step,
)
from compliance.services.notices import finding_notify
from compliance.services.rule_packs import PackInForce, pack_of, packs_in_force
from portfolios.locks import portfolios_lock
from portfolios.models import Portfolio, Valuation
from portfolios.selectors.books import average_costs_at, day_facts_at
from portfolios.selectors.mandates import MandateInForce, mandates_in_force
from portfolios.services.valuations import revaluation_seen
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
def portfolios_monitor(*, actor: Actor, portfolio_ids: Collection[int], as_of: date) -> MonitorResult:
    """Judge the stored day `as_of` of these portfolios by the mandates in force on it.

    A portfolio without a valuation of that day is left as it is, one that closed before has its alerts cleared. Raises
    `RulePackMissing` when a mandate's pack is not installed.
    """
    require(actor, Action.ALERT_HANDLE)
    portfolios = portfolios_lock(portfolio_ids)
    chunk = _Chunk(actor.tenant, portfolios, as_of)
    found = _findings(chunk)
    standing = alerts_standing(portfolio_ids=portfolio_ids)
    keep = _kept(chunk, found, standing)
    reconciled = alerts_reconcile(standing=standing, findings=found.findings, keep=keep, as_of=as_of)
    notices = _notify(chunk, reconciled)
    revaluation_seen(actor=actor, portfolio_ids=[each.pk for each in portfolios if each.revalued_from])
    result = MonitorResult(
        len(chunk.judged), len(reconciled.opened), reconciled.seen, len(reconciled.cleared), notices
    )
    audit_record(
        actor=actor,
        action="monitoring.run",
        client_ids={each.client_id for each in chunk.judged},
        after={
            "as_of": as_of.isoformat(),
            "opened": result.opened,
            "cleared": result.cleared,
            "notices": notices,
        },
    )
    return result


class _Chunk:
    """Everything a run reads, in a fixed number of queries."""

    def __init__(self, tenant: Tenant, portfolios: Sequence[Portfolio], as_of: date) -> None:
        self.tenant, self.portfolios, self.as_of = tenant, portfolios, as_of
        self.calendar = FirmCalendar(tenant)
        ids = [each.pk for each in portfolios]
        self.units: dict[int, tuple[Decimal | None, Decimal | None]] = {
            key: (value, high)
            for key, value, high in Valuation.objects.filter(portfolio_id__in=ids, on=as_of).values_list(
                "portfolio_id", "unit_value", "unit_high"
            )
        }
        self.judged = [each for each in portfolios if each.pk in self.units]
        self.facts = day_facts_at(tenant=tenant, portfolios=self.judged, as_of=as_of)
        self.labels: Labels = labels_of(list(self.facts.values()))
        self.names = {each.public_id: each.name for each in self.labels.instruments.values()}
        self.names |= dict(self.labels.accounts.values())
        self.mandates = mandates_in_force(portfolio_ids=ids, on=as_of)
        self.clients = Client.objects.in_bulk({each.client_id for each in portfolios})
        self._packs = packs_in_force(on=as_of)

    def pack(self, portfolio: Portfolio) -> PackInForce:
        """The pack of the mandate, or of the firm where there is no mandate."""
        mandate = self.mandates.get(portfolio.pk)
        return pack_of(self._packs, mandate.mandate.rule_pack if mandate else self.tenant.rule_pack)


@dataclass(frozen=True, slots=True)
class _Found:
    """The findings of a chunk, and for which alerts nothing could be decided."""

    findings: list[Finding]
    undecided: set[AlertKey]
    watches: Mapping[int, Watch]


def _findings(chunk: _Chunk) -> _Found:
    findings: list[Finding] = []
    undecided: set[AlertKey] = set()
    watches: dict[int, Watch] = {}
    for portfolio in chunk.judged:
        evaluation = _evaluated(chunk, portfolio)
        findings += [_finding(chunk, portfolio, breach) for breach in evaluation.breaches]
        undecided |= {_key(portfolio, each) for each in evaluation.undecided}
        if watch := _watch(chunk, portfolio):
            watches[portfolio.pk] = watch
    dropped = [each.pk for each in chunk.portfolios if each.pk not in watches]
    tracks_drop(portfolio_ids=dropped)
    outcomes = tracks_step(watches=list(watches.values()), as_of=chunk.as_of, calendar=chunk.calendar)
    return _Found(_with_depreciation(chunk, findings, outcomes), undecided, watches)


def _evaluated(chunk: _Chunk, portfolio: Portfolio) -> Evaluation:
    mandate = chunk.mandates.get(portfolio.pk)
    pack = chunk.pack(portfolio).parameters
    own = tuple(LimitValue(each.rule, each.value, each.subject) for each in mandate.limits) if mandate else ()
    limits = limits_in_force(own, pack)
    costs = {}
    if any(each.rule == RuleCode.POSITION_STOP_LOSS for each in limits):
        found = average_costs_at(portfolio_ids=[portfolio.pk], as_of=chunk.as_of)
        costs = found.get(portfolio.pk, {})
    unit_value, unit_high = chunk.units[portfolio.pk]
    facts = portfolio_facts(
        chunk.facts[portfolio.pk],
        chunk.labels,
        unit_value=unit_value,
        unit_high=unit_high,
        average_costs=costs,
    )
    return evaluate(facts, bands=_bands(mandate), limits=limits)


def _bands(mandate: MandateInForce | None) -> list[Band]:
    if mandate is None:
        return []
    return [Band(each.asset_class, each.minimum, each.maximum) for each in mandate.allocation]


def _key(portfolio: Portfolio, undecided: Undecided) -> AlertKey:
    return portfolio.pk, undecided.rule.value, undecided.subject


def _finding(chunk: _Chunk, portfolio: Portfolio, breach: Breach) -> Finding:
    mandate = chunk.mandates.get(portfolio.pk)
    pack = chunk.pack(portfolio)
    due = None
    if breach.cause is not None:
        due = cure_due(
            breach.cause,
            chunk.as_of,
            passive_days=pack.parameters.passive_cure_days,
            calendar=chunk.calendar,
        )
    return Finding(
        portfolio=portfolio,
        breach=breach,
        subject_label=_subject_label(chunk, breach),
        mandate_id=mandate.mandate.pk if mandate else None,
        rule_pack=pack.label,
        due_on=due,
        facts=_band_facts(mandate, breach),
    )


def _subject_label(chunk: _Chunk, breach: Breach) -> str:
    """Instruments and accounts by name; an asset class keeps its code, which is translated where it is shown."""
    return chunk.names.get(breach.subject, breach.subject)


def _band_facts(mandate: MandateInForce | None, breach: Breach) -> dict[str, str]:
    if mandate is None or breach.rule is not RuleCode.ASSET_CLASS_BAND:
        return {}
    band = next(each for each in mandate.allocation if each.asset_class == breach.subject)
    return {
        "minimum": f"{band.minimum:f}",
        "maximum": f"{band.maximum:f}",
        "target": f"{band.target:f}",
    }


def _watch(chunk: _Chunk, portfolio: Portfolio) -> Watch | None:
    """Whether the 10 % notice is owed, and how it is counted."""
    mandate = chunk.mandates.get(portfolio.pk)
    if mandate is None:
        return None
    client = chunk.clients[portfolio.client_id]
    step = depreciation_step_for(
        chunk.pack(portfolio).parameters,
        mandate_type=mandate.mandate.type,
        classification=client.classification,
        requested=client.wants_depreciation_notice,
    )
    if step is None:
        return None
    return Watch(portfolio.pk, step, mandate.cadence, portfolio.revalued_from)


def _with_depreciation(
    chunk: _Chunk, findings: Sequence[Finding], outcomes: Sequence[DepreciationFinding]
) -> list[Finding]:
    """Notices become findings; where no decision was possible the data alert gets the deadline of the notice."""
    by_id = {each.pk: each for each in chunk.judged}
    waiting = {
        each.portfolio_id: each.outcome
        for each in outcomes
        if isinstance(each.outcome, DataAlert) and each.outcome.on == chunk.as_of
    }
    result = [_with_deadline(each, waiting.get(each.portfolio.pk)) for each in findings]
    for portfolio_id, alert in waiting.items():
        if alert.reason is DataReason.BASE_MISSING:
            result.append(_base_missing(chunk, by_id[portfolio_id], alert))
    result.extend(
        _notice(chunk, by_id[each.portfolio_id], each.outcome)
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


def _base_missing(chunk: _Chunk, portfolio: Portfolio, alert: DataAlert) -> Finding:
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
    return replace(_finding(chunk, portfolio, breach), due_on=alert.deadline)


def _notice(chunk: _Chunk, portfolio: Portfolio, notice: Notice) -> Finding:
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
    return replace(_finding(chunk, portfolio, breach), due_on=notice.deadline, subject_label="")


def _kept(chunk: _Chunk, found: _Found, standing: Mapping[AlertKey, Alert]) -> set[AlertKey]:
    """Alerts that may not be cleared today: nothing could be decided, or they are notices of the running period."""
    judged = {each.pk for each in chunk.judged}
    closed = {each.pk for each in chunk.portfolios if each.closed_on and each.closed_on < chunk.as_of}
    kept = set(found.undecided)
    for key in standing:
        portfolio_id, rule, subject = key
        if portfolio_id not in judged:
            is_kept = portfolio_id not in closed
        elif rule == RuleCode.DEPRECIATION_NOTICE:
            is_kept = _is_running(found.watches.get(portfolio_id), subject, chunk.as_of)
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


def _notify(chunk: _Chunk, reconciled: Reconciled) -> int:
    """Tell the clients of what opened; the alert keeps the notice it led to."""
    told = []
    for alert, finding in reconciled.opened:
        notification = finding_notify(
            client=chunk.clients[finding.portfolio.client_id], alert=alert, finding=finding
        )
        if notification is not None:
            Alert.objects.filter(pk=alert.pk).update(notification=notification)
            told.append(alert)
    alert_events(told, "notified", chunk.as_of)
    return len(told)
