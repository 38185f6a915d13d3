"""Alerts as the API shows them."""

from typing import Any

from rest_framework import serializers

from compliance.models import AlertState, Severity
from tenancy.api.fields import DecimalText, OptionalText


class AlertRead(serializers.Serializer[Any]):
    """A rule's finding. `value` and `limit` are in the unit of the rule."""

    id = serializers.UUIDField(source="public_id")
    portfolio = serializers.UUIDField(source="portfolio.public_id")
    rule = serializers.CharField()
    subject = OptionalText()
    subject_label = OptionalText()
    severity = serializers.ChoiceField(Severity.choices)
    state = serializers.ChoiceField(AlertState.choices)
    first_seen_on = serializers.DateField()
    last_seen_on = serializers.DateField()
    cleared_on = serializers.DateField(allow_null=True)
    value = DecimalText(allow_null=True)
    worst_value = DecimalText(allow_null=True)
    limit = DecimalText(allow_null=True)
    rule_pack = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    facts = serializers.JSONField()
    created_at = serializers.DateTimeField()
