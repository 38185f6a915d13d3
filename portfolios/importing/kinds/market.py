"""The files of the market: prices, exchange rates, and the instruments' own data."""

from collections.abc import Mapping, Sequence
from typing import Final

from portfolios.importing import values
from portfolios.importing.columns import Column, FieldProblem, FileKind
from portfolios.importing.kinds.instrument_columns import ISIN, MIC, SYMBOL, require_instrument
from portfolios.importing.messages import Code, _
from portfolios.importing.numbers import Sign
from portfolios.importing.rows import FxRateRow, InstrumentRow, PriceRow

_ON = Column(
    "on",
    _("Date"),
    "日期",
    _("The day the value belongs to."),
    values.day(),
    ("price date", "as of", "as of date", "value date", "valuation date", "净值日期", "交易日期", "行情日期"),
    required=True,
)
_SOURCE = Column(
    "source",
    _("Source"),
    "来源",
    _("Where the value comes from, such as the exchange or the data vendor."),
    values.text(60),
    ("provider", "数据来源"),
)

PRICES: Final = FileKind(
    code="prices",
    title=_("Prices"),
    description=_("Closing prices or net asset values, one line for each instrument and day."),
    columns=(
        ISIN,
        SYMBOL,
        MIC,
        Column(
            "currency",
            _("Currency"),
            "币种",
            _("Currency of the price; tells listings of one ISIN apart."),
            values.currency(),
            ("price currency", "quote currency", "货币", "报价币种"),
        ),
        _ON,
        Column(
            "price",
            _("Price"),
            "价格",
            _("Price per unit as the market quotes it (bonds in per cent, London shares in pence)."),
            values.price(),
            ("close", "closing price", "last price", "nav", "nav per unit", "收盘价", "最新价", "单位净值"),
            required=True,
            repeats=False,
        ),
        _SOURCE,
        Column(
            "kind",
            _("Kind of price"),
            "价格类型",
            _("What sort of price it is, such as close or nav."),
            values.text(20),
            ("price type",),
        ),
    ),
    build=PriceRow._make,
    check=require_instrument,
    key=("isin", "symbol", "mic", "currency", "on", "source", "kind"),
    one_of=("isin", "symbol"),
    examples=(
        {"isin": "US0378331005", "mic": "XNAS", "currency": "USD", "on": "2022-01-04", "price": "179.70"},
        {"symbol": "NESN", "mic": "XSWX", "currency": "CHF", "on": "2022-01-04", "price": "127.12"},
    ),
)


def _check_pair(row: FxRateRow) -> Sequence[FieldProblem]:
    return (("quote", Code.CURRENCIES_EQUAL, {"value": row.base}),) if row.base == row.quote else ()


FX_RATES: Final = FileKind(
    code="fx_rates",
    title=_("Exchange rates"),
    description=_(
        "One line for each pair of currencies and day: one unit of the base currency in the quote currency."
    ),
    columns=(
        Column(
            "base",
            _("Base currency"),
            "基准币种",
            _("The currency of which one unit is priced."),
            values.currency(),
            ("base", "from currency", "from", "基础货币", "基准货币"),
            required=True,
        ),
        Column(
            "quote",
            _("Quote currency"),
            "报价币种",
            _("The currency the rate is expressed in."),
            values.currency(),
            ("quote", "counter currency", "to currency", "to", "报价货币", "计价货币"),
            required=True,
        ),
        _ON,
        Column(
            "rate",
            _("Rate"),
            "汇率",
            _("How much of the quote currency one unit of the base currency costs."),
            values.price(Sign.POSITIVE),
            ("fx rate", "exchange rate", "中间价"),
            required=True,
            repeats=False,
        ),
        _SOURCE,
    ),
    build=FxRateRow._make,
    check=_check_pair,
    key=("base", "quote", "on", "source"),
    examples=(
        {"base": "EUR", "quote": "USD", "on": "2022-01-04", "rate": "1.1279", "source": "ECB"},
        {"base": "EUR", "quote": "CNY", "on": "2022-01-04", "rate": "7.1874", "source": "ECB"},
    ),
)


def _check_instrument(row: InstrumentRow) -> Sequence[FieldProblem]:
    if row.coupon_rate is not None and row.matures_on is None:
        return (("matures_on", Code.VALUE_NOT_TOGETHER, {"other": "coupon_rate"}),)
    return ()


_RISK_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "R1": ("低风险",),
    "R2": ("中低风险",),
    "R3": ("中风险",),
    "R4": ("中高风险",),
    "R5": ("高风险",),
}

