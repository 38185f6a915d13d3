"""The file of transactions: every field of a transaction, the portfolio, and the accounts by number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Final

from portfolios.importing import values
from portfolios.importing.columns import Column, FieldProblem, FileKind
from portfolios.importing.kinds.instrument_columns import ISIN, MIC, SYMBOL, has_instrument
from portfolios.importing.messages import Code, _
from portfolios.importing.numbers import Sign
from portfolios.importing.rows import LotRow, TransactionRow

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "buy": ("purchase", "bought", "买入", "买", "证券买入", "申购", "基金申购"),
    "sell": ("sale", "sold", "卖出", "卖", "证券卖出"),
    "deposit": ("cash deposit", "pay in", "存入", "入金", "转入资金", "银行转证券"),
    "withdrawal": ("cash withdrawal", "pay out", "取出", "出金", "转出资金", "证券转银行"),
    "transfer_in": (
        "transfer in",
        "delivery in",
        "receive free of payment",
        "转入",
        "托管转入",
        "转托管转入",
    ),
    "transfer_out": (
        "transfer out",
        "delivery out",
        "deliver free of payment",
        "转出",
        "托管转出",
        "转托管转出",
    ),
    "dividend": ("cash dividend", "distribution", "股息", "红利", "现金红利", "分红", "股息入账"),
    "interest": ("interest received", "credit interest", "利息", "利息收入", "利息归本"),
    "interest_charge": ("debit interest", "interest paid", "利息支出"),
    "coupon": ("coupon payment", "bond interest", "票息", "债券利息", "债券兑息"),
    "fee": ("fees", "charge", "commission", "费用", "手续费"),
    "fee_refund": ("refund of fees", "费用退还", "手续费退还"),
    "tax": ("taxes", "withholding tax", "税", "税款", "代扣税"),
    "tax_refund": ("refund of taxes", "退税"),
    "fx": ("forex", "currency exchange", "foreign exchange", "换汇", "外汇兑换", "货币兑换"),
    "split": ("stock split", "share split", "拆股", "股票拆分", "份额拆分"),
    "stock_dividend": ("scrip dividend", "bonus shares", "送股", "红股", "红股入账"),
    "spin_off": ("spinoff", "demerger", "分拆"),
    "merger": ("stock merger", "合并", "吸收合并"),
    "redemption": ("bond redemption", "maturity", "到期兑付", "债券兑付"),
    "return_of_capital": ("capital repayment", "capital return", "资本返还", "返还资本"),
}
FEE_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "management": ("management fee", "管理费"),
    "performance": ("performance fee", "业绩报酬"),
    "custody": ("custody fee", "safekeeping", "托管费"),
    "transaction": ("transaction fee", "commission", "交易费", "佣金"),
    "product": ("product cost", "产品费用"),
    "third_party": ("third party payment", "第三方费用"),
    "other": ("其他",),
}
_CASH: Final = ("currency", "amount")
_INSTRUMENT_REFERENCE: Final = ("isin", "symbol")
_RELATED_REFERENCE: Final = ("related_isin", "related_symbol")


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a type of transaction must have: these fields, and of each group at least one."""

    fields: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    values: Callable[[TransactionRow], tuple[object, ...]]


def _needs_of(*fields: str, instrument: bool = False, related: bool = False) -> _Needs:
    groups = ((_INSTRUMENT_REFERENCE,) if instrument else ()) + ((_RELATED_REFERENCE,) if related else ())
    pick = itemgetter(0, *(TransactionRow._fields.index(name) for name in fields))
    return _Needs(fields, groups, pick)


