"""What the ledger refuses to compute. A figure that is merely unknown is no error: it is None, or NaN
inside.
"""

from enum import StrEnum

from portfolios.ledger.entries import Entry

__all__ = ["EntryUnusable", "LedgerError", "OutOfOrder", "Refusal"]


class Refusal(StrEnum):
    """Why an entry cannot be folded; the words for people are chosen where the error is shown."""

    INCOMPLETE = "incomplete"
    NO_FRACTION = "no_fraction"
    NOT_ONE_ACCOUNT = "not_one_account"
    SHARED_POOL = "shared_pool"
    REVERSED_LATER = "reversed_later"
    COSTS_OF_OWN_MOVE = "costs_of_own_move"
    OUT_OF_ORDER = "out_of_order"


class LedgerError(Exception):
    """An entry cannot be folded; the message says which one and why."""

    def __init__(self, entry: Entry, reason: str, code: Refusal = Refusal.INCOMPLETE) -> None:
        super().__init__(f"entry {entry.id} ({entry.type.value} of {entry.trade_date}): {reason}")
        self.entry = entry
        self.reason = reason
        self.code = code


class EntryUnusable(LedgerError):
    """A field is missing, or the combination has no meaning in this book."""


class OutOfOrder(LedgerError):
    """The entry is effective before the day the book has reached."""

    def __init__(self, entry: Entry, reason: str) -> None:
        super().__init__(entry, reason, Refusal.OUT_OF_ORDER)
