"""What the client authorised: a Mandate and its benchmark, allocation and limits. A change is a new version."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import AssetClass, Cadence, MandateType, Rebalanced
from portfolios.models.instrument import Instrument
from portfolios.models.portfolio import Portfolio
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow


class Mandate(TenantOwned):
    """Version `version` of a portfolio's mandate, in force from `effective_from` until the next one."""

    grant_path: ClassVar[str | None] = "portfolio"
    append_only: ClassVar[bool] = True

    portfolio = TenantForeignKey(Portfolio, on_delete=models.PROTECT, related_name="mandates")
    version = models.PositiveIntegerField(_("version"))
    type = models.CharField(_("type"), max_length=20, choices=MandateType)
    effective_from = models.DateField(_("in force from"))
    rule_pack = models.CharField(_("rule pack"), max_length=20)
    rebalanced = models.CharField(
        _("benchmark rebalanced"), max_length=10, choices=Rebalanced, default=Rebalanced.MONTHLY
    )
    cadence = models.CharField(_("statements"), max_length=10, choices=Cadence, default=Cadence.QUARTERLY)
    has_leverage = models.BooleanField(_("may be leveraged"), default=False)
    recorded_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mandate")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "version"], name="portfolios_mandate_version"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "portfolio", "-effective_from", "-version"],
                name="portfolios_mandate_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.version}"


class BenchmarkPart(TenantRow):
    """One instrument of the benchmark and its weight; the weights sum to 1."""

    grant_path: ClassVar[str | None] = "mandate__portfolio"
    append_only: ClassVar[bool] = True

    mandate = TenantForeignKey(Mandate, on_delete=models.PROTECT, related_name="benchmark")
    instrument = TenantForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(_("weight"), max_digits=9, decimal_places=8)

    class Meta:
        verbose_name = _("benchmark part")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "mandate", "instrument"], name="portfolios_benchmark_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1), name="portfolios_benchmark_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.weight}"


class AllocationTarget(TenantRow):
    """Target and band of one asset class, as fractions of the portfolio."""

    grant_path: ClassVar[str | None] = "mandate__portfolio"
    append_only: ClassVar[bool] = True

    mandate = TenantForeignKey(Mandate, on_delete=models.PROTECT, related_name="allocation")
    asset_class = models.CharField(_("asset class"), max_length=20, choices=AssetClass)
    target = models.DecimalField(_("target"), max_digits=9, decimal_places=8)
    minimum = models.DecimalField(_("minimum"), max_digits=9, decimal_places=8)
    maximum = models.DecimalField(_("maximum"), max_digits=9, decimal_places=8)

    class Meta:
        verbose_name = _("allocation target")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "mandate", "asset_class"], name="portfolios_allocation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    minimum__gte=0, minimum__lte=models.F("target"), target__lte=models.F("maximum")
                ),
                name="portfolios_allocation_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_class} {self.target}"


class Limit(TenantRow):
    """A limit by the code of a rule (`compliance.rules.catalogue`), for a subject or for all."""

    grant_path: ClassVar[str | None] = "mandate__portfolio"
    append_only: ClassVar[bool] = True

    mandate = TenantForeignKey(Mandate, on_delete=models.PROTECT, related_name="limits")
    rule = models.CharField(_("rule"), max_length=40)
    subject = models.CharField(_("subject"), max_length=60, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=8)

    class Meta:
        verbose_name = _("limit")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "mandate", "rule", "subject"], name="portfolios_limit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.value}"
