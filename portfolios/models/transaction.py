"""The ledger: transactions are posted once and never changed; a mistake is corrected by a reversal."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.choices import FeeKind, TransactionType
from portfolios.models.instrument import Instrument
from portfolios.models.portfolio import Account, Portfolio
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow


def _money(label: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=20, decimal_places=4, null=True, blank=True)


class Transaction(TenantOwned):
    """One booking. Amounts are positive; the type gives the sign (see `portfolios.ledger.entries`).

    `created_at` is when it became known. A row with `reverses` undoes that row and repeats its content.
    """

    grant_path: ClassVar[str | None] = "portfolio"
    append_only: ClassVar[bool] = True

    portfolio = TenantForeignKey(
        Portfolio, on_delete=models.PROTECT, related_name="transactions", db_index=False
    )
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    content_hash = models.CharField(max_length=64)
    type = models.CharField(_("type"), max_length=20, choices=TransactionType)
    trade_date = models.DateField(_("trade date"))
    settlement_date = models.DateField(_("settlement date"))
    sequence = models.IntegerField(_("order of the day"), null=True, blank=True)
    account = TenantForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custody account"),
        db_index=False,
    )
    cash_account = TenantForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cash account"),
        db_index=False,
    )
    instrument = TenantForeignKey(
        Instrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
    )
    quantity = models.DecimalField(_("quantity"), max_digits=24, decimal_places=8, null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=24, decimal_places=12, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = _money(_("amount"))
    fee = _money(_("fee"))
    tax = _money(_("tax"))
    fee_kind = models.CharField(_("kind of fee"), max_length=20, choices=FeeKind, blank=True)
    is_paid_externally = models.BooleanField(_("paid from outside"), default=False)
    fx_rate = models.DecimalField(_("exchange rate"), max_digits=24, decimal_places=12, null=True, blank=True)
    accrued_interest = _money(_("accrued interest"))
    ex_date = models.DateField(_("ex date"), null=True, blank=True)
    is_external = models.BooleanField(_("with the outside"), default=True)
    transfer_group = models.CharField(_("transfer group"), max_length=100, blank=True)
    counter_currency = models.CharField(_("other currency"), max_length=3, blank=True)
    counter_amount = _money(_("other amount"))
    counter_cash_account = TenantForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    related_instrument = TenantForeignKey(
        Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ratio = models.DecimalField(_("ratio"), max_digits=24, decimal_places=12, null=True, blank=True)
    cost_share = models.DecimalField(
        _("share of cost"), max_digits=12, decimal_places=10, null=True, blank=True
    )
    cash_in_lieu = _money(_("cash in lieu"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    reverses = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals", db_index=False
    )
    reversal_reason = models.CharField(_("reason of the reversal"), max_length=500, blank=True)
    import_batch = TenantForeignKey(
        "portfolios.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="transactions"
    )
    posted_by = models.ForeignKey(
        "tenancy.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("transaction")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "portfolio", "external_id"],
                condition=~models.Q(external_id=""),
                name="portfolios_transaction_external_id",
            ),
            models.UniqueConstraint(
                fields=["tenant", "reverses"],
                condition=models.Q(reverses__isnull=False),
                name="portfolios_transaction_reversed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=TransactionType.values), name="portfolios_transaction_type_known"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gte=0),
                name="portfolios_transaction_quantity",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="portfolios_transaction_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(ratio__isnull=True) | models.Q(ratio__gt=0),
                name="portfolios_transaction_ratio",
            ),
            models.CheckConstraint(
                condition=models.Q(cost_share__isnull=True)
                | (models.Q(cost_share__gte=0) & models.Q(cost_share__lte=1)),
                name="portfolios_transaction_cost_share",
            ),
            models.CheckConstraint(
                condition=models.Q(cash_in_lieu__isnull=True) | models.Q(cash_in_lieu__gte=0),
                name="portfolios_transaction_cash_in_lieu",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "portfolio", "trade_date"],
                include=["instrument", "quantity"],
                name="portfolios_transaction_history",
            ),
            models.Index(
                fields=["tenant", "related_instrument"],
                condition=models.Q(related_instrument__isnull=False),
                name="portfolios_transaction_related",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade_date} {self.get_type_display()}"


class TransactionLot(TenantRow):
    """A lot named by a transfer in (opening lots) or chosen by a disposal; written with its transaction."""

    grant_path: ClassVar[str | None] = "transaction__portfolio"
    append_only: ClassVar[bool] = True

    transaction = TenantForeignKey(Transaction, on_delete=models.PROTECT, related_name="lots")
    position = models.PositiveIntegerField()
    quantity = models.DecimalField(_("quantity"), max_digits=24, decimal_places=8)
    acquired_on = models.DateField(_("acquired on"))
    cost = models.DecimalField(_("cost"), max_digits=24, decimal_places=8, null=True)
    fx_rate = models.DecimalField(_("exchange rate"), max_digits=24, decimal_places=12, null=True)

    class Meta:
        verbose_name = _("lot of a transaction")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "transaction", "position"], name="portfolios_transactionlot_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.acquired_on} {self.quantity}"
