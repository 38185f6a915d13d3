"""Files that came in: an ImportBatch and its errors; a Reconciliation and its breaks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.instrument import Instrument
from portfolios.models.portfolio import Account, Portfolio
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow
from tenancy.models.document import Document


class ImportKind(models.TextChoices):
    """What the file holds."""

    TRANSACTIONS = "transactions", _("Transactions")
    PRICES = "prices", _("Prices")
    FX_RATES = "fx_rates", _("Exchange rates")
    OPENING_POSITIONS = "opening_positions", _("Opening positions (take-on)")
    INSTRUMENTS = "instruments", _("Instruments")
    CUSTODIAN_POSITIONS = "custodian_positions", _("Custodian's positions and cash (comparison)")


class ImportState(models.TextChoices):
    """How far a file has come; nothing touches the book before "committed"."""

    UPLOADED = "uploaded", _("Uploaded")
    PARSED = "parsed", _("Ready to confirm")
    REFUSED = "refused", _("Has errors")
    COMMITTING = "committing", _("Being posted")
    COMMITTED = "committed", _("Posted")
    DISCARDED = "discarded", _("Discarded")


class ImportBatch(TenantOwned):
    """One uploaded file. The bytes are kept; the same bytes are refused a second time unless the first was discarded or refused.

    `declared` is what the person who uploaded said about how the file is written, `findings` what the reader found out:
    codes and figures of `portfolios.importing.messages`.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=ImportKind)
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    as_of = models.DateField(_("date of the list"), null=True, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=5, blank=True)
    decimal_mark = models.CharField(_("decimal mark"), max_length=5, blank=True)
    declared = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    posted_count = models.PositiveIntegerField(_("posted"), default=0)
    duplicate_count = models.PositiveIntegerField(_("already known"), default=0)
    uploaded_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(_("posted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "sha256"],
                condition=~models.Q(state__in=["discarded", "refused"]),
                name="portfolios_importbatch_once",
            )
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="portfolios_importbatch_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ImportChunk(TenantRow):
    """Bookings of a file that were read and found sound, in the text of COPY (compressed), until they are posted.

    They follow from the file and can be made again from it; the first line of `rows` names the columns.
    """

    batch = TenantForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    position = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    rows = models.BinaryField()
    lots = models.BinaryField()

    class Meta:
        verbose_name = _("part of an import")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "batch", "position"], name="portfolios_importchunk_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class ImportRowError(TenantRow):
    """What is wrong with one field of one line."""

    batch = TenantForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField(_("line"))
    field = models.CharField(_("field"), max_length=60, blank=True)
    code = models.CharField(_("reason"), max_length=60)
    parameters = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import error")
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.line} {self.field} {self.code}"


class Reconciliation(TenantOwned):
    """One comparison of a custodian's list with the book."""

    batch = TenantForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(_("as of"))
    performed_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")
    compared_count = models.PositiveIntegerField(_("lines compared"), default=0)
    break_count = models.PositiveIntegerField(_("differences"), default=0)

    class Meta:
        verbose_name = _("reconciliation")

    def __str__(self) -> str:
        return f"{self.as_of}"


class BreakState(models.TextChoices):
    """An open difference blocks the release of statements; resolved means gone, explained means accepted with a reason."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")
    EXPLAINED = "explained", _("Explained")


class ReconciliationBreak(TenantOwned):
    """One difference between the custodian and the book."""

    grant_path: ClassVar[str | None] = "portfolio"

    reconciliation = TenantForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="breaks")
    portfolio = TenantForeignKey(Portfolio, on_delete=models.PROTECT, related_name="breaks")
    account = TenantForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    instrument = TenantForeignKey(
        Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    book_quantity = models.DecimalField(_("book"), max_digits=24, decimal_places=8)
    custodian_quantity = models.DecimalField(_("custodian"), max_digits=24, decimal_places=8)
    state = models.CharField(_("state"), max_length=10, choices=BreakState, default=BreakState.OPEN)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("difference")
        indexes = [models.Index(fields=["tenant", "portfolio", "state"], name="portfolios_break_open")]

    def __str__(self) -> str:
        return f"{self.account} {self.book_quantity} ≠ {self.custodian_quantity}"
