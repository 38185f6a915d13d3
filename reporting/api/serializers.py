"""Statements as they go in and out of the API."""

from typing import Any, override

from rest_framework import serializers

from reporting.models import StatementKind, VersionState
from tenancy.api.fields import OptionalText
from tenancy.api.views import StrictSerializer


class StatementWrite(StrictSerializer):
    """A statement to be prepared for the period (from, to]."""

    kind = serializers.ChoiceField(StatementKind.choices)
    to = serializers.DateField()
    change_note = OptionalText(max_length=500)

    @override
    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {**super().get_fields(), "from": serializers.DateField()}


class StatementRead(serializers.Serializer[Any]):
    """One version of a statement. `job` is the work that makes its PDF; a version is never overwritten."""

    id = serializers.UUIDField(source="public_id")
    statement = serializers.UUIDField(source="statement.public_id")
    portfolio = serializers.UUIDField(source="statement.portfolio.public_id")
    kind = serializers.ChoiceField(StatementKind.choices, source="statement.kind")
    to = serializers.DateField(source="statement.period_to")
    due_on = serializers.DateField(source="statement.due_on")
    version = serializers.IntegerField()
    state = serializers.ChoiceField(VersionState.choices)
    language = serializers.CharField()
    known_at = serializers.DateTimeField()
    data_hash = serializers.CharField()
    sha256 = serializers.CharField(source="document.sha256", allow_null=True, default=None)
    released_at = serializers.DateTimeField(allow_null=True)
    change_note = OptionalText()
    created_at = serializers.DateTimeField()

    @override
    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {**super().get_fields(), "from": serializers.DateField(source="statement.period_from")}


class PreparedRead(StatementRead):
    """A prepared version and the job that makes its PDF."""

    job = serializers.UUIDField(allow_null=True)
