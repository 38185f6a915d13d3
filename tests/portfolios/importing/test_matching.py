"""Finding the instrument a file means."""

import pytest

from portfolios.importing.matching import InstrumentIndex, InstrumentReference, KnownInstrument, NotMatched
from portfolios.importing.messages import Code, render

APPLE_US = KnownInstrument(1, "AAPL", "USD", "US0378331005", "XNAS")
APPLE_DE = KnownInstrument(2, "APC", "EUR", "US0378331005", "XETR")
APPLE_FRANKFURT = KnownInstrument(3, "APC", "EUR", "US0378331005", "XFRA")
HOUSE_FUND = KnownInstrument(4, "X-HOUSE", "EUR")
NESTLE = KnownInstrument(5, "NESN", "CHF", "CH0038863350", None)
INDEX = InstrumentIndex([APPLE_US, APPLE_DE, APPLE_FRANKFURT, HOUSE_FUND, NESTLE])


@pytest.mark.parametrize(
    ("reference", "instrument"),
    [
        (InstrumentReference(isin="US0378331005", currency="USD"), APPLE_US),
        (InstrumentReference(isin="us0378331005", mic="XETR"), APPLE_DE),
        (InstrumentReference(isin="US0378331005", currency="EUR", mic="XFRA"), APPLE_FRANKFURT),
        (InstrumentReference(isin="US0378331005", symbol="aapl"), APPLE_US),
        (InstrumentReference(symbol="AAPL"), APPLE_US),
        (InstrumentReference(symbol="apc", mic="XFRA"), APPLE_FRANKFURT),
        (InstrumentReference(symbol="x-house"), HOUSE_FUND),
        (InstrumentReference(isin="CH0038863350", mic="XSWX"), NESTLE),
        (InstrumentReference(isin="CH0038863350", symbol="NESTLE SA"), NESTLE),
    ],
)
def test_one_instrument_is_found(reference: InstrumentReference, instrument: KnownInstrument[int]) -> None:
    assert INDEX.match(reference) is instrument


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (InstrumentReference(), Code.INSTRUMENT_MISSING),
        (InstrumentReference(currency="EUR"), Code.INSTRUMENT_MISSING),
        (InstrumentReference(isin="CH0344958688"), Code.INSTRUMENT_UNKNOWN),
        (InstrumentReference(isin="US0378331005", currency="CHF"), Code.INSTRUMENT_UNKNOWN),
        (InstrumentReference(isin="US0378331005", currency="USD", mic="XETR"), Code.INSTRUMENT_UNKNOWN),
        (InstrumentReference(symbol="US0378331005"), Code.INSTRUMENT_UNKNOWN),
        (InstrumentReference(isin="US0378331005"), Code.INSTRUMENT_AMBIGUOUS),
        (InstrumentReference(isin="US0378331005", currency="EUR"), Code.INSTRUMENT_AMBIGUOUS),
        (InstrumentReference(symbol="APC", currency="EUR"), Code.INSTRUMENT_AMBIGUOUS),
    ],
)
def test_none_or_several_are_refused_with_what_was_found(reference: InstrumentReference, code: Code) -> None:
    answer = INDEX.match(reference)
    assert isinstance(answer, NotMatched)
    assert answer.code is code
    error = answer.at(7)
    assert (error.line, error.code) == (7, code)
    if code is Code.INSTRUMENT_AMBIGUOUS:
        assert "US0378331005 APC EUR XETR; US0378331005 APC EUR XFRA" in render(error)


def test_an_exact_market_wins_over_an_unrecorded_one() -> None:
    listed = KnownInstrument(1, "ABC", "EUR", "CNE100000296", "XETR")
    unlisted = KnownInstrument(2, "ABC", "EUR", "CNE100000296", None)
    index = InstrumentIndex([listed, unlisted])
    assert index.match(InstrumentReference(isin="CNE100000296", mic="XETR")) is listed
    assert index.match(InstrumentReference(isin="CNE100000296", mic="XFRA")) is unlisted
