"""Rule packs, alerts and what became of them."""

from compliance.models.alert import OPEN_STATES, Alert, AlertEvent, AlertState, DepreciationTrack, Severity
from compliance.models.rule_pack import RulePack

__all__ = ["OPEN_STATES", "Alert", "AlertEvent", "AlertState", "DepreciationTrack", "RulePack", "Severity"]
