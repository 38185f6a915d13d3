"""The closed lists of the book of record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssetClass(models.TextChoices):
    """What an instrument is; targets, bands and colours hang on it."""

    CASH = "cash", _("Cash")
    EQUITY = "equity", _("Equities")
    BOND = "bond", _("Bonds")
    FUND = "fund", _("Mixed funds")
    REAL_ESTATE = "real_estate", _("Real estate")
    COMMODITY = "commodity", _("Commodities")
    ALTERNATIVE = "alternative", _("Alternatives")
    OTHER = "other", _("Other")


class CostMethod(models.TextChoices):
    """Which lots a disposal takes."""

    FIFO = "fifo", _("First in, first out")
    AVERAGE = "average", _("Average cost")
    SPECIFIC = "specific", _("Chosen lots")


class LotPool(models.TextChoices):
    """Where lots are pooled."""

    PORTFOLIO = "portfolio", _("By portfolio")
    ACCOUNT = "account", _("By custody account")


class AccountKind(models.TextChoices):
    """What an account holds."""

    CASH = "cash", _("Cash account")
    CUSTODY = "custody", _("Custody account")


class MandateType(models.TextChoices):
    """What the client authorised."""

    EXECUTION_ONLY = "execution_only", _("Execution only")
    ADVISORY = "advisory", _("Advisory")
    DISCRETIONARY = "discretionary", _("Discretionary")


class Rebalanced(models.TextChoices):
    """When a blended benchmark goes back to its weights."""

    NEVER = "never", _("Never")
    DAILY = "daily", _("Daily")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    YEARLY = "yearly", _("Yearly")


class Cadence(models.TextChoices):
    """How often a statement is owed."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


class RiskClass(models.TextChoices):
    """Product risk, R1 lowest (证券期货投资者适当性管理办法)."""

    R1 = "R1", "R1"
    R2 = "R2", "R2"
    R3 = "R3", "R3"
    R4 = "R4", "R4"
    R5 = "R5", "R5"


class TransactionType(models.TextChoices):
    """What a booking is; meanings and signs in `portfolios.ledger.entries`."""

    BUY = "buy", _("Buy")
    SELL = "sell", _("Sell")
    DEPOSIT = "deposit", _("Deposit")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    TRANSFER_IN = "transfer_in", _("Transfer in")
    TRANSFER_OUT = "transfer_out", _("Transfer out")
    DIVIDEND = "dividend", _("Dividend")
    INTEREST = "interest", _("Interest")
    INTEREST_CHARGE = "interest_charge", _("Interest charged")
    COUPON = "coupon", _("Coupon")
    FEE = "fee", _("Fee")
    FEE_REFUND = "fee_refund", _("Refund of a fee")
    TAX = "tax", _("Tax")
    TAX_REFUND = "tax_refund", _("Refund of a tax")
    FX = "fx", _("Currency exchange")
    SPLIT = "split", _("Split")
    STOCK_DIVIDEND = "stock_dividend", _("Stock dividend")
    SPIN_OFF = "spin_off", _("Spin-off")
    MERGER = "merger", _("Merger")
    REDEMPTION = "redemption", _("Redemption")
    RETURN_OF_CAPITAL = "return_of_capital", _("Return of capital")


class FeeKind(models.TextChoices):
    """What a fee is paid for."""

    MANAGEMENT = "management", _("Management fee")
    PERFORMANCE = "performance", _("Performance fee")
    CUSTODY = "custody", _("Custody fee")
    TRANSACTION = "transaction", _("Transaction cost")
    PRODUCT = "product", _("Product cost")
    THIRD_PARTY = "third_party", _("Third-party payment")
    OTHER = "other", _("Other fee")


class FigureState(models.TextChoices):
    """How far a figure can be relied on: never invented, openly incomplete."""

    COMPLETE = "complete", _("Complete")
    ESTIMATED = "estimated", _("Estimated")
    INCOMPLETE = "incomplete", _("Incomplete")


class FileEncoding(models.TextChoices):
    """Encodings of files that come in."""

    UTF8 = "utf-8", _("UTF-8")
    GB18030 = "gb18030", _("GB18030 (also GBK and GB 2312)")


class FileDelimiter(models.TextChoices):
    """What separates the columns of a file."""

    COMMA = ",", _("Comma")
    SEMICOLON = ";", _("Semicolon")
    TAB = "\t", _("Tab")


class FileDecimalMark(models.TextChoices):
    """What separates the decimals of a file's numbers."""

    POINT = ".", _("Point: 1,234.50")
    COMMA = ",", _("Comma: 1.234,50")


class FileDateOrder(models.TextChoices):
    """Which number of a date such as 04/05/2022 is the day."""

    DAY_FIRST = "day_first", _("Day first: 04/05/2022 is 4 May")
    MONTH_FIRST = "month_first", _("Month first: 04/05/2022 is 5 April")
