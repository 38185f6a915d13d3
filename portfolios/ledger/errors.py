"""What the ledger refuses to compute. A figure that is merely unknown is no error: it is None, or NaN
inside.
"""

from portfolios.ledger.entries import Entry

__all__ = ["EntryUnusable", "LedgerError", "OutOfOrder"]


class LedgerError(Exception):
    """An entry cannot be folded; the message says which one and why."""

    def __init__(self, entry: Entry, reason: str) -> None:
        super().__init__(f"entry {entry.id} ({entry.type.value} of {entry.trade_date}): {reason}")
        self.entry = entry
        self.reason = reason


class EntryUnusable(LedgerError):
    """A field is missing, or the combination has no meaning; `check_entry` would have refused it."""


class OutOfOrder(LedgerError):
    """The entry is effective before the day the book has reached."""