_NEEDS: Final[Mapping[str, _Needs]] = {
    "buy": _needs_of("quantity", "price", *_CASH, instrument=True),
    "sell": _needs_of("quantity", "price", *_CASH, instrument=True),
    "deposit": _needs_of(*_CASH),
    "withdrawal": _needs_of(*_CASH),
    "dividend": _needs_of(*_CASH, instrument=True),
    "interest": _needs_of(*_CASH),
    "interest_charge": _needs_of(*_CASH),
    "coupon": _needs_of(*_CASH, instrument=True),
    "fee": _needs_of(*_CASH),
    "fee_refund": _needs_of(*_CASH),
    "tax": _needs_of(*_CASH),
    "tax_refund": _needs_of(*_CASH),
    "fx": _needs_of(*_CASH, "counter_currency", "counter_amount"),
    "split": _needs_of("ratio", instrument=True),
    "stock_dividend": _needs_of("quantity", instrument=True),
    "spin_off": _needs_of("ratio", instrument=True, related=True),
    "merger": _needs_of("ratio", instrument=True, related=True),
    "redemption": _needs_of("quantity", *_CASH, instrument=True),
    "return_of_capital": _needs_of(*_CASH, instrument=True),
}
_TRANSFER_IN_KIND: Final = _needs_of("quantity", instrument=True)
_TRANSFER_OF_CASH: Final = _needs_of(*_CASH)
_TRANSFERS: Final = frozenset({"transfer_in", "transfer_out"})


def check(row: TransactionRow) -> Sequence[FieldProblem]:
    """What a transaction of its type must have, and what contradicts itself. Amounts are verified by the
    ledger.
    """
    problems: list[FieldProblem] = []
    needs = _needs(row)
    lacking = None in needs.values(row)
    for fields in needs.groups:
        lacking = lacking or _lacks_all(row, fields)
    if lacking:
        problems += _missing(row, needs)
    if row.settlement_date is not None and row.settlement_date < row.trade_date:
        days = {"settlement_date": row.settlement_date.isoformat(), "trade_date": row.trade_date.isoformat()}
        problems.append(("settlement_date", Code.SETTLES_BEFORE_TRADE, days))
    if row.counter_currency is not None and row.currency == row.counter_currency:
        problems.append(("counter_currency", Code.CURRENCIES_EQUAL, {"value": row.counter_currency}))
    if row.lots is not None and row.quantity is not None:
        problems += _lots_problems(row.lots, row.quantity)
    return problems


def _needs(row: TransactionRow) -> _Needs:
    """What a row of this type needs; a transfer needs units with an instrument, money without one."""
    if row.type in _TRANSFERS:
        return _TRANSFER_IN_KIND if has_instrument(row) or row.quantity is not None else _TRANSFER_OF_CASH
    return _NEEDS[row.type]


def _lacks_all(row: TransactionRow, fields: tuple[str, str]) -> bool:
    return getattr(row, fields[0]) is None and getattr(row, fields[1]) is None


def _missing(row: TransactionRow, needs: _Needs) -> Iterator[FieldProblem]:
    for group in needs.groups:
        if _lacks_all(row, group):
            yield group[0], Code.VALUE_MISSING_FOR_TYPE, {"type": row.type}
    for name in needs.fields:
        if getattr(row, name) is None:
            yield name, Code.VALUE_MISSING_FOR_TYPE, {"type": row.type}


def _lots_problems(lots: tuple[LotRow, ...], quantity: Decimal) -> Iterator[FieldProblem]:
    total = sum((lot.quantity for lot in lots), start=Decimal(0))
    if total != quantity:
        yield "lots", Code.LOTS_DO_NOT_SUM, {"sum": f"{total:f}", "quantity": f"{quantity:f}"}


