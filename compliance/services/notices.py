"""What a client is told of a finding: the code of the notice and the figures its words need."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from clients.models import Client, Notification, NotificationKind
from clients.services.notifications import notification_create
from compliance.models import Alert
from compliance.rules.catalogue import CATALOGUE
from compliance.rules.outcomes import RuleCode
from compliance.services.alerts import Finding
from portfolios.choices import AssetClass

CODES = {
    RuleCode.DEPRECIATION_NOTICE: "depreciation",
    RuleCode.STOP_LINE: "stop_loss",
    RuleCode.WARNING_LINE: "warning_line",
    RuleCode.DRAWDOWN: "drawdown",
    RuleCode.ASSET_CLASS_BAND: "asset_class_band",
    RuleCode.INSTRUMENT_WEIGHT: "instrument_weight",
}


def finding_notify(*, client: Client, alert: Alert, finding: Finding) -> Notification | None:
    """Tell the client of an alert that has just opened, if its rule is one the client hears of; else None.

    The key of the notice is made of what the alert is about, so a finding is told once however often it is made.
    """
    rule = finding.breach.rule
    if not CATALOGUE[rule].client_notice:
        return None
    with translation.override(client.language):
        parameters = _parameters(finding, alert)
    is_depreciation = rule is RuleCode.DEPRECIATION_NOTICE
    return notification_create(
        client=client,
        kind=NotificationKind.DEPRECIATION if is_depreciation else NotificationKind.ALERT,
        code=CODES[rule],
        parameters=parameters,
        key=f"{rule}:{alert.portfolio_id}:{alert.subject}:{alert.first_seen_on}",
        on=alert.first_seen_on,
        due_on=alert.due_on,
    )


def _parameters(finding: Finding, alert: Alert) -> Mapping[str, Any]:
    breach = finding.breach
    facts = {**breach.facts, **finding.facts}
    common = {"portfolio": finding.portfolio.name, "on": alert.first_seen_on}
    rule = breach.rule
    if rule is RuleCode.DEPRECIATION_NOTICE:
        return common | {
            "fall": facts["fall"],
            "threshold": breach.limit,
            "from_on": facts["period_start"],
            "on": facts["on"],
            "value": facts["total_value"],
            "currency": finding.portfolio.currency,
            "contributors": [
                {name: each[name] for name in ("name", "change", "share")}
                for each in facts.get("contributors", ())
            ],
        }
    if rule in (RuleCode.STOP_LINE, RuleCode.WARNING_LINE):
        return common | {"level": breach.value, "line": breach.limit}
    if rule is RuleCode.DRAWDOWN:
        return common | {"fall": breach.value, "limit": breach.limit}
    if rule is RuleCode.ASSET_CLASS_BAND:
        return common | {
            "asset_class": _(str(AssetClass(breach.subject).label)),
            "weight": breach.value,
            "minimum": facts["minimum"],
            "maximum": facts["maximum"],
        }
    return common | {
        "instrument": finding.subject_label,
        "weight": breach.value,
        "limit": breach.limit,
    }
