"""The queue of record: a long job is a row with a state; Celery only carries its id."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantForeignKey, TenantOwned


class JobState(models.TextChoices):
    """Where a job stands. Running is "queued" with `started_at` set: a dead worker's row lock vanishes by itself."""

    QUEUED = "queued", _("Queued")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Queue(models.TextChoices):
    """Queues by purpose, so that reports never hold up a night."""

    DEFAULT = "default", _("General")
    VALUATION = "valuation", _("Valuation")
    REPORTS = "reports", _("Reports")
    NOTIFICATIONS = "notifications", _("Notifications")
    IMPORTS = "imports", _("Imports")


class Job(TenantOwned):
    """One piece of work. `key` is unique in the firm: asking twice is asking once."""

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    arguments = models.JSONField(default=dict)
    chain = models.JSONField(default=list)
    queue = models.CharField(_("queue"), max_length=20, choices=Queue, default=Queue.DEFAULT)
    state = models.CharField(_("state"), max_length=20, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    error = models.TextField(_("error"), blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    parent = TenantForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = _("job")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="tenancy_job_key"),
            models.CheckConstraint(
                condition=models.Q(state__in=JobState.values), name="tenancy_job_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "id"], name="tenancy_job_state"),
            models.Index(fields=["tenant", "-id"], name="tenancy_job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
