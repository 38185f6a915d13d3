"""Holdings, tax lots and cash balances as projections of the ledger: thrown away and rebuilt, they come out the same.

Posting keeps them inside its lock. What only time changes (a trade settles, a booking dated ahead takes effect) and what a
later price or rate changes is brought up by `holdings_refresh`. Figures of a past day are asked of the ledger itself.
"""

from portfolios.services.holdings.rebuilding import (
    TOGETHER,
    holdings_rebuild,
    portfolio_book,
    portfolios_project,
)
from portfolios.services.holdings.refreshing import holdings_refresh
from portfolios.services.holdings.updating import holdings_update, portfolios_update

__all__ = [
    "TOGETHER",
    "holdings_rebuild",
    "holdings_refresh",
    "holdings_update",
    "portfolio_book",
    "portfolios_project",
    "portfolios_update",
]
