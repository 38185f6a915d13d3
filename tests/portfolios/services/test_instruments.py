"""Instruments: identifiers are checked and a listing stands once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portfolios.models import Instrument
from portfolios.services.instruments import InstrumentDraft, instrument_create, instruments_create
from tenancy.errors import Conflict, NotAllowed, RuleRefused
from tenancy.permissions import Actor
from tenancy.roles import Role

APPLE = {"name": "Apple Inc.", "currency": "USD", "asset_class": "equity", "symbol": "AAPL"}


def draft(**fields: Any) -> InstrumentDraft:
    return InstrumentDraft(**{**APPLE, **fields})


def test_an_instrument_is_recorded(operations: Actor) -> None:
    instrument = instrument_create(actor=operations, draft=draft(isin="US0378331005", mic="XNAS"))
    assert Instrument.objects.get(isin="US0378331005") == instrument
    assert instrument.public_id is not None


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"isin": "US0378331006"}, "/isin", "isin_invalid"),
        ({"mic": "nas"}, "/mic", "mic_invalid"),
        ({"currency": "US$"}, "/currency", "currency_unknown"),
        ({"country": "usa"}, "/country", "max_length"),
        ({"country": "u1"}, "/country", "country_invalid"),
        ({"asset_class": "shares"}, "/asset_class", "invalid_choice"),
        ({"asset_class": "cash"}, "/asset_class", "cash_is_no_instrument"),
        ({"symbol": ""}, "/isin", "identifier_missing"),
        ({"price_factor": Decimal(0)}, "/price_factor", "factor_not_positive"),
        ({"coupon_rate": Decimal("0.02")}, "/matures_on", "maturity_missing"),
        ({"day_count": "actual"}, "/day_count", "day_count_unknown"),
        ({"coupon_frequency": 5}, "/coupon_frequency", "coupon_frequency_unknown"),
        ({"risk_class": "R6"}, "/risk_class", "invalid_choice"),
        (
            {"issued_on": date(2022, 1, 1), "matures_on": date(2021, 1, 1)},
            "/matures_on",
            "matures_before_issue",
        ),
    ],
)
def test_each_wrong_field_is_named(
    operations: Actor, fields: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        instrument_create(actor=operations, draft=draft(**fields))
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]
    assert not Instrument.objects.exists()


def test_a_listing_stands_once_and_another_currency_is_another_listing(operations: Actor) -> None:
    instrument_create(actor=operations, draft=draft(isin="US0378331005", mic="XNAS"))
    instrument_create(actor=operations, draft=draft(isin="US0378331005", mic="XETR", currency="EUR"))
    with pytest.raises(Conflict):
        instrument_create(actor=operations, draft=draft(isin="US0378331005", mic="XNAS"))
    assert Instrument.objects.count() == 2


def test_many_are_recorded_all_or_none(operations: Actor) -> None:
    with pytest.raises(RuleRefused) as refused:
        instruments_create(actor=operations, drafts=[draft(), draft(symbol="MSFT", isin="nonsense")])
    assert [error.pointer for error in refused.value.errors] == ["/1/isin"]
    assert not Instrument.objects.exists()


def test_only_who_may(actors: dict[Role, Actor]) -> None:
    for role in (Role.ADVISOR, Role.COMPLIANCE, Role.CLIENT, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            instrument_create(actor=actors[role], draft=draft())
