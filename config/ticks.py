"""When beat ticks. It knows no Django, since Celery reads it before there are any models."""

from collections.abc import Mapping
from typing import Any, Final

BEAT: Final[Mapping[str, Mapping[str, Any]]] = {
    "heartbeat": {"task": "config.heartbeat", "schedule": 20.0, "options": {"expires": 60}},
    "sweep": {"task": "tenancy.sweep", "schedule": 15.0, "options": {"expires": 60}},
    "nights": {"task": "config.nights", "schedule": 60.0, "options": {"expires": 300}},
    "approvals": {"task": "config.approvals", "schedule": 3600.0, "options": {"expires": 3600}},
}
