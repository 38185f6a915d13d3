"""Alert: one open finding per rule, portfolio and subject; AlertEvent: what became of it. DepreciationTrack: Art 62's memory."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Notification
from portfolios.models import Mandate, Portfolio
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow


class Severity(models.TextChoices):
    """How urgent."""

    INFO = "info", _("For information")
    WARNING = "warning", _("Warning")
    BREACH = "breach", _("Breach")


class AlertState(models.TextChoices):
    """Open and acknowledged alerts count as open; cleared ones ended by themselves, closed ones by a person."""

    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLEARED = "cleared", _("Cleared")
    CLOSED = "closed", _("Closed")


OPEN_STATES = (AlertState.OPEN, AlertState.ACKNOWLEDGED)


class Alert(TenantOwned):
    """A rule's finding. `facts` are what the rule saw on the last day; a new alert only comes after this one cleared."""

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.PROTECT, related_name="alerts")
    mandate = TenantForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.CharField(_("rule"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    subject_label = models.CharField(_("subject"), max_length=200, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    state = models.CharField(_("state"), max_length=15, choices=AlertState, default=AlertState.OPEN)
    first_seen_on = models.DateField(_("first seen"))
    last_seen_on = models.DateField(_("last seen"))
    cleared_on = models.DateField(_("cleared"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=28, decimal_places=8, null=True)
    worst_value = models.DecimalField(_("worst value"), max_digits=28, decimal_places=8, null=True)
    limit = models.DecimalField(_("limit"), max_digits=28, decimal_places=8, null=True)
    facts = models.JSONField(_("facts"), default=dict)
    rule_pack = models.CharField(_("rule pack"), max_length=40)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    owner = TenantForeignKey(
        "tenancy.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notification = TenantForeignKey(
        Notification, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )

    class Meta:
        verbose_name = _("alert")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "rule", "subject"],
                condition=models.Q(state__in=["open", "acknowledged"]),
                name="compliance_alert_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=AlertState.values), name="compliance_alert_state_known"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "-last_seen_on"], name="compliance_alert_queue")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class AlertEvent(TenantOwned):
    """One step in the life of an alert."""

    grant_path: ClassVar[str | None] = "alert__portfolio"
    append_only: ClassVar[bool] = True

    alert = TenantForeignKey(Alert, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("step"), max_length=20)
    on = models.DateField(_("date"))
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    user = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("step of an alert")

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class DepreciationTrack(TenantRow):
    """Where the 10 % notice of a portfolio stands after `on`: a projection of valuations and flows."""

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.CASCADE, related_name="+")
    period_start = models.DateField()
    on = models.DateField()
    state = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "period_start"], name="compliance_depreciation_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_start} {self.on}"
