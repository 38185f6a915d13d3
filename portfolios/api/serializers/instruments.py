"""Instruments, prices and exchange rates as they go in and out of the API."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from portfolios.choices import AssetClass, RiskClass
from tenancy.api.fields import DecimalText, OptionalChoice, OptionalText
from tenancy.api.views import StrictSerializer


class InstrumentWrite(StrictSerializer):
    """An instrument to be recorded. The firm may have one of the same ISIN, currency and market."""

    name = serializers.CharField(max_length=200)
    symbol = OptionalText(max_length=40)
    isin = OptionalText(max_length=12)
    mic = OptionalText(max_length=4)
    currency = serializers.CharField(max_length=3)
    asset_class = serializers.ChoiceField(AssetClass.choices)
    price_factor = DecimalText(default=Decimal(1))
    max_age = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=3660
    )
    issuer = OptionalText(max_length=200)
    country = OptionalText(max_length=2)
    sector = OptionalText(max_length=100)
    risk_class = OptionalChoice(RiskClass.choices)
    ongoing_charge = DecimalText(required=False, allow_null=True, default=None)
    coupon_rate = DecimalText(required=False, allow_null=True, default=None)
    coupon_frequency = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=12
    )
    day_count = OptionalText(max_length=20)
    issued_on = serializers.DateField(required=False, allow_null=True, default=None)
    matures_on = serializers.DateField(required=False, allow_null=True, default=None)


class InstrumentRead(serializers.Serializer[Any]):
    """An instrument. `price_factor` turns quantity × price into money."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    symbol = OptionalText()
    isin = OptionalText()
    mic = OptionalText()
    currency = serializers.CharField()
    asset_class = serializers.ChoiceField(AssetClass.choices)
    price_factor = DecimalText()
    max_age = serializers.IntegerField(allow_null=True)
    issuer = OptionalText()
    country = OptionalText()
    sector = OptionalText()
    risk_class = OptionalText()
    ongoing_charge = DecimalText(allow_null=True)
    coupon_rate = DecimalText(allow_null=True)
    coupon_frequency = serializers.IntegerField(allow_null=True)
    day_count = OptionalText()
    issued_on = serializers.DateField(allow_null=True)
    matures_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()


class PriceWrite(StrictSerializer):
    """A price of one unit on a day, in the instrument's currency and before its price factor."""

    instrument = serializers.UUIDField()
    on = serializers.DateField()
    price = DecimalText()
    source = OptionalText(max_length=60)  # type: ignore[assignment]  # a column of that name, not a field's source
    kind = serializers.CharField(max_length=20, default="close")


class FxRateWrite(StrictSerializer):
    """On that day 1 `base` was `rate` `quote`."""

    base = serializers.CharField(max_length=3)
    quote = serializers.CharField(max_length=3)
    on = serializers.DateField()
    rate = DecimalText()
    source = OptionalText(max_length=60)  # type: ignore[assignment]  # a column of that name, not a field's source


class RecordedRead(serializers.Serializer[object]):
    """What became of the values: new, replacing an earlier one of the day, or known already."""

    accepted = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
