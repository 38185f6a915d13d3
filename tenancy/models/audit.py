"""What was done and who looked: AuditEntry for changes, AccessEvent for reads. Written once, never changed.

`transaction_id` is where the sealer will later find the rows older than the oldest running transaction.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantOwned
from tenancy.roles import Role


class CurrentTransaction(models.Func):
    """PostgreSQL's 64-bit transaction id as bigint."""

    template = "((pg_current_xact_id())::text)::bigint"
    output_field = models.BigIntegerField()


class Recorded(TenantOwned):
    """What every record of the trail carries."""

    append_only: ClassVar[bool] = True

    user = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    surface = models.CharField(_("surface"), max_length=20)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


class AuditEntry(Recorded):
    """One change, or one refusal: who, what, on which object, from what to what, why."""

    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("object"), max_length=60, blank=True)
    object_public_id = models.UUIDField(null=True)
    client_ids = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, default="done")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["tenant", "-id"], name="tenancy_audit_latest"),
            models.Index(fields=["tenant", "object_type", "object_public_id"], name="tenancy_audit_object"),
            GinIndex(fields=["client_ids"], name="tenancy_audit_clients"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}"


class AccessEvent(Recorded):
    """One look at client data: who, why, on which surface, and which clients' data was in the answer."""

    purpose = models.CharField(_("purpose"), max_length=60)
    route = models.CharField(_("route"), max_length=200)
    client_ids = ArrayField(models.BigIntegerField())
    object_type = models.CharField(max_length=60, blank=True)
    object_public_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("access event")
        indexes = [
            models.Index(fields=["tenant", "-id"], name="tenancy_access_latest"),
            GinIndex(fields=["client_ids"], name="tenancy_access_clients"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.route}"
