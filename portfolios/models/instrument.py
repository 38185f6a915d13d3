"""Instruments and what they were worth: Instrument, Price, FxRate. Prices and rates are never changed: the latest recorded wins."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import AssetClass, RiskClass
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow


class Instrument(TenantOwned):
    """Something that can be held. The firm's own: two firms may describe the same security differently."""

    name = models.CharField(_("name"), max_length=200)
    symbol = models.CharField(_("symbol"), max_length=40, blank=True)
    isin = models.CharField(_("ISIN"), max_length=12, blank=True)
    mic = models.CharField(_("market (MIC)"), max_length=4, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    asset_class = models.CharField(_("asset class"), max_length=20, choices=AssetClass)
    price_factor = models.DecimalField(_("price factor"), max_digits=12, decimal_places=8, default=Decimal(1))
    max_age = models.PositiveSmallIntegerField(_("price valid for business days"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    risk_class = models.CharField(_("risk class"), max_length=2, choices=RiskClass, blank=True)
    ongoing_charge = models.DecimalField(
        _("ongoing charge"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    coupon_rate = models.DecimalField(_("coupon rate"), max_digits=9, decimal_places=6, null=True, blank=True)
    coupon_frequency = models.PositiveSmallIntegerField(_("coupons a year"), null=True, blank=True)
    day_count = models.CharField(_("day count"), max_length=20, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    matures_on = models.DateField(_("matures on"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("prices are derived, not quoted"), default=False)

    class Meta:
        verbose_name = _("instrument")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "isin", "currency", "mic"],
                condition=~models.Q(isin=""),
                name="portfolios_instrument_isin",
            ),
            models.UniqueConstraint(
                fields=["tenant", "symbol", "currency", "mic"],
                condition=models.Q(isin="") & ~models.Q(symbol=""),
                name="portfolios_instrument_symbol",
            ),
            models.CheckConstraint(
                condition=models.Q(asset_class__in=AssetClass.values),
                name="portfolios_instrument_class_known",
            ),
            models.CheckConstraint(
                condition=models.Q(price_factor__gt=0), name="portfolios_instrument_factor"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "symbol"], name="portfolios_instrument_sym")]

    def __str__(self) -> str:
        return self.name


class Price(TenantRow):
    """A price of one unit as known at `recorded_at`; of several for a day the last recorded holds."""

    append_only: ClassVar[bool] = True

    instrument = TenantForeignKey(Instrument, on_delete=models.PROTECT, related_name="prices", db_index=False)
    on = models.DateField(_("date"))
    price = models.DecimalField(_("price"), max_digits=24, decimal_places=12)
    source = models.CharField(_("source"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, default="close")
    recorded_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("price")
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="portfolios_price_not_negative")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "instrument", "-on", "-id"],
                include=["price"],
                name="portfolios_price_lookup",
            ),
            models.Index(fields=["tenant", "on"], name="portfolios_price_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.price}"


class FxRate(TenantRow):
    """One `base` is `rate` `quote`, as known at `recorded_at`. Stored as quoted, never inverted."""

    append_only: ClassVar[bool] = True

    base = models.CharField(_("base currency"), max_length=3)
    quote = models.CharField(_("quoted currency"), max_length=3)
    on = models.DateField(_("date"))
    rate = models.DecimalField(_("rate"), max_digits=24, decimal_places=12)
    source = models.CharField(_("source"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("exchange rate")
        constraints = [
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="portfolios_fxrate_positive"),
            models.CheckConstraint(
                condition=~models.Q(base=models.F("quote")), name="portfolios_fxrate_two_currencies"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "base", "quote", "-on", "-id"],
                include=["rate"],
                name="portfolios_fxrate_lookup",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.on} {self.rate}"
