"""Python's search for cyclic garbage, tuned for processes that make many small values that are never cyclic.

Entries, lots and rows of books are tuples by the hundred thousand: looking through all of them again and again for cycles
that are not there took a third of the time of folding a ledger.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""New containers before a search of the youngest; searches of one generation before one of the next."""


def collector_relax() -> None:
    """Leave what start-up made out of every search, and search less often. What is not cyclic is freed at once as before."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
