"""The files of positions: what a client brings along, and what a custodian says it holds."""

from collections.abc import Sequence
from typing import Final

from portfolios.importing import values
from portfolios.importing.columns import Column, FieldProblem, FileKind
from portfolios.importing.kinds.instrument_columns import ISIN, MIC, SYMBOL, has_instrument
from portfolios.importing.messages import Code, _
from portfolios.importing.numbers import Sign
from portfolios.importing.rows import CustodianPositionRow, OpeningPositionRow

_CURRENCY = Column(
    "currency",
    _("Currency"),
    "币种",
    _("Currency of the instrument, or of the cash where the line has no instrument."),
    values.currency(),
    ("货币", "quote currency", "cash currency"),
)


def _check_holding_or_cash(row: OpeningPositionRow | CustodianPositionRow) -> Sequence[FieldProblem]:
    if has_instrument(row):
        return (("quantity", Code.VALUE_MISSING, {}),) if row.quantity is None else ()
    if row.quantity is not None:
        return (("isin", Code.INSTRUMENT_MISSING, {}),)
    return [(name, Code.VALUE_MISSING, {}) for name in ("currency", "amount") if getattr(row, name) is None]


def _check_opening(row: OpeningPositionRow) -> Sequence[FieldProblem]:
    problems = _check_holding_or_cash(row)
    if problems or (row.acquired_on is None) == (row.cost is None):
        return problems
    missing, given = ("cost", "acquired_on") if row.cost is None else ("acquired_on", "cost")
    return ((missing, Code.VALUE_NOT_TOGETHER, {"other": given}),)


OPENING_POSITIONS: Final = FileKind(
    code="opening_positions",
    title=_("Opening positions"),
    description=_("What a client arrives with: one line for each tax lot, one for each cash balance."),
    columns=(
        Column(
            "portfolio",
            _("Portfolio"),
            "组合编号",
            _("Reference of the portfolio that takes the position on."),
            values.text(60),
            ("portfolio reference", "portfolio number", "portfolio id", "组合", "投资组合"),
            required=True,
        ),
        Column(
            "account",
            _("Account"),
            "账号",
            _("Number of the custody or cash account; the portfolio's own when empty."),
            values.text(60),
            ("account number", "custody account", "cash account", "托管账号", "资金账号"),
        ),
        Column(
            "on",
            _("Take-on date"),
            "接管日期",
            _("The day from which the position is in the book."),
            values.day(),
            ("date", "as of", "as of date", "opening date", "日期"),
            required=True,
        ),
        ISIN,
        SYMBOL,
        MIC,
        _CURRENCY,
        Column(
            "quantity",
            _("Quantity"),
            "数量",
            _("Units of the lot; a short position is negative."),
            values.quantity(Sign.ANY),
            ("units", "shares", "nominal", "持仓数量", "份额"),
            repeats=False,
        ),
        Column(
            "acquired_on",
            _("Acquired on"),
            "买入日期",
            _("The day the lot was bought."),
            values.day(),
            ("acquisition date", "purchase date", "取得日期", "建仓日期"),
        ),
        Column(
            "cost",
            _("Cost"),
            "成本",
            _("Purchase cost of the whole lot in the instrument's currency, with costs."),
            values.amount(),
            ("cost basis", "book cost", "purchase cost", "持仓成本", "成本金额"),
            repeats=False,
        ),
        Column(
            "fx_rate",
            _("Exchange rate"),
            "汇率",
            _("Portfolio currency for one unit of the instrument's currency on the day of purchase."),
            values.price(Sign.POSITIVE),
            ("rate", "purchase rate", "买入汇率"),
        ),
        Column(
            "amount",
            _("Cash balance"),
            "现金余额",
            _("Balance of a cash account; negative when overdrawn. Only on lines without an instrument."),
            values.amount(Sign.ANY),
            ("amount", "balance", "cash", "金额", "余额", "资金余额"),
            repeats=False,
        ),
    ),
    build=OpeningPositionRow._make,
    check=_check_opening,
    examples=(
        {
            "portfolio": "P-1001",
            "on": "2022-01-03",
            "isin": "US0378331005",
            "mic": "XNAS",
            "currency": "USD",
            "quantity": "60",
            "acquired_on": "2019-03-01",
            "cost": "10482.60",
            "fx_rate": "0.8786",
        },
        {"portfolio": "P-1001", "on": "2022-01-03", "currency": "EUR", "amount": "12345.67"},
    ),
)

CUSTODIAN_POSITIONS: Final = FileKind(
    code="custodian_positions",
    title=_("Custodian's positions"),
    description=_("A custodian's list of positions and cash on one day, to be compared with the book."),
    columns=(
        Column(
            "account",
            _("Account"),
            "账号",
            _("Number of the custody or cash account at the custodian."),
            values.text(60),
            (
                "account number",
                "custody account",
                "cash account",
                "portfolio",
                "托管账号",
                "资金账号",
                "证券账号",
            ),
            required=True,
        ),
        Column(
            "as_of",
            _("As of"),
            "截止日期",
            _("The day of the list."),
            values.day(),
            ("date", "as of date", "statement date", "position date", "日期", "持仓日期"),
            required=True,
        ),
        ISIN,
        SYMBOL,
        MIC,
        _CURRENCY,
        Column(
            "quantity",
            _("Quantity"),
            "数量",
            _("Units held; a short position is negative."),
            values.quantity(Sign.ANY),
            ("units", "shares", "nominal", "position", "持仓数量", "股份余额", "份额"),
            repeats=False,
        ),
        Column(
            "amount",
            _("Cash balance"),
            "现金余额",
            _("Balance of a cash account; negative when overdrawn. Only on lines without an instrument."),
            values.amount(Sign.ANY),
            ("amount", "balance", "cash", "金额", "余额", "资金余额"),
            repeats=False,
        ),
        Column(
            "price",
            _("Price"),
            "价格",
            _("The custodian's price, for information."),
            values.price(),
            ("market price", "收盘价", "市价"),
            repeats=False,
        ),
        Column(
            "market_value",
            _("Market value"),
            "市值",
            _("The custodian's market value, for information."),
            values.amount(Sign.ANY),
            ("value", "证券市值"),
            repeats=False,
        ),
    ),
    build=CustodianPositionRow._make,
    check=_check_holding_or_cash,
    examples=(
        {
            "account": "C-77001",
            "as_of": "2022-12-28",
            "isin": "US0378331005",
            "currency": "USD",
            "quantity": "160",
        },
        {"account": "C-77002", "as_of": "2022-12-28", "currency": "EUR", "amount": "-250.00"},
    ),
)
