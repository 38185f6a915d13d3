"""Valuation: what a portfolio was worth at the end of a day, and what flowed. A projection."""

from decimal import Decimal
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

    `inflow` and `outflow` are flows with what is outside the portfolio, ≥ 0, `…_in_kind` the part that was no money;
    `management_fees` what was paid from the portfolio for management and performance that day; `net_purchases` the money
    that purchases took less what sales brought (for the 10 % notice); all exact, in the portfolio's currency.

    `unit_value` is what 1 invested at first funding has become, flows taken out by the portfolio's flow timing, and
    `unit_high` its highest close so far; null before funding. Over days without a value it is carried from close to close.
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
    outflow_in_kind = _figure(_("of it in kind"), default=Decimal(0))
    management_fees = _figure(_("management fees"))
    net_purchases = _figure(_("net purchases"))
    unit_value = models.DecimalField(_("unit value"), max_digits=24, decimal_places=12, null=True)
    unit_high = models.DecimalField(_("highest unit value"), max_digits=24, decimal_places=12, null=True)
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
