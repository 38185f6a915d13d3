"""Instruments, portfolios, mandates, transactions and the projections of them."""

from portfolios.models.corporate_action import (
    EVENT_TYPES,
    CorporateActionEvent,
    EventReturn,
    EventState,
)
from portfolios.models.grants import PortfolioTeamGrant, PortfolioUserGrant
from portfolios.models.holding import CashBalance, Holding, TaxLot
from portfolios.models.imports import (
    BreakState,
    ImportBatch,
    ImportChunk,
    ImportKind,
    ImportRowError,
    ImportState,
    Reconciliation,
    ReconciliationBreak,
)
from portfolios.models.instrument import FxRate, Instrument, Price
from portfolios.models.mandate import AllocationTarget, BenchmarkPart, Limit, Mandate
from portfolios.models.manual_price import ManualPrice, ManualPriceState
from portfolios.models.portfolio import Account, Portfolio
from portfolios.models.transaction import Transaction, TransactionLot
from portfolios.models.valuation import Valuation

__all__ = [
    "EVENT_TYPES",
    "Account",
    "AllocationTarget",
    "BenchmarkPart",
    "BreakState",
    "CashBalance",
    "CorporateActionEvent",
    "EventReturn",
    "EventState",
    "FxRate",
    "Holding",
    "ImportBatch",
    "ImportChunk",
    "ImportKind",
    "ImportRowError",
    "ImportState",
    "Instrument",
    "Limit",
    "Mandate",
    "ManualPrice",
    "ManualPriceState",
    "Portfolio",
    "PortfolioTeamGrant",
    "PortfolioUserGrant",
    "Price",
    "Reconciliation",
    "ReconciliationBreak",
    "TaxLot",
    "Transaction",
    "TransactionLot",
    "Valuation",
]
