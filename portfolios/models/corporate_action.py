"""CorporateActionEvent: an act of an issuer, entered once for an instrument and posted to every portfolio that held it."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import TransactionType
from portfolios.models.instrument import Instrument
from tenancy.models.approval import Approval
from tenancy.models.base import TenantForeignKey, TenantOwned


class EventState(models.TextChoices):
    """How far an event has come; nothing touches a book before "posted"."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for a second person")
    APPROVED = "approved", _("Approved, being posted")
    POSTED = "posted", _("Posted")
    CANCELLED = "cancelled", _("Cancelled")


class EventReturn(models.TextChoices):
    """Why an event went back to being a draft."""

    REJECTED = "rejected", _("The second person rejected it.")
    CHANGED = "changed", _("Holdings changed after it was approved.")
    UNPOSTABLE = "unpostable", _("A portfolio's book could not take it.")


EVENT_TYPES: tuple[TransactionType, ...] = (
    TransactionType.DIVIDEND,
    TransactionType.COUPON,
    TransactionType.SPLIT,
    TransactionType.STOCK_DIVIDEND,
    TransactionType.SPIN_OFF,
    TransactionType.MERGER,
    TransactionType.REDEMPTION,
    TransactionType.RETURN_OF_CAPITAL,
)


class CorporateActionEvent(TenantOwned):
    """What the issuer does on `ex_date`, for whoever held the instrument at the close before; money is paid on `pay_date`.

    `per_unit` and `fraction_price` are as the market quotes them (a bond's in per cent); `tax_rate` and `cost_share` are
    fractions. `approval` is the request last made for it, `content_hash` what was approved: terms and entitlements together.
    """

    grant_path: ClassVar[str | None] = None

    instrument = TenantForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="events", verbose_name=_("instrument")
    )
    type = models.CharField(
        _("type"), max_length=20, choices=[(each.value, each.label) for each in EVENT_TYPES]
    )
    ex_date = models.DateField(_("ex date"))
    pay_date = models.DateField(_("pay date"))
    ratio = models.DecimalField(_("ratio"), max_digits=24, decimal_places=12, null=True, blank=True)
    related_instrument = TenantForeignKey(
        Instrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument received"),
        db_index=False,
    )
    cost_share = models.DecimalField(
        _("share of cost"), max_digits=12, decimal_places=10, null=True, blank=True
    )
    per_unit = models.DecimalField(
        _("money per unit"), max_digits=24, decimal_places=12, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3)
    tax_rate = models.DecimalField(_("tax withheld"), max_digits=9, decimal_places=8, default=Decimal(0))
    fraction_price = models.DecimalField(
        _("price of fractions"), max_digits=24, decimal_places=12, null=True, blank=True
    )
    reference = models.CharField(_("issuer's or custodian's reference"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=EventState, default=EventState.DRAFT)
    returned = models.CharField(_("returned because"), max_length=12, choices=EventReturn, blank=True)
    approval = TenantForeignKey(Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")
    posted_count = models.PositiveIntegerField(_("transactions posted"), default=0)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("corporate action")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "instrument", "type", "ex_date", "reference"],
                condition=~models.Q(state="cancelled"),
                name="portfolios_event_once",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=[each.value for each in EVENT_TYPES]),
                name="portfolios_event_type_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=EventState.values), name="portfolios_event_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(pay_date__gte=models.F("ex_date")), name="portfolios_event_dates"
            ),
            models.CheckConstraint(
                condition=models.Q(tax_rate__gte=0) & models.Q(tax_rate__lt=1), name="portfolios_event_tax"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "-ex_date"], name="portfolios_event_queue")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.ex_date}"
