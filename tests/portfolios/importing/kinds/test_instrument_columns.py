"""References to instruments."""

from portfolios.importing.kinds.instrument_columns import has_instrument, require_instrument
from portfolios.importing.matching import InstrumentReference


def test_an_isin_or_a_symbol_is_a_reference() -> None:
    assert has_instrument(InstrumentReference(isin="US0378331005"))
    assert has_instrument(InstrumentReference(symbol="AAPL"))
    assert not has_instrument(InstrumentReference(mic="XNAS", currency="USD"))


def test_a_missing_reference_is_one_problem() -> None:
    assert not require_instrument(InstrumentReference(symbol="AAPL"))
    assert len(require_instrument(InstrumentReference(mic="XNAS"))) == 1
