"""What becomes of findings: at most one open alert for a rule, portfolio and subject, and what people do with it.

An alert opens, is seen again, and clears when its rule holds again; a new one comes only after that. People acknowledge,
assign and close; what a person closed while its rule is still broken stays closed and is watched until it clears. Every step
is an event, and a finding the client must hear of is a notice in the same transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import Json, execute_values

from compliance.models import OPEN_STATES, Alert, AlertEvent, AlertState
from compliance.rules.outcomes import Breach, Direction, worse
from portfolios.models import Portfolio
from tenancy.clock import business_date
from tenancy.errors import Conflict, RuleRefused
from tenancy.models import Membership
from tenancy.permissions import Actor, require, visible
from tenancy.roles import Action, Role
from tenancy.scope import tenant_id_current
from tenancy.services.audit import audit_record

EIGHT_PLACES: Final = Decimal("1e-8")

type AlertKey = tuple[int, str, str]
"""Portfolio id, rule, subject."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of one portfolio on one day, ready to become an alert."""

    portfolio: Portfolio
    breach: Breach
    subject_label: str
    mandate_id: int | None
    rule_pack: str
    due_on: date | None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> AlertKey:
        """What there is one open alert for."""
        return self.portfolio.pk, self.breach.rule.value, self.breach.subject


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a day's findings changed: alerts that opened (with their findings), those seen again, those that cleared."""

    opened: tuple[tuple[Alert, Finding], ...]
    seen: tuple[Alert, ...]
    cleared: tuple[Alert, ...]


def alerts_standing(*, portfolio_ids: Collection[int]) -> dict[AlertKey, Alert]:
    """The alerts of these portfolios that have not cleared: open ones, and those a person closed before. One query."""
    rows = Alert.objects.filter(
        portfolio_id__in=portfolio_ids, state__in=[*OPEN_STATES, AlertState.CLOSED], cleared_on__isnull=True
    )
    return {(row.portfolio_id, row.rule, row.subject): row for row in rows}


def alerts_reconcile(
    *,
    standing: dict[AlertKey, Alert],
    findings: Sequence[Finding],
    keep: Collection[AlertKey],
    as_of: date,
) -> Reconciled:
    """Bring alerts in line with the findings of a day. `keep` are those that could not be judged: they stay as they are.

    Monitoring calls it for portfolios it has locked, and carries `standing`, which is brought along, from day to day. What
    was seen again is stored by `alerts_seen_store`, once for all days. A day before the one an alert was last seen on
    changes nothing of it.
    """
    found = {finding.key: finding for finding in findings}
    opened = _open([each for key, each in found.items() if key not in standing], as_of)
    seen = []
    for key, alert in standing.items():
        if key in found and alert.last_seen_on <= as_of:
            _see_again(alert, found[key], as_of)
            seen.append(alert)
    cleared = {
        key: alert
        for key, alert in standing.items()
        if key not in found and key not in keep and alert.last_seen_on < as_of
    }
    _clear(list(cleared.values()), as_of)
    for key in cleared:
        del standing[key]
    standing.update({finding.key: alert for alert, finding in opened})
    return Reconciled(tuple(opened), tuple(seen), tuple(cleared.values()))


def _open(findings: Sequence[Finding], as_of: date) -> list[tuple[Alert, Finding]]:
    tenant_id = tenant_id_current()
    alerts = Alert.objects.bulk_create(
        Alert(
            tenant_id=tenant_id,
            portfolio=each.portfolio,
            mandate_id=each.mandate_id,
            rule=each.breach.rule.value,
            subject=each.breach.subject,
            subject_label=each.subject_label,
            severity=each.breach.severity.value,
            first_seen_on=as_of,
            last_seen_on=as_of,
            value=_stored(each.breach.value),
            worst_value=_stored(each.breach.value),
            limit=_stored(each.breach.limit),
            facts=_facts(each),
            rule_pack=each.rule_pack,
            due_on=each.due_on,
        )
        for each in findings
    )
    alert_events(alerts, "opened", as_of)
    return list(zip(alerts, findings, strict=True))


def _see_again(alert: Alert, finding: Finding, as_of: date) -> None:
    breach = finding.breach
    direction = Direction(alert.facts.get("direction", breach.direction.value))
    alert.last_seen_on = as_of
    alert.value = _stored(breach.value)
    alert.worst_value = worse(alert.worst_value, alert.value, direction)
    alert.limit = _stored(breach.limit)
    alert.facts = _facts(finding)
    alert.subject_label = finding.subject_label


