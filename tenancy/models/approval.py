"""Four eyes: one Approval for everything that needs a second person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantOwned


class ApprovalState(models.TextChoices):
    """Where a submitted change stands."""

    SUBMITTED = "submitted", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class Approval(TenantOwned):
    """A change of `kind` to one object, fixed by the hash of its content, made by one person and decided by another."""

    kind = models.CharField(_("kind"), max_length=60)
    object_public_id = models.UUIDField()
    content = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64)
    maker = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("maker")
    )
    checker = models.ForeignKey(
        "tenancy.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checker"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ApprovalState, default=ApprovalState.SUBMITTED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval")
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="tenancy_approval_queue")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checker__isnull=True) | ~models.Q(checker=models.F("maker")),
                name="tenancy_approval_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ApprovalState.values), name="tenancy_approval_state_known"
            ),
            models.UniqueConstraint(
                fields=["tenant", "kind", "object_public_id"],
                condition=models.Q(state="submitted"),
                name="tenancy_approval_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
