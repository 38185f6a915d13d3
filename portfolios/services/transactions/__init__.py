"""Posting: the one path by which something enters the ledger, and the reversal of what was posted by mistake."""

from portfolios.services.transactions.drafts import LotDraft, TransactionDraft
from portfolios.services.transactions.posting import PostResult, transactions_post
from portfolios.services.transactions.reversal import transaction_reverse

__all__ = [
    "LotDraft",
    "PostResult",
    "TransactionDraft",
    "transaction_reverse",
    "transactions_post",
]
