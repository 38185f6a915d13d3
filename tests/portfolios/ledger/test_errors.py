from portfolios.ledger.entries import EntryType
from portfolios.ledger.errors import EntryUnusable, LedgerError, OutOfOrder, Refusal
from tests.portfolios.ledger.builders import entry


def test_an_error_names_its_entry() -> None:
    error = EntryUnusable(entry(7, EntryType.FEE, 5), "no amount")
    assert isinstance(error, LedgerError)
    assert str(error) == "entry 7 (fee of 2026-01-05): no amount"
    assert (error.entry.id, error.reason) == (7, "no amount")
    assert error.code is Refusal.INCOMPLETE
    assert OutOfOrder(entry(7, EntryType.FEE, 5), "late").code is Refusal.OUT_OF_ORDER
