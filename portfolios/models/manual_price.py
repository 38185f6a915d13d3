"""ManualPrice: a price somebody gave by hand, with reason and evidence; one that changes a recorded price waits for approval."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.instrument import Instrument
from tenancy.models.approval import Approval
from tenancy.models.base import TenantForeignKey, TenantOwned
from tenancy.models.document import Document


class ManualPriceState(models.TextChoices):
    """Whether the price counts."""

    WAITING = "waiting", _("Waiting for a second person")
    RECORDED = "recorded", _("Recorded")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ManualPrice(TenantOwned):
    """One price of one day. `before` is what was recorded for that day when it was given; null when nothing was.

    The price itself stands in `Price` once it is recorded, under the kind "manual".
    """

    grant_path: ClassVar[str | None] = None

    instrument = TenantForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="manual_prices", verbose_name=_("instrument")
    )
    on = models.DateField(_("date"))
    price = models.DecimalField(_("price"), max_digits=24, decimal_places=12)
    before = models.DecimalField(
        _("recorded before"), max_digits=24, decimal_places=12, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=60)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    document = TenantForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    state = models.CharField(_("state"), max_length=12, choices=ManualPriceState)
    approval = TenantForeignKey(Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("price by hand")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ManualPriceState.values),
                name="portfolios_manualprice_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="portfolios_manualprice_not_negative"
            ),
            models.UniqueConstraint(
                fields=["tenant", "instrument", "on"],
                condition=models.Q(state="waiting"),
                name="portfolios_manualprice_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.price}"