_IDENTIFYING = (
    Column(
        "portfolio",
        _("Portfolio"),
        "组合编号",
        _("Reference of the portfolio the transaction belongs to."),
        values.text(60),
        ("portfolio reference", "portfolio number", "portfolio id", "组合", "投资组合", "客户账号"),
        required=True,
    ),
    Column(
        "external_id",
        _("External id"),
        "流水号",
        _("The sender's own number of the transaction; the same number is never posted twice."),
        values.text(100),
        (
            "transaction id",
            "transaction reference",
            "order id",
            "reference",
            "成交编号",
            "合同编号",
            "委托编号",
            "交易编号",
        ),
        repeats=False,
    ),
    Column(
        "type",
        _("Type"),
        "业务类型",
        _("What happened: buy, sell, deposit, withdrawal, dividend, fee and so on."),
        values.choice(TYPES),
        ("transaction type", "action", "operation", "交易类型", "买卖方向", "业务名称", "操作"),
        required=True,
    ),
    Column(
        "trade_date",
        _("Trade date"),
        "成交日期",
        _("The day of the transaction."),
        values.day(),
        ("date", "transaction date", "booking date", "交易日期", "日期", "发生日期"),
        required=True,
    ),
    Column(
        "settlement_date",
        _("Settlement date"),
        "交收日期",
        _("The day money and securities change hands; by the market's calendar when empty."),
        values.day(),
        ("value date", "settle date", "结算日期", "交割日期", "起息日"),
    ),
    Column(
        "sequence",
        _("Sequence"),
        "序号",
        _("Order among the transactions of one day."),
        values.integer(),
        ("order", "seq", "顺序"),
    ),
    Column(
        "account",
        _("Custody account"),
        "托管账号",
        _("Number of the custody account; the portfolio's only one when empty."),
        values.text(60),
        (
            "account",
            "account number",
            "custody account number",
            "safekeeping account",
            "证券账号",
            "股东账号",
            "托管账户",
        ),
    ),
    Column(
        "cash_account",
        _("Cash account"),
        "资金账号",
        _("Number of the cash account; the one of the currency when empty."),
        values.text(60),
        ("cash account number", "money account", "资金账户", "现金账户"),
    ),
)
_INSTRUMENT = (
    ISIN,
    SYMBOL,
    MIC,
    Column(
        "instrument_currency",
        _("Instrument currency"),
        "证券币种",
        _("Currency the instrument is quoted in; tells listings of one ISIN apart."),
        values.currency(),
        ("quote currency", "price currency", "security currency", "报价币种"),
    ),
    Column(
        "quantity",
        _("Quantity"),
        "数量",
        _("Units, always positive: the type says whether they come or go."),
        values.quantity(),
        ("units", "shares", "nominal", "number of shares", "成交数量", "发生数量", "份额"),
    ),
    Column(
        "price",
        _("Price"),
        "成交价格",
        _("Price per unit in the instrument's currency, as the market quotes it."),
        values.price(),
        ("unit price", "share price", "trade price", "成交均价", "价格", "单价"),
        repeats=False,
    ),
)
_MONEY = (
    Column(
        "currency",
        _("Currency"),
        "币种",
        _("Currency of the cash that moves."),
        values.currency(),
        ("cash currency", "settlement currency", "transaction currency", "货币", "交易币种", "结算币种"),
    ),
    Column(
        "amount",
        _("Amount"),
        "发生金额",
        _("Cash that moves, with costs included, always positive."),
        values.amount(),
        ("net amount", "total amount", "cash amount", "settlement amount", "金额", "清算金额", "成交总额"),
        repeats=False,
    ),
    Column(
        "fee",
        _("Fee"),
        "手续费",
        _("Costs of the transaction contained in the amount, in its currency."),
        values.amount(),
        ("fees", "commission", "charges", "费用", "佣金", "交易费用"),
    ),
    Column(
        "tax",
        _("Tax"),
        "税费",
        _("Taxes contained in the amount, in its currency."),
        values.amount(),
        ("taxes", "withholding tax", "stamp duty", "税金", "印花税", "代扣税"),
    ),
    Column(
        "fee_kind",
        _("Kind of fee"),
        "费用类别",
        _("management, performance, custody, transaction, product, third_party or other."),
        values.choice(FEE_KINDS),
        ("fee type", "费用类型"),
    ),
    Column(
        "paid_externally",
        _("Paid externally"),
        "外部支付",
        _("Yes when the fee was paid from outside the portfolio."),
        values.boolean(),
        ("paid outside",),
    ),
    Column(
        "fx_rate",
        _("Exchange rate"),
        "汇率",
        _("Cash currency per unit of the instrument's currency, as dealt."),
        values.price(),
        ("fx", "rate", "exchange rate", "currency rate", "成交汇率"),
    ),
    Column(
        "accrued_interest",
        _("Accrued interest"),
        "应计利息",
        _("Accrued interest of a bond paid or received with the trade, in the amount's currency."),
        values.amount(),
        ("accrued", "应付利息"),
    ),
    Column(
        "ex_date",
        _("Ex date"),
        "除息日",
        _("First day the instrument trades without the dividend."),
        values.day(),
        ("ex dividend date", "除权除息日", "除权日"),
    ),
)
_SPECIAL = (
    Column(
        "external",
        _("External"),
        "外部转移",
        _("No when a transfer stays inside the household; yes when empty."),
        values.boolean(),
        ("external transfer",),
    ),
    Column(
        "transfer_group",
        _("Transfer group"),
        "转移组号",
        _("The same text on both sides of a transfer between own portfolios."),
        values.text(60),
        ("transfer id",),
    ),
    Column(
        "lots",
        _("Lots"),
        "批次",
        _("Tax lots that come along or are chosen: quantity, date, cost and rate, lots separated by “|”."),
        values.lots(),
        ("tax lots",),
        repeats=False,
    ),
    Column(
        "counter_currency",
        _("Counter currency"),
        "对方币种",
        _("For a currency exchange: the currency bought."),
        values.currency(),
        ("to currency", "买入币种", "兑换币种"),
    ),
    Column(
        "counter_amount",
        _("Counter amount"),
        "对方金额",
        _("For a currency exchange: the amount bought."),
        values.amount(),
        ("to amount", "买入金额", "兑换金额"),
        repeats=False,
    ),
    Column(
        "counter_cash_account",
        _("Counter cash account"),
        "对方资金账号",
        _("For a currency exchange: number of the cash account that receives."),
        values.text(60),
        ("to cash account",),
    ),
    Column(
        "related_isin",
        _("Related ISIN"),
        "相关ISIN",
        _("For a spin-off or merger: ISIN of the instrument received."),
        values.isin(),
        ("new isin",),
    ),
    Column(
        "related_symbol",
        _("Related symbol"),
        "相关证券代码",
        _("For a spin-off or merger: symbol of the instrument received."),
        values.text(40),
        ("new symbol",),
    ),
    Column(
        "related_mic",
        _("Related market"),
        "相关交易所",
        _("For a spin-off or merger: market of the instrument received."),
        values.mic(),
        ("new mic",),
    ),
    Column(
        "related_currency",
        _("Related currency"),
        "相关证券币种",
        _("For a spin-off or merger: currency of the instrument received."),
        values.currency(),
        ("new currency",),
    ),
    Column(
        "ratio",
        _("Ratio"),
        "比例",
        _("New units for one old unit: 4 for a split of one into four."),
        values.price(Sign.POSITIVE),
        ("split ratio", "拆分比例"),
    ),
    Column(
        "cost_share",
        _("Cost share"),
        "成本比例",
        _("For a spin-off: part of the cost that moves to the new instrument, between 0 and 1."),
        values.number(whole=1, decimals=12),
    ),
    Column(
        "cash_in_lieu",
        _("Cash in lieu"),
        "零碎股现金",
        _("Cash received for fractions of units."),
        values.amount(),
        (),
        repeats=False,
    ),
    Column(
        "note",
        _("Note"),
        "备注",
        _("Free text that stays with the transaction."),
        values.text(500),
        ("comment", "description", "memo", "摘要", "说明"),
        repeats=False,
    ),
)

