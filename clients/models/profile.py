"""What the firm knows of a client's situation: risk profiles, goals, documents, notes of contacts."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantForeignKey, TenantOwned
from tenancy.models.document import Document

BAND = [MinValueValidator(1), MaxValueValidator(5)]


class RiskProfile(TenantOwned):
    """A dated assessment. `category` is the lower of tolerance and capacity (2017/565 Art 54)."""

    grant_path: ClassVar[str | None] = "client"
    append_only: ClassVar[bool] = True

    client = TenantForeignKey("clients.Client", on_delete=models.PROTECT, related_name="risk_profiles")
    assessed_on = models.DateField(_("assessed on"))
    tolerance = models.PositiveSmallIntegerField(_("risk tolerance"), validators=BAND)
    capacity = models.PositiveSmallIntegerField(_("capacity for loss"), validators=BAND)
    category = models.PositiveSmallIntegerField(_("category"), validators=BAND)
    valid_until = models.DateField(_("valid until"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    assessed_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("risk profile")
        get_latest_by = ["assessed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__lte=models.F("tolerance"))
                & models.Q(category__lte=models.F("capacity")),
                name="clients_riskprofile_not_above",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("assessed_on")), name="clients_riskprofile_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "client", "-assessed_on"], name="clients_riskprofile_latest")
        ]

    def __str__(self) -> str:
        return f"{self.category} ({self.assessed_on})"


class Goal(TenantOwned):
    """What the money is for."""

    grant_path: ClassVar[str | None] = "client"

    client = TenantForeignKey("clients.Client", on_delete=models.CASCADE, related_name="goals")
    name = models.CharField(_("goal"), max_length=200)
    target_amount = models.DecimalField(
        _("target amount"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    target_on = models.DateField(_("by"), null=True, blank=True)
    is_reached = models.BooleanField(_("reached"), default=False)

    class Meta:
        verbose_name = _("goal")

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.TextChoices):
    """What a client's document is."""

    IDENTITY = "identity", _("Proof of identity")
    ADDRESS = "address", _("Proof of address")
    CONTRACT = "contract", _("Contract or mandate")
    TAX = "tax", _("Tax document")
    WEALTH = "wealth", _("Source of wealth")
    OTHER = "other", _("Other")


class ClientDocument(TenantOwned):
    """A document in a client's file."""

    grant_path: ClassVar[str | None] = "client"

    client = TenantForeignKey("clients.Client", on_delete=models.PROTECT, related_name="documents")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    is_shared = models.BooleanField(_("shown to the client"), default=False)

    class Meta:
        verbose_name = _("client document")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def released(cls) -> models.Q:
        """What a client may see: documents shared with them."""
        return models.Q(is_shared=True)


class ContactChannel(models.TextChoices):
    """How the contact took place."""

    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Other")


class ContactNote(TenantOwned):
    """A note of a contact with a client, with the next step."""

    grant_path: ClassVar[str | None] = "client"

    client = TenantForeignKey("clients.Client", on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(_("date"))
    channel = models.CharField(_("channel"), max_length=20, choices=ContactChannel)
    summary = models.TextField(_("summary"), max_length=4000)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("due on"), null=True, blank=True)
    is_done = models.BooleanField(_("done"), default=False)
    author = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    class Meta:
        verbose_name = _("contact note")
        indexes = [models.Index(fields=["tenant", "client", "-on"], name="clients_note_latest")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_channel_display()}"