_ASSET_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "cash": ("money market", "现金", "货币市场"),
    "equity": ("equities", "share", "shares", "stock", "stocks", "股票", "权益"),
    "bond": ("bonds", "fixed income", "债券", "固定收益"),
    "fund": ("mixed fund", "balanced fund", "混合基金", "基金"),
    "real_estate": ("property", "不动产", "房地产"),
    "commodity": ("commodities", "大宗商品", "商品"),
    "alternative": ("alternatives", "alternative investment", "另类投资", "另类"),
    "other": ("其他",),
}
_DAY_COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "act/act": ("act/act icma", "actual/actual", "实际/实际"),
    "act/360": ("actual/360",),
    "act/365": ("actual/365", "act/365f"),
    "30/360": ("30/360 us", "bond basis"),
    "30e/360": ("30/360 eu", "eurobond basis"),
}

_MASTER_DATA = (
    Column(
        "name",
        _("Name"),
        "证券名称",
        _("Full name of the instrument."),
        values.text(200),
        ("instrument name", "security name", "description", "名称", "基金名称", "股票名称"),
        required=True,
        repeats=False,
    ),
    Column(
        "symbol",
        SYMBOL.title,
        SYMBOL.chinese,
        SYMBOL.description,
        SYMBOL.parser,
        SYMBOL.synonyms,
        required=True,
    ),
    ISIN,
    MIC,
    Column(
        "currency",
        _("Currency"),
        "币种",
        _("Currency the instrument is quoted in."),
        values.currency(),
        ("quote currency", "货币", "报价币种"),
        required=True,
    ),
    Column(
        "asset_class",
        _("Asset class"),
        "资产类别",
        _("The class the mandate's bands speak of, such as equity or bond."),
        values.choice(_ASSET_CLASSES),
        ("class", "资产大类"),
        required=True,
    ),
    Column(
        "price_factor",
        _("Price factor"),
        "价格系数",
        _("1; 0.01 where prices are in per cent or in pence."),
        values.number(whole=4, decimals=8, sign=Sign.POSITIVE),
        ("factor",),
    ),
    Column(
        "issuer",
        _("Issuer"),
        "发行人",
        _("The company or state that issued the instrument."),
        values.text(200),
        ("issuer name", "company", "发行机构"),
    ),
    Column(
        "country",
        _("Country"),
        "国家",
        _("Country of risk, two letters."),
        values.country(),
        ("country of risk", "country code", "国家地区"),
    ),
    Column(
        "sector",
        _("Sector"),
        "行业",
        _("Branch of business."),
        values.text(100),
        ("industry", "所属行业"),
    ),
    Column(
        "risk_class",
        _("Risk class"),
        "风险等级",
        _("R1 (lowest) to R5 (highest)."),
        values.choice(_RISK_CLASSES),
        ("risk level", "产品风险等级"),
    ),
    Column(
        "max_age",
        _("Price valid for"),
        "价格有效天数",
        _(
            "Business days for which a price counts as current; five when empty, more for weekly or monthly funds."
        ),
        values.integer(whole=3),
        ("max price age",),
    ),
    Column(
        "ongoing_charge",
        _("Ongoing charge"),
        "年度运作费率",
        _("Yearly cost inside a fund as a fraction: 0.0075 for 0.75 %."),
        values.number(whole=1, decimals=6),
        ("ter", "ongoing charges figure"),
    ),
)
_BOND_DATA = (
    Column(
        "coupon_rate",
        _("Coupon rate"),
        "票面利率",
        _("Yearly coupon of a bond as a fraction: 0.025 for 2.5 %."),
        values.number(whole=2, decimals=6),
        ("coupon",),
    ),
    Column(
        "coupon_frequency",
        _("Coupon frequency"),
        "付息次数",
        _("Coupons a year."),
        values.integer(whole=2),
        ("frequency", "年付息次数"),
    ),
    Column(
        "day_count",
        _("Day count"),
        "计息基准",
        _("Day-count convention of a bond."),
        values.choice(_DAY_COUNTS),
        ("day count convention", "计息方式"),
    ),
    Column(
        "issued_on",
        _("Issued on"),
        "发行日",
        _("Day of issue of a bond."),
        values.day(),
        ("issue date", "起息日期"),
    ),
    Column(
        "matures_on",
        _("Matures on"),
        "到期日",
        _("Day of repayment of a bond."),
        values.day(),
        ("maturity", "maturity date", "到期日期"),
    ),
)

INSTRUMENTS: Final = FileKind(
    code="instruments",
    title=_("Instruments"),
    description=_("Master data of shares, funds and bonds; unique by ISIN, currency and market."),
    columns=(*_MASTER_DATA, *_BOND_DATA),
    build=InstrumentRow._make,
    check=_check_instrument,
    key=("isin", "currency", "mic"),
    key_when="isin",
    examples=(
        {
            "name": "Apple Inc.",
            "symbol": "AAPL",
            "isin": "US0378331005",
            "mic": "XNAS",
            "currency": "USD",
            "asset_class": "equity",
            "price_factor": "1",
            "issuer": "Apple Inc.",
            "country": "US",
            "risk_class": "R4",
        },
    ),
)
