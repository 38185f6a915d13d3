"""Portfolios, their accounts and their mandates: what a client's money is kept under."""

from portfolios.services.structure.accounts import AccountDraft, account_create
from portfolios.services.structure.mandates import (
    AllocationDraft,
    BenchmarkDraft,
    LimitDraft,
    MandateDraft,
    mandate_create,
)
from portfolios.services.structure.portfolios import PortfolioChanges, portfolio_create, portfolio_update

__all__ = [
    "AccountDraft",
    "AllocationDraft",
    "BenchmarkDraft",
    "LimitDraft",
    "MandateDraft",
    "PortfolioChanges",
    "account_create",
    "mandate_create",
    "portfolio_create",
    "portfolio_update",
]
