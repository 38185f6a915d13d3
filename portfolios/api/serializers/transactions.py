"""Transactions as they go in and out of the API."""

from decimal import Decimal
from typing import Any, override

from rest_framework import serializers

from portfolios.api.figures import money_text
from portfolios.choices import FeeKind, TransactionType
from portfolios.models import Transaction
from tenancy.api.fields import DecimalText, OptionalChoice, OptionalText
from tenancy.api.views import StrictSerializer

_LEFT_OUT: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


class LotBody(StrictSerializer):
    """A lot that comes in with its history (day and cost needed), or one that is chosen to leave."""

    quantity = DecimalText()
    acquired_on = serializers.DateField()
    cost = DecimalText(**_LEFT_OUT)
    fx_rate = DecimalText(**_LEFT_OUT)


class TransactionWrite(StrictSerializer):
    """A transaction to be posted. Amounts and quantities are positive; the type gives the direction."""

    external_id = OptionalText(max_length=100)
    type = serializers.ChoiceField(TransactionType.choices)
    trade_date = serializers.DateField()
    settlement_date = serializers.DateField(**_LEFT_OUT)
    sequence = serializers.IntegerField(**_LEFT_OUT, min_value=-(2**31), max_value=2**31 - 1)
    account = serializers.UUIDField(**_LEFT_OUT)
    cash_account = serializers.UUIDField(**_LEFT_OUT)
    instrument = serializers.UUIDField(**_LEFT_OUT)
    quantity = DecimalText(**_LEFT_OUT)
    price = DecimalText(**_LEFT_OUT)
    currency = OptionalText(max_length=3)
    amount = DecimalText(**_LEFT_OUT)
    fee = DecimalText(**_LEFT_OUT)
    tax = DecimalText(**_LEFT_OUT)
    fee_kind = OptionalChoice(FeeKind.choices)
    paid_externally = serializers.BooleanField(default=False)
    fx_rate = DecimalText(**_LEFT_OUT)
    accrued_interest = DecimalText(**_LEFT_OUT)
    ex_date = serializers.DateField(**_LEFT_OUT)
    external = serializers.BooleanField(default=True)
    transfer_group = OptionalText(max_length=100)
    lots = LotBody(many=True, required=False, default=list)
    counter_currency = OptionalText(max_length=3)
    counter_amount = DecimalText(**_LEFT_OUT)
    counter_cash_account = serializers.UUIDField(**_LEFT_OUT)
    related_instrument = serializers.UUIDField(**_LEFT_OUT)
    ratio = DecimalText(**_LEFT_OUT)
    cost_share = DecimalText(**_LEFT_OUT)
    cash_in_lieu = DecimalText(**_LEFT_OUT)
    note = OptionalText(max_length=500)


class ReversalWrite(StrictSerializer):
    """Why a transaction is taken back, and from which day (from its own, when left out)."""

    reason = serializers.CharField(max_length=500)
    effective_on = serializers.DateField(**_LEFT_OUT)


class LotRead(serializers.Serializer[Any]):
    """A lot named by the transaction."""

    quantity = DecimalText()
    acquired_on = serializers.DateField()
    cost = DecimalText(allow_null=True)
    fx_rate = DecimalText(allow_null=True)


class TransactionRead(serializers.Serializer[Any]):
    """A transaction as it stands in the ledger. It never changes; a reversal names it in `reverses`."""

    id = serializers.UUIDField(source="public_id")
    external_id = OptionalText()
    type = serializers.ChoiceField(TransactionType.choices)
    trade_date = serializers.DateField()
    settlement_date = serializers.DateField()
    sequence = serializers.IntegerField(allow_null=True)
    account = serializers.UUIDField(source="account.public_id", allow_null=True, default=None)
    cash_account = serializers.UUIDField(source="cash_account.public_id", allow_null=True, default=None)
    instrument = serializers.UUIDField(source="instrument.public_id", allow_null=True, default=None)
    quantity = DecimalText(allow_null=True)
    price = DecimalText(allow_null=True)
    currency = OptionalText()
    amount = DecimalText(allow_null=True)
    fee = DecimalText(allow_null=True)
    tax = DecimalText(allow_null=True)
    fee_kind = OptionalText()
    paid_externally = serializers.BooleanField(source="is_paid_externally")
    fx_rate = DecimalText(allow_null=True)
    accrued_interest = DecimalText(allow_null=True)
    ex_date = serializers.DateField(allow_null=True)
    external = serializers.BooleanField(source="is_external")
    transfer_group = OptionalText()
    lots = LotRead(many=True, source="named_lots")
    counter_currency = OptionalText()
    counter_amount = DecimalText(allow_null=True)
    counter_cash_account = serializers.UUIDField(
        source="counter_cash_account.public_id", allow_null=True, default=None
    )
    related_instrument = serializers.UUIDField(
        source="related_instrument.public_id", allow_null=True, default=None
    )
    ratio = DecimalText(allow_null=True)
    cost_share = DecimalText(allow_null=True)
    cash_in_lieu = DecimalText(allow_null=True)
    note = OptionalText()
    reverses = serializers.UUIDField(source="reverses.public_id", allow_null=True, default=None)
    reversal_reason = OptionalText()
    recorded_at = serializers.DateTimeField(source="created_at")

    @override
    def to_representation(self, instance: Transaction) -> dict[str, Any]:
        row = super().to_representation(instance)
        for name in ("amount", "fee", "tax", "accrued_interest", "cash_in_lieu"):
            row[name] = _money(getattr(instance, name), instance.currency)
        row["counter_amount"] = _money(instance.counter_amount, instance.counter_currency)
        return row


def _money(amount: Decimal | None, currency: str) -> str | None:
    return money_text(amount, currency)
