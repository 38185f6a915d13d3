"""Portfolios, accounts and mandates as they go in and out of the API."""

from typing import Any

from rest_framework import serializers

from portfolios.choices import (
    AccountKind,
    AssetClass,
    Cadence,
    CostMethod,
    LotPool,
    MandateType,
    Rebalanced,
)
from portfolios.models import Portfolio
from tenancy.api.fields import DecimalText, OptionalChoice, OptionalText
from tenancy.api.views import StrictSerializer
from tenancy.models.tenant import FlowTiming


class PortfolioWrite(StrictSerializer):
    """A portfolio to be opened. It starts with a custody account and a cash account in its currency."""

    client = serializers.UUIDField()
    reference = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    currency = serializers.CharField(max_length=3)
    cost_method = serializers.ChoiceField(CostMethod.choices, default=CostMethod.FIFO)
    flow_timing = OptionalChoice(FlowTiming.choices)
    lot_pool = serializers.ChoiceField(LotPool.choices, default=LotPool.PORTFOLIO)
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(required=False, allow_null=True, default=None)


class PortfolioChange(StrictSerializer):
    """What is to change of a portfolio; what is left out stays. Client, reference, currency and opening stay for good."""

    name = serializers.CharField(max_length=200, required=False)
    cost_method = serializers.ChoiceField(CostMethod.choices, required=False)
    flow_timing = serializers.ChoiceField(FlowTiming.choices, required=False)
    lot_pool = serializers.ChoiceField(LotPool.choices, required=False)
    closed_on = serializers.DateField(required=False)


class PortfolioRead(serializers.Serializer[Any]):
    """A portfolio. `flow_timing` is the firm's where the portfolio has none of its own."""

    id = serializers.UUIDField(source="public_id")
    client = serializers.UUIDField(source="client.public_id")
    reference = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    cost_method = serializers.ChoiceField(CostMethod.choices)
    flow_timing = serializers.SerializerMethodField()
    lot_pool = serializers.ChoiceField(LotPool.choices)
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_flow_timing(self, portfolio: Portfolio) -> str:
        """The portfolio's own, else the firm's."""
        return portfolio.flow_timing or str(self.context["flow_timing"])


class AccountWrite(StrictSerializer):
    """An account to be opened; a cash account has a currency, a custody account none."""

    portfolio = serializers.UUIDField()
    kind = serializers.ChoiceField(AccountKind.choices)
    currency = OptionalText(max_length=3)
    number = serializers.CharField(max_length=60)
    name = OptionalText(max_length=200)
    custodian = OptionalText(max_length=200)
    cash_account = serializers.UUIDField(required=False, allow_null=True, default=None)


class AccountRead(serializers.Serializer[Any]):
    """An account. `cash_account` is where a custody account settles."""

    id = serializers.UUIDField(source="public_id")
    portfolio = serializers.UUIDField(source="portfolio.public_id")
    kind = serializers.ChoiceField(AccountKind.choices)
    currency = OptionalText()
    number = serializers.CharField()
    name = OptionalText()
    custodian = OptionalText()
    cash_account = serializers.UUIDField(source="cash_account.public_id", default=None, allow_null=True)
    created_at = serializers.DateTimeField()


class BenchmarkPartBody(StrictSerializer):
    """One instrument of the benchmark; the weights sum to 1."""

    instrument = serializers.UUIDField()
    weight = DecimalText()


class AllocationBody(StrictSerializer):
    """Target and band of an asset class, as fractions."""

    asset_class = serializers.ChoiceField(AssetClass.choices)
    target = DecimalText()
    minimum = DecimalText()
    maximum = DecimalText()


class LimitBody(StrictSerializer):
    """A limit by the code of its rule, for one subject or for all."""

    rule = serializers.CharField(max_length=40)
    subject = OptionalText(max_length=60)
    value = DecimalText()


class MandateWrite(StrictSerializer):
    """The next version of a portfolio's mandate."""

    type = serializers.ChoiceField(MandateType.choices)
    effective_from = serializers.DateField()
    rule_pack = serializers.CharField(max_length=20)
    benchmark = BenchmarkPartBody(many=True, required=False, default=list)
    rebalanced = serializers.ChoiceField(Rebalanced.choices, default=Rebalanced.MONTHLY)
    allocation = AllocationBody(many=True, required=False, default=list)
    limits = LimitBody(many=True, required=False, default=list)
    cadence = serializers.ChoiceField(Cadence.choices, default=Cadence.QUARTERLY)
    has_leverage = serializers.BooleanField(default=False)


class BenchmarkPartRead(serializers.Serializer[Any]):
    """One instrument of the benchmark."""

    instrument = serializers.UUIDField(source="instrument.public_id")
    weight = DecimalText()


class MandateRead(serializers.Serializer[Any]):
    """One version of a mandate, in force from `effective_from` until the next one."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField()
    type = serializers.ChoiceField(MandateType.choices)
    effective_from = serializers.DateField()
    rule_pack = serializers.CharField()
    benchmark = BenchmarkPartRead(many=True, source="benchmark.all")
    rebalanced = serializers.ChoiceField(Rebalanced.choices)
    allocation = AllocationBody(many=True, source="allocation.all")
    limits = LimitBody(many=True, source="limits.all")
    cadence = serializers.ChoiceField(Cadence.choices)
    has_leverage = serializers.BooleanField()
    created_at = serializers.DateTimeField()
