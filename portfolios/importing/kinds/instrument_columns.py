"""The columns by which any file refers to an instrument: ISIN and currency, or symbol and market."""

from collections.abc import Sequence
from typing import Protocol

from portfolios.importing import values
from portfolios.importing.columns import Column, FieldProblem
from portfolios.importing.messages import Code, _


class RefersToInstrument(Protocol):
    """A row with an instrument reference."""

    @property
    def isin(self) -> str | None:
        """The ISIN as written, checked."""

    @property
    def symbol(self) -> str | None:
        """The ticker symbol as written."""


ISIN = Column(
    "isin",
    _("ISIN"),
    "ISIN代码",
    _("International number of the instrument, 12 characters; its check digit is verified."),
    values.isin(),
    ("isin code", "isin number", "security isin", "国际证券识别码", "证券ISIN"),
)
SYMBOL = Column(
    "symbol",
    _("Symbol"),
    "证券代码",
    _("Ticker symbol; used with the market where there is no ISIN."),
    values.text(40),
    (
        "ticker",
        "ticker symbol",
        "security code",
        "instrument symbol",
        "代码",
        "股票代码",
        "交易代码",
        "基金代码",
    ),
)
MIC = Column(
    "mic",
    _("Market"),
    "交易所",
    _("Market identifier code (ISO 10383) of the listing, such as XETR."),
    values.mic(),
    ("exchange", "exchange code", "market code", "mic code", "venue", "交易市场", "市场代码", "交易所代码"),
)


def has_instrument(row: RefersToInstrument) -> bool:
    """Does the row refer to an instrument at all?"""
    return row.isin is not None or row.symbol is not None


def require_instrument(row: RefersToInstrument) -> Sequence[FieldProblem]:
    """An instrument must be named."""
    return () if has_instrument(row) else (("isin", Code.INSTRUMENT_MISSING, {}),)