_SEEN_AGAIN = """
UPDATE compliance_alert a SET last_seen_on = v.seen_on, value = v.value, worst_value = v.worst_value,
    "limit" = v.limit_value, facts = v.facts, subject_label = v.label
FROM (VALUES %s) AS v(id, seen_on, value, worst_value, limit_value, facts, label)
WHERE a.tenant_id = current_setting('app.tenant_id')::bigint AND a.id = v.id
"""


def alerts_seen_store(alerts: Collection[Alert]) -> None:
    """Store what `alerts_reconcile` noted on alerts that were seen again. One statement; nothing for none."""
    if not alerts:
        return
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            _SEEN_AGAIN,
            [
                (a.pk, a.last_seen_on, a.value, a.worst_value, a.limit, Json(a.facts), a.subject_label)
                for a in alerts
            ],
            template="(%s, %s::date, %s::numeric, %s::numeric, %s::numeric, %s::jsonb, %s)",
        )


def _clear(alerts: Sequence[Alert], as_of: date) -> None:
    if alerts:
        ids = [each.pk for each in alerts]
        Alert.objects.filter(pk__in=ids).update(cleared_on=as_of)
        Alert.objects.filter(pk__in=ids, state__in=OPEN_STATES).update(state=AlertState.CLEARED)
        alert_events(alerts, "cleared", as_of)


def alert_events(alerts: Iterable[Alert], kind: str, on: date) -> None:
    """Note one step of several alerts; nothing for none."""
    tenant_id = tenant_id_current()
    AlertEvent.objects.bulk_create(
        AlertEvent(tenant_id=tenant_id, alert=each, kind=kind, on=on, value=each.value) for each in alerts
    )


def _facts(finding: Finding) -> dict[str, Any]:
    breach = finding.breach
    return {
        **breach.facts,
        **finding.facts,
        "direction": breach.direction.value,
        "excess": f"{breach.excess:f}",
        **({"cause": breach.cause.value} if breach.cause else {}),
    }


def _stored(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(EIGHT_PLACES, ROUND_HALF_EVEN)


@transaction.atomic
def alert_acknowledge(*, actor: Actor, alert: Alert, note: str = "") -> Alert:
    """Say that somebody looks after it, and become its owner if it has none. `Conflict` unless it is open."""
    require(actor, Action.ALERT_HANDLE, alert)
    locked = _locked(alert, [AlertState.OPEN])
    locked.state = AlertState.ACKNOWLEDGED
    locked.owner = locked.owner or actor.membership
    return _handled(actor, locked, "acknowledged", note)


@transaction.atomic
def alert_assign(*, actor: Actor, alert: Alert, owner: Membership, note: str = "") -> Alert:
    """Make a member of the firm who may handle it its owner. `RuleRefused` for anybody else, `Conflict` once it ended."""
    require(actor, Action.ALERT_HANDLE, alert)
    locked = _locked(alert, OPEN_STATES)
    person = Actor(tenant=actor.tenant, role=Role(owner.role), user=owner.user, membership=owner)
    if (
        not owner.is_active
        or not person.may(Action.ALERT_HANDLE)
        or not visible(person, Alert).filter(pk=locked.pk).exists()
    ):
        raise RuleRefused(_("This person cannot look after the alert: it is not in their sight or role."))
    locked.owner = owner
    return _handled(actor, locked, "assigned", note)


@transaction.atomic
def alert_close(*, actor: Actor, alert: Alert, reason: str) -> Alert:
    """End an alert by decision, with a reason. Compliance does. `RuleRefused` without a reason, `Conflict` once it ended.

    While its rule stays broken no new one opens; once it held again, the next breach is a new alert.
    """
    require(actor, Action.ALERT_CLOSE, alert)
    if not reason.strip():
        raise RuleRefused(_("Closing an alert needs a reason."))
    locked = _locked(alert, OPEN_STATES)
    locked.state = AlertState.CLOSED
    return _handled(actor, locked, "closed", reason)


def _locked(alert: Alert, states: Collection[str]) -> Alert:
    locked = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if locked.state not in states:
        raise Conflict(_("The alert has changed meanwhile; it is no longer open for this."))
    return locked


def _handled(actor: Actor, alert: Alert, kind: str, note: str) -> Alert:
    alert.save(update_fields=["state", "owner"])
    AlertEvent.objects.create(
        alert=alert,
        kind=kind,
        on=business_date(actor.tenant),
        value=alert.value,
        note=note.strip(),
        user=actor.user,
    )
    audit_record(
        actor=actor,
        action=f"alert.{kind}",
        obj=alert,
        client_ids=[alert.portfolio.client_id],
        after={"state": alert.state, "owner": str(alert.owner.public_id) if alert.owner else None},
        reason=note.strip(),
    )
    return alert
