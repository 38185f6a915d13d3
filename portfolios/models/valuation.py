"""Valuation: what a portfolio was worth at the end of a day, and what flowed. A projection."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import FigureState
from portfolios.models.portfolio import Portfolio
from tenancy.models.base import TenantForeignKey, TenantRow


def _figure(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=28, decimal_places=8, **options)


class Valuation(TenantRow):
    """One day of one portfolio in its currency. `market_value` is null when incomplete; `missing` says of what.

    `inflow` and `outflow` are external flows ≥ 0; `management_fees` what was paid from the portfolio for management and
    performance that day; `net_purchases` purchases less sales (for the 10 % notice); all exact.
    """

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(
        Portfolio, on_delete=models.CASCADE, related_name="valuations", db_index=False
    )
    on = models.DateField(_("date"))
    market_value = _figure(_("market value"), null=True)
    cash = _figure(_("cash"), null=True)
    inflow = _figure(_("inflow"))
    outflow = _figure(_("outflow"))
    inflow_in_kind = _figure(_("of it in kind"))
    management_fees = _figure(_("management fees"))
    net_purchases = _figure(_("net purchases"))
    state = models.CharField(_("state"), max_length=12, choices=FigureState)
    missing = models.JSONField(_("missing"), default=list)

    class Meta:
        verbose_name = _("valuation")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "portfolio", "on"], name="portfolios_valuation_once"),
            models.CheckConstraint(
                condition=models.Q(state=FigureState.INCOMPLETE) | models.Q(market_value__isnull=False),
                name="portfolios_valuation_value",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "on"], name="portfolios_valuation_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.market_value}"
