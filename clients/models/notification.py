"""What the firm tells a client: the notice in the portal, and its delivery by e-mail without figures."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantForeignKey, TenantOwned


class NotificationKind(models.TextChoices):
    """Why the client is told."""

    ALERT = "alert", _("Monitoring notice")
    DEPRECIATION = "depreciation", _("Notice of a fall in value")
    STATEMENT = "statement", _("New statement")
    MESSAGE = "message", _("Message")


class Notification(TenantOwned):
    """One notice to one client. `parameters` fill the text of `code` in the reader's language when it is shown."""

    grant_path: ClassVar[str | None] = "client"

    client = TenantForeignKey("clients.Client", on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=20, choices=NotificationKind)
    code = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    key = models.CharField(max_length=200)
    on = models.DateField(_("date"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("notice")
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="clients_notification_key")]
        indexes = [models.Index(fields=["tenant", "client", "-id"], name="clients_notification_latest")]

    def __str__(self) -> str:
        return self.code


class DeliveryState(models.TextChoices):
    """How far an e-mail has come."""

    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Delivery(TenantOwned):
    """One e-mail of a notice to one address. The message id is derived from the row, so a repeat is recognisable."""

    grant_path: ClassVar[str | None] = "notification__client"

    notification = TenantForeignKey(Notification, on_delete=models.PROTECT, related_name="deliveries")
    address = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "notification", "address"], name="clients_delivery_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address
