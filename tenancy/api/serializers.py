"""The caller and jobs as the API shows them."""

from typing import Any

from rest_framework import serializers

from tenancy.models import Job
from tenancy.models.job import JobState
from tenancy.roles import Role, Scope


class FirmRead(serializers.Serializer[object]):
    """The firm of the token."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    base_currency = serializers.CharField()
    time_zone = serializers.CharField()
    business_date = serializers.DateField()
    flow_timing = serializers.CharField()


class MeRead(serializers.Serializer[object]):
    """Who calls, for which firm, and what the token may do."""

    role = serializers.ChoiceField(Role.choices)
    firm = FirmRead()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))


class JobRead(serializers.Serializer[Any]):
    """A piece of work. `running` is queued work that a worker has begun."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    running = serializers.SerializerMethodField()
    attempts = serializers.IntegerField()
    done_count = serializers.IntegerField()
    total_count = serializers.IntegerField()
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_running(self, job: Job) -> bool:
        """Whether a worker has it now."""
        return job.state == JobState.QUEUED and job.started_at is not None
