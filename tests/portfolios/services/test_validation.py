"""Field errors with pointers, and unique keys that become conflicts."""

import pytest
from django.db import IntegrityError

from portfolios.models import Instrument
from portfolios.services.validation import field_errors, refuse, unique_or_conflict
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.models import Tenant


def make(symbol: str) -> Instrument:
    return Instrument.objects.create(name="A", symbol=symbol, currency="EUR", asset_class="equity")


def test_fields_are_named_with_their_pointer() -> None:
    wrong = Instrument(name="", currency="EURO", asset_class="shares")
    found = {(error.pointer, error.code) for error in field_errors(wrong, pointer="/3")}
    assert found == {
        ("/3/name", "blank"),
        ("/3/currency", "max_length"),
        ("/3/asset_class", "invalid_choice"),
    }


def test_only_errors_are_refused() -> None:
    refuse([])
    with pytest.raises(RuleRefused) as refused:
        refuse([FieldError("/a", "wrong", "Wrong.")])
    assert refused.value.errors[0].pointer == "/a"


def test_a_named_constraint_is_a_conflict_and_undoes_the_block(scope: Tenant) -> None:
    make("A")
    with (
        pytest.raises(Conflict, match="taken"),
        unique_or_conflict({"portfolios_instrument_symbol": "taken"}),
    ):
        make("B")
        make("A")
    assert Instrument.objects.count() == 1


def test_any_other_broken_constraint_stays_an_error(scope: Tenant) -> None:
    make("A")
    with pytest.raises(IntegrityError), unique_or_conflict({"another": "taken"}):
        make("A")
