"""Which known instrument does a file mean? By ISIN with currency and market, else by symbol and market.

Nothing is guessed: no candidate or more than one is a refusal that names what was looked for and what was
found.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolios.importing.messages import Code, RowError


@dataclass(frozen=True, slots=True)
class KnownInstrument[K]:
    """An instrument of the firm: its key, and what files may call it."""

    key: K
    symbol: str
    currency: str
    isin: str | None = None
    mic: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.isin, self.symbol, self.currency, self.mic) if part)


@dataclass(frozen=True, slots=True)
class InstrumentReference:
    """What a line says about its instrument; None where it says nothing."""

    isin: str | None = None
    symbol: str | None = None
    mic: str | None = None
    currency: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.isin, self.symbol, self.currency, self.mic) if part)


@dataclass(frozen=True, slots=True)
class NotMatched:
    """Why a reference is not one known instrument."""

    code: Code
    params: dict[str, str]

    def at(self, line: int, field: str = "isin") -> RowError:
        """The same as the error of a line."""
        return RowError(line, field, self.code, self.params)


class InstrumentIndex[K]:
    """The instruments of a firm, ready to be found by the references of files."""

    def __init__(self, instruments: Iterable[KnownInstrument[K]]) -> None:
        self._by_isin: dict[str, list[KnownInstrument[K]]] = defaultdict(list)
        self._by_symbol: dict[str, list[KnownInstrument[K]]] = defaultdict(list)
        for instrument in instruments:
            if instrument.isin:
                self._by_isin[instrument.isin.upper()].append(instrument)
            self._by_symbol[instrument.symbol.casefold()].append(instrument)

    def match(self, reference: InstrumentReference) -> KnownInstrument[K] | NotMatched:
        """The one instrument meant.

        An ISIN decides; currency and market tell its listings apart, then the symbol. Without an ISIN the
        symbol does, with market and currency where given. What a reference states must hold: a listing in
        another currency or on another market is not it, except that a market the firm has not recorded does
        not count against a candidate.
        """
        if reference.isin:
            candidates = self._by_isin.get(reference.isin.upper(), [])
        elif reference.symbol:
            candidates = self._by_symbol.get(reference.symbol.casefold(), [])
        else:
            return NotMatched(Code.INSTRUMENT_MISSING, {})
        found = _narrowed(candidates, reference)
        if len(found) == 1:
            return found[0]
        if not found:
            return NotMatched(Code.INSTRUMENT_UNKNOWN, {"reference": str(reference)})
        params = {
            "count": str(len(found)),
            "reference": str(reference),
            "candidates": "; ".join(sorted(str(instrument) for instrument in found)),
        }
        return NotMatched(Code.INSTRUMENT_AMBIGUOUS, params)


def _narrowed[K](
    candidates: Sequence[KnownInstrument[K]], reference: InstrumentReference
) -> list[KnownInstrument[K]]:
    found = [
        instrument
        for instrument in candidates
        if reference.currency in (None, instrument.currency)
        and (reference.mic is None or instrument.mic in (None, reference.mic))
    ]
    if len(found) > 1 and reference.mic is not None:
        found = [instrument for instrument in found if instrument.mic == reference.mic] or found
    if len(found) > 1 and reference.isin and reference.symbol:
        symbol = reference.symbol.casefold()
        found = [instrument for instrument in found if instrument.symbol.casefold() == symbol] or found
    return found
