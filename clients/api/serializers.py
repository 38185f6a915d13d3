"""Clients and households as they go in and out of the API."""

from typing import Any

from rest_framework import serializers

from clients.models import ClientKind
from clients.models.client import Classification, Language
from tenancy.api.fields import OptionalText
from tenancy.api.views import StrictSerializer


class ClientWrite(StrictSerializer):
    """A client's file to be opened."""

    reference = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(ClientKind.choices, default=ClientKind.PERSON)
    language = serializers.ChoiceField(Language.choices, default=Language.EN)
    classification = serializers.ChoiceField(Classification.choices, default=Classification.RETAIL)
    household = serializers.UUIDField(required=False, allow_null=True, default=None)
    wants_depreciation_notice = serializers.BooleanField(default=False)
    email = OptionalText(max_length=254)
    phone = OptionalText(max_length=40)
    address = OptionalText(max_length=400)
    country = OptionalText(max_length=2)
    born_on = serializers.DateField(required=False, allow_null=True, default=None)
    tax_country = OptionalText(max_length=2)
    lei = OptionalText(max_length=20)


class ClientChange(ClientWrite):
    """What is to change of a client; what is left out stays."""

    is_active = serializers.BooleanField(required=False)
    closed_on = serializers.DateField(required=False, allow_null=True)


class ClientRead(serializers.Serializer[object]):
    """A client."""

    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ClientKind.choices)
    language = serializers.ChoiceField(Language.choices)
    classification = serializers.ChoiceField(Classification.choices)
    household = serializers.UUIDField(source="household.public_id", default=None, allow_null=True)
    wants_depreciation_notice = serializers.BooleanField()
    email = OptionalText()
    phone = OptionalText()
    address = OptionalText()
    country = OptionalText()
    born_on = serializers.DateField(allow_null=True)
    tax_country = OptionalText()
    lei = OptionalText()
    is_active = serializers.BooleanField()
    closed_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class HouseholdWrite(StrictSerializer):
    """A household; its clients name it."""

    reference = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)


class HouseholdRead(serializers.Serializer[Any]):
    """A household with the clients in it."""

    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    name = serializers.CharField()
    clients = serializers.ListField(child=serializers.UUIDField())