_EXAMPLES: tuple[Mapping[str, str], ...] = (
    {
        "portfolio": "P-1001",
        "external_id": "2022-000001",
        "type": "deposit",
        "trade_date": "2022-01-03",
        "currency": "EUR",
        "amount": "50000.00",
    },
    {
        "portfolio": "P-1001",
        "external_id": "2022-000002",
        "type": "buy",
        "trade_date": "2022-01-04",
        "settlement_date": "2022-01-06",
        "isin": "US0378331005",
        "mic": "XNAS",
        "instrument_currency": "USD",
        "quantity": "100",
        "price": "179.70",
        "currency": "EUR",
        "amount": "15922.64",
        "fee": "15.00",
        "fx_rate": "0.885233",
    },
    {
        "portfolio": "P-1001",
        "external_id": "2022-000003",
        "type": "transfer_in",
        "trade_date": "2022-01-05",
        "isin": "CH0344958688",
        "quantity": "100",
        "currency": "CHF",
        "lots": "60 2019-03-01 6000.00 0.93 | 40 2020-05-04 4400.00 0.95",
    },
)

TRANSACTIONS: Final = FileKind(
    code="transactions",
    title=_("Transactions"),
    description=_(
        "What happened in portfolios: trades, income, fees, payments, transfers and corporate actions."
    ),
    columns=(*_IDENTIFYING, *_INSTRUMENT, *_MONEY, *_SPECIAL),
    build=TransactionRow._make,
    check=check,
    key=("portfolio", "external_id"),
    key_when="external_id",
    examples=_EXAMPLES,
)
