"""A custodian's list of positions and cash against the book: every difference, however small.

The tolerance is zero, for units and for money. Not here: what is done about a difference, and by whom.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PositionLine[K]:
    """Units of one instrument (by its key) on one account; negative for a short position."""

    account: str
    instrument: K
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CashLine:
    """The balance of one currency on one account; negative when overdrawn."""

    account: str
    currency: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Holdings[K]:
    """What one side says there is on one day. Several lines of one position or balance add up."""

    positions: tuple[PositionLine[K], ...] = ()
    cash: tuple[CashLine, ...] = ()


class DifferenceKind(StrEnum):
    """Which sort of difference."""

    POSITION_DIFFERS = "position_differs"
    POSITION_NOT_IN_BOOK = "position_not_in_book"
    POSITION_NOT_AT_CUSTODIAN = "position_not_at_custodian"
    CASH_DIFFERS = "cash_differs"
    CASH_NOT_IN_BOOK = "cash_not_in_book"
    CASH_NOT_AT_CUSTODIAN = "cash_not_at_custodian"


@dataclass(frozen=True, slots=True)
class Difference[K]:
    """One difference. `instrument` or `currency` is set, never both.

    A quantity is None when that side has no line at all. `difference` is book minus custodian, an absent
    line counting as nothing: positive when the book has more.
    """

    kind: DifferenceKind
    account: str
    instrument: K | None
    currency: str | None
    book_quantity: Decimal | None
    external_quantity: Decimal | None
    difference: Decimal


def reconcile[K](book: Holdings[K], external: Holdings[K]) -> list[Difference[K]]:
    """All differences between the book and the custodian, positions first, each by account and key.

    A line of zero on one side and no line on the other agree. An empty list means that everything ties.
    """
    positions = [
        Difference(kind, account, instrument, None, ours, theirs, _more(ours, theirs))
        for account, instrument, kind, ours, theirs in _compared(
            ((line.account, line.instrument, line.quantity) for line in book.positions),
            ((line.account, line.instrument, line.quantity) for line in external.positions),
            _POSITION_KINDS,
        )
    ]
    cash: list[Difference[K]] = [
        Difference(kind, account, None, currency, ours, theirs, _more(ours, theirs))
        for account, currency, kind, ours, theirs in _compared(
            ((line.account, line.currency, line.balance) for line in book.cash),
            ((line.account, line.currency, line.balance) for line in external.cash),
            _CASH_KINDS,
        )
    ]
    return positions + cash


type _Kinds = tuple[DifferenceKind, DifferenceKind, DifferenceKind]

_POSITION_KINDS: _Kinds = (
    DifferenceKind.POSITION_DIFFERS,
    DifferenceKind.POSITION_NOT_IN_BOOK,
    DifferenceKind.POSITION_NOT_AT_CUSTODIAN,
)
_CASH_KINDS: _Kinds = (
    DifferenceKind.CASH_DIFFERS,
    DifferenceKind.CASH_NOT_IN_BOOK,
    DifferenceKind.CASH_NOT_AT_CUSTODIAN,
)


def _compared[K](
    book: Iterable[tuple[str, K, Decimal]], external: Iterable[tuple[str, K, Decimal]], kinds: _Kinds
) -> list[tuple[str, K, DifferenceKind, Decimal | None, Decimal | None]]:
    ours, theirs = _summed(book), _summed(external)
    differing, not_in_book, not_at_custodian = kinds
    found = []
    for key in sorted(ours.keys() | theirs.keys(), key=lambda key: (key[0], str(key[1]))):
        mine, other = ours.get(key), theirs.get(key)
        if not _more(mine, other):
            continue
        kind = not_in_book if mine is None else not_at_custodian if other is None else differing
        found.append((*key, kind, mine, other))
    return found


def _summed[K](lines: Iterable[tuple[str, K, Decimal]]) -> dict[tuple[str, K], Decimal]:
    sums: dict[tuple[str, K], Decimal] = defaultdict(Decimal)
    for account, key, quantity in lines:
        sums[account, key] += quantity
    return dict(sums)


def _more(ours: Decimal | None, theirs: Decimal | None) -> Decimal:
    return (ours or Decimal()) - (theirs or Decimal())
