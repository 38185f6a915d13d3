"""Portfolio and its custody and cash accounts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import AccountKind, CostMethod, LotPool
from tenancy.models.base import TenantForeignKey, TenantOwned
from tenancy.models.tenant import FlowTiming


class Portfolio(TenantOwned):
    """A client's money under one mandate, in one currency.

    `stale_from` is the first day whose stored valuation no longer follows from the ledger; None when all do.
    `revalued_from` is the first day whose stored valuation was changed since monitoring last looked; None when none was.
    `projected_on` is the day whose close holdings, lots and cash show; None before the first booking.
    """

    grant_path: ClassVar[str | None] = "self"

    client = TenantForeignKey("clients.Client", on_delete=models.PROTECT, related_name="portfolios")
    reference = models.CharField(_("reference"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3)
    cost_method = models.CharField(
        _("cost method"), max_length=10, choices=CostMethod, default=CostMethod.FIFO
    )
    flow_timing = models.CharField(_("flow timing"), max_length=20, choices=FlowTiming, blank=True)
    lot_pool = models.CharField(
        _("lots are pooled"), max_length=10, choices=LotPool, default=LotPool.PORTFOLIO
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    stale_from = models.DateField(null=True, blank=True, editable=False)
    projected_on = models.DateField(null=True, blank=True, editable=False)
    revalued_from = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("portfolio")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="portfolios_portfolio_reference"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="portfolios_portfolio_dates",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "client"], name="portfolios_portfolio_client")]

    def __str__(self) -> str:
        return self.name


class Account(TenantOwned):
    """Where securities or money of a portfolio lie. A custody account names the cash account it settles to."""

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(_("kind"), max_length=10, choices=AccountKind)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    number = models.CharField(_("number"), max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    custodian = models.CharField(_("custodian"), max_length=200, blank=True)
    cash_account = TenantForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cash account"),
    )

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "number"], name="portfolios_account_number"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=AccountKind.CUSTODY, currency="")
                | (models.Q(kind=AccountKind.CASH) & ~models.Q(currency="")),
                name="portfolios_account_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.number
