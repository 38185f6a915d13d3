"""Statement: what is owed for a period; StatementVersion: what was prepared, frozen, released. Never overwritten."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models import Portfolio
from tenancy.models.base import TenantForeignKey, TenantOwned
from tenancy.models.document import Document


class StatementKind(models.TextChoices):
    """The cadence of a statement."""

    MONTHLY = "monthly", _("Monthly statement")
    QUARTERLY = "quarterly", _("Quarterly statement")


class VersionState(models.TextChoices):
    """prepared (data frozen) → rendered (PDF stored) → released, or withdrawn before release."""

    PREPARED = "prepared", _("Prepared")
    RENDERED = "rendered", _("Ready for release")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Statement(TenantOwned):
    """The statement of one portfolio for the period (period_from, period_to]."""

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(_("kind"), max_length=20, choices=StatementKind)
    period_from = models.DateField(_("after"))
    period_to = models.DateField(_("until"))
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("statement")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "kind", "period_from", "period_to"],
                name="reporting_statement_once",
            ),
            models.CheckConstraint(
                condition=models.Q(period_to__gt=models.F("period_from")), name="reporting_statement_period"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-period_to", "-id"], name="reporting_statement_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_to}"

    @classmethod
    def released(cls) -> models.Q:
        """What a client may see: statements with a released version."""
        versions = StatementVersion.objects.filter(state=VersionState.RELEASED)
        return models.Q(pk__in=versions.values("statement_id"))


class StatementVersion(TenantOwned):
    """Version n of a statement: the frozen data with its hash, then the PDF with its hash, then who released it."""

    grant_path: ClassVar[str | None] = "statement__portfolio"

    statement = TenantForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=10)
    data = models.JSONField()
    data_hash = models.CharField(max_length=64)
    known_at = models.DateTimeField(_("state of knowledge"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.PREPARED)
    document = TenantForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    prepared_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    change_note = models.CharField(_("what changed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("version of a statement")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "statement", "version"], name="reporting_statementversion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="released", released_by__isnull=False, document__isnull=False)
                | ~models.Q(state="released"),
                name="reporting_statementversion_released",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True)
                | models.Q(prepared_by__isnull=True)
                | ~models.Q(released_by=models.F("prepared_by")),
                name="reporting_statementversion_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} v{self.version}"

    @classmethod
    def released(cls) -> models.Q:
        """What a client may see."""
        return models.Q(state=VersionState.RELEASED)
