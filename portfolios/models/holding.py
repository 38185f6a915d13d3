"""Projections of the ledger: Holding, CashBalance and TaxLot. They can be thrown away and rebuilt, and come out the same."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.instrument import Instrument
from portfolios.models.portfolio import Account, Portfolio
from portfolios.models.transaction import Transaction
from tenancy.models.base import TenantForeignKey, TenantRow


class Holding(TenantRow):
    """What a portfolio holds of an instrument in a custody account; quantity by trade date and as settled on `settled_on`.

    `settled_on` is the last day on which something counted here took effect or settled. `cost_basis` is in the
    instrument's currency without fees; None when what came in kind could not be valued.
    """

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.CASCADE, related_name="holdings", db_index=False)
    account = TenantForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    instrument = TenantForeignKey(Instrument, on_delete=models.PROTECT, related_name="holdings")
    quantity = models.DecimalField(_("quantity"), max_digits=24, decimal_places=8)
    quantity_settled = models.DecimalField(_("settled quantity"), max_digits=24, decimal_places=8)
    settled_on = models.DateField()
    cost_basis = models.DecimalField(_("cost basis"), max_digits=28, decimal_places=8, null=True)

    class Meta:
        verbose_name = _("holding")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "account", "instrument"], name="portfolios_holding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.quantity}"


class CashBalance(TenantRow):
    """The money in a cash account, by trade date and as settled on `settled_on`."""

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(
        Portfolio, on_delete=models.CASCADE, related_name="cash_balances", db_index=False
    )
    account = TenantForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    balance = models.DecimalField(_("balance"), max_digits=24, decimal_places=4)
    balance_settled = models.DecimalField(_("settled balance"), max_digits=24, decimal_places=4)
    settled_on = models.DateField()

    class Meta:
        verbose_name = _("cash balance")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "account"], name="portfolios_cashbalance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.balance}"


class TaxLot(TenantRow):
    """An open lot: what was acquired when, at what cost in the instrument's currency and at what rate.

    `account` is None where the lots of all custody accounts form one pool; `cost` and `fx_rate` (into the portfolio's
    currency) are None where a price or a rate was missing.
    """

    grant_path: ClassVar[str | None] = "portfolio"

    portfolio = TenantForeignKey(Portfolio, on_delete=models.CASCADE, related_name="tax_lots", db_index=False)
    account = TenantForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    instrument = TenantForeignKey(Instrument, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    acquired_on = models.DateField(_("acquired on"))
    quantity = models.DecimalField(_("quantity"), max_digits=24, decimal_places=8)
    cost = models.DecimalField(_("cost"), max_digits=28, decimal_places=8, null=True)
    fx_rate = models.DecimalField(_("exchange rate"), max_digits=24, decimal_places=12, null=True)
    opened_by = TenantForeignKey(
        Transaction, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("tax lot")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "account", "instrument", "position"],
                name="portfolios_taxlot_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.acquired_on} {self.quantity}"
