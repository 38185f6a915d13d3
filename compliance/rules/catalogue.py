"""Every kind of rule: what it means, what its limit is measured in, whom it is about.

The titles and sentences are English and marked for translation; they are translated where they are shown.
"""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from compliance.rules.outcomes import Reason, RuleCode, Severity


def _(message: str) -> str:
    """Mark a sentence for translation without translating it (this package knows no framework)."""
    return message


class Unit(StrEnum):
    """What the figure of a limit is measured in."""

    FRACTION = "fraction"
    AMOUNT = "amount"
    UNIT_VALUE = "unit_value"
    BUSINESS_DAYS = "business_days"
    COUNT = "count"
    NONE = "none"


class Subject(StrEnum):
    """Whom a limit is about; for an instrument the subject may be left out and then means each one."""

    PORTFOLIO = "portfolio"
    ASSET_CLASS = "asset_class"
    INSTRUMENT = "instrument"
    CASH_ACCOUNT = "cash_account"


@dataclasses.dataclass(frozen=True, slots=True)
class RuleKind:
    """One kind of rule. `settable` ones may stand among a mandate's limits; the others always hold or come
    from elsewhere.

    `least` and `greatest` bound the value of a limit, both included. `client_notice` says that a breach is
    told to the client. `source` names the law or practice.
    """

    code: RuleCode
    title: str
    explanation: str
    unit: Unit
    subject: Subject
    severity: Severity
    settable: bool = True
    least: Decimal | None = None
    greatest: Decimal | None = None
    client_notice: bool = False
    source: str = ""


_HUNDREDTH_OF_PERCENT: Final = Decimal("0.0001")

_KINDS: Final = (
    RuleKind(
        RuleCode.ASSET_CLASS_BAND,
        _("Band of an asset class"),
        _(
            "The share of the asset class in the portfolio must stay inside the band of the mandate, both ends included."
        ),
        Unit.FRACTION,
        Subject.ASSET_CLASS,
        Severity.BREACH,
        settable=False,
        client_notice=True,
        source="MiFID II 2017/565 Art 54; 证券公司监督管理条例 Art 45",
    ),
    RuleKind(
        RuleCode.INSTRUMENT_WEIGHT,
        _("Greatest weight of one instrument"),
        _("No single instrument may exceed this share of the portfolio; exactly this share is allowed."),
        Unit.FRACTION,
        Subject.INSTRUMENT,
        Severity.BREACH,
        least=Decimal(0),
        greatest=Decimal(1),
        client_notice=True,
        source="证券期货经营机构私募资产管理计划运作管理规定 Art 15",
    ),
    RuleKind(
        RuleCode.CASH_FLOOR,
        _("Least share of cash"),
        _("At least this share of the portfolio must be cash."),
        Unit.FRACTION,
        Subject.PORTFOLIO,
        Severity.BREACH,
        least=Decimal(0),
        greatest=Decimal(1),
    ),
    RuleKind(
        RuleCode.CASH_FLOOR_AMOUNT,
        _("Least amount of cash"),
        _("At least this amount in the portfolio's currency must be cash."),
        Unit.AMOUNT,
        Subject.PORTFOLIO,
        Severity.BREACH,
        least=Decimal(0),
    ),
    RuleKind(
        RuleCode.WARNING_LINE,
        _("Warning line"),
        _("The client is warned when the value per unit touches or falls below this line."),
        Unit.UNIT_VALUE,
        Subject.PORTFOLIO,
        Severity.WARNING,
        least=_HUNDREDTH_OF_PERCENT,
        client_notice=True,
        source="私募投资基金信息披露管理办法",
    ),
    RuleKind(
        RuleCode.STOP_LINE,
        _("Stop line"),
        _(
            "Action is due when the value per unit touches or falls below this line; no order is placed by itself."
        ),
        Unit.UNIT_VALUE,
        Subject.PORTFOLIO,
        Severity.BREACH,
        least=_HUNDREDTH_OF_PERCENT,
        client_notice=True,
        source="私募投资基金信息披露管理办法",
    ),
    RuleKind(
        RuleCode.DRAWDOWN,
        _("Greatest fall from the highest value"),
        _("The portfolio may not lose this fraction of its highest value per unit, or more."),
        Unit.FRACTION,
        Subject.PORTFOLIO,
        Severity.BREACH,
        least=_HUNDREDTH_OF_PERCENT,
        greatest=Decimal(1),
        client_notice=True,
    ),
    RuleKind(
        RuleCode.POSITION_STOP_LOSS,
        _("Stop-loss of a position"),
        _("A position may not lose this fraction of its average cost, or more."),
        Unit.FRACTION,
        Subject.INSTRUMENT,
        Severity.BREACH,
        least=_HUNDREDTH_OF_PERCENT,
        greatest=Decimal(1),
    ),
    RuleKind(
        RuleCode.POSITION_TRAILING_STOP,
        _("Trailing stop of a position"),
        _("A position may not lose this fraction of its best price since it was opened, or more."),
        Unit.FRACTION,
        Subject.INSTRUMENT,
        Severity.BREACH,
        least=_HUNDREDTH_OF_PERCENT,
        greatest=Decimal(1),
    ),
    RuleKind(
        RuleCode.STALE_PRICE,
        _("Oldest price"),
        _("A price older than this many business days is stale, and the valuation is estimated."),
        Unit.BUSINESS_DAYS,
        Subject.INSTRUMENT,
        Severity.WARNING,
        least=Decimal(0),
        greatest=Decimal(260),
    ),
    RuleKind(
        RuleCode.INCOMPLETE_VALUATION,
        _("Incomplete valuation"),
        _("Something held has no price or exchange rate, so the portfolio has no value that day."),
        Unit.COUNT,
        Subject.PORTFOLIO,
        Severity.WARNING,
        settable=False,
    ),
    RuleKind(
        RuleCode.NEGATIVE_CASH,
        _("Overdrawn cash account"),
        _("A cash account has a negative balance."),
        Unit.AMOUNT,
        Subject.CASH_ACCOUNT,
        Severity.WARNING,
        settable=False,
    ),
    RuleKind(
        RuleCode.DEPRECIATION_NOTICE,
        _("Notice of a fall in value"),
        _(
            "The client is told by the end of the day when the portfolio has fallen by 10 % since the period began."
        ),
        Unit.COUNT,
        Subject.PORTFOLIO,
        Severity.BREACH,
        settable=False,
        client_notice=True,
        source="MiFID II 2017/565 Art 62",
    ),
)

CATALOGUE: Final[Mapping[RuleCode, RuleKind]] = {kind.code: kind for kind in _KINDS}

REASONS: Final[Mapping[Reason, str]] = {
    Reason.VALUATION_INCOMPLETE: _("The portfolio has no complete value that day."),
    Reason.NO_POSITIVE_VALUE: _("The portfolio is worth nothing or less, so that there are no shares of it."),
    Reason.NO_PRICE: _("The instrument has no price."),
    Reason.NO_UNIT_VALUE: _("The value per unit is not known."),
    Reason.NO_BASIS: _("The cost or the highest value to measure from is not known."),
}
"""Why a rule was not decided, in a sentence each."""
