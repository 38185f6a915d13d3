"""The words of a bridge read back by a parser that shares nothing with their writer, in both languages."""

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.utils import translation

from portfolios.bridge_words import bridge_sentences
from portfolios.ledger.bridge import COLUMNS, Bridge, bridge_period, in_minor_units
from portfolios.ledger.fx import Rates
from portfolios.ledger.lookup import LookupState
from portfolios.selectors.holdings import MissingRow
from tests.portfolios.ledger.builders import NO_RATES, RATES, TERMS, jan, prices
from tests.portfolios.ledger.stories import everything, market

D = Decimal
type Told = dict[str, Decimal | date | str | None]

NUMBER = r"(−?[\d,]+(?:\.\d+)?) ([A-Z]{3})"
EN_DAY, ZH_DAY = r"(\d{1,2} [A-Z][a-z]{2} \d{4})", r"(\d{4}年\d{1,2}月\d{1,2}日)"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# column: (sentence above zero, below zero, unknown); "#" stands for an amount
EN: Mapping[str, tuple[str, str, str]] = {
    "contributions": (
        "# was paid or brought in.",
        "# of what had been paid or brought in was taken back.",
        "How much was paid or brought in is not known.",
    ),
    "withdrawals": (
        "# was paid or taken out.",
        "# of what had been paid or taken out came back.",
        "How much was paid or taken out is not known.",
    ),
    "income": (
        "Interest and dividends brought # before fees and taxes.",
        "Interest owed came to # more than interest and dividends earned.",
        "How much interest and dividends brought is not known.",
    ),
    "realized_price": (
        "The prices of securities that were sold rose: a gain of #.",
        "The prices of securities that were sold fell: a loss of #.",
        "What the prices of securities that were sold did is not known.",
    ),
    "unrealized_price": (
        "The prices of securities that are held rose: a gain of #.",
        "The prices of securities that are held fell: a loss of #.",
        "What the prices of securities that are held did is not known.",
    ),
    "realized_fx": (
        "On securities that were sold, exchange rates brought #.",
        "On securities that were sold, exchange rates cost #.",
        "What exchange rates did to securities that were sold is not known.",
    ),
    "unrealized_fx": (
        "On securities that are held, exchange rates brought #.",
        "On securities that are held, exchange rates cost #.",
        "What exchange rates did to securities that are held is not known.",
    ),
    "cash_fx": (
        "On money in the accounts, exchange rates brought #.",
        "On money in the accounts, exchange rates cost #.",
        "What exchange rates did to money in the accounts is not known.",
    ),
    "accrued_fx": (
        "On interest and dividends not yet paid, exchange rates brought #.",
        "On interest and dividends not yet paid, exchange rates cost #.",
        "What exchange rates did to interest and dividends not yet paid is not known.",
    ),
    "fees": (
        "Fees took #.",
        "Fees given back came to # more than fees taken.",
        "How much fees took is not known.",
    ),
    "taxes": (
        "Taxes took #.",
        "Taxes given back came to # more than taxes taken.",
        "How much taxes took is not known.",
    ),
    "corrections": (
        "The value reported before was too low by #, by what has become known since.",
        "The value reported before was too high by #, by what has become known since.",
        "By how much the value reported before was wrong is not known.",
    ),
    "residual": (
        "A rise of # is left unexplained.",
        "A fall of # is left unexplained.",
        "Because figures are missing, it cannot be said whether everything is explained.",
    ),
}
ZH: Mapping[str, tuple[str, str, str]] = {
    "contributions": (
        "存入或转入#。",
        "此前存入或转入的款项中有#被撤回。",
        "存入或转入的金额未知。",
    ),
    "withdrawals": ("取出或转出#。", "此前取出或转出的款项中有#退回。", "取出或转出的金额未知。"),
    "income": (
        "利息与股息收入#（未扣除费用和税款）。",
        "应付利息比利息与股息收入多#。",
        "利息与股息收入的金额未知。",
    ),
    "realized_price": (
        "已卖出证券的价格上涨，盈利#。",
        "已卖出证券的价格下跌，亏损#。",
        "已卖出证券的价格影响未知。",
    ),
    "unrealized_price": (
        "持有证券的价格上涨，盈利#。",
        "持有证券的价格下跌，亏损#。",
        "持有证券的价格影响未知。",
    ),
    "realized_fx": (
        "已卖出证券因汇率变动盈利#。",
        "已卖出证券因汇率变动亏损#。",
        "已卖出证券的汇率影响未知。",
    ),
    "unrealized_fx": (
        "持有证券因汇率变动盈利#。",
        "持有证券因汇率变动亏损#。",
        "持有证券的汇率影响未知。",
    ),
    "cash_fx": ("账户现金因汇率变动盈利#。", "账户现金因汇率变动亏损#。", "账户现金的汇率影响未知。"),
    "accrued_fx": (
        "尚未支付的利息与股息因汇率变动盈利#。",
        "尚未支付的利息与股息因汇率变动亏损#。",
        "尚未支付的利息与股息的汇率影响未知。",
    ),
    "fees": ("费用支出#。", "退回的费用比支出的费用多#。", "费用支出的金额未知。"),
    "taxes": ("税款支出#。", "退回的税款比支出的税款多#。", "税款支出的金额未知。"),
    "corrections": (
        "根据此后获知的信息，先前报告的市值少计#。",
        "根据此后获知的信息，先前报告的市值多计#。",
        "先前报告的市值需更正的金额未知。",
    ),
    "residual": (
        "尚有#的增加未能解释。",
        "尚有#的减少未能解释。",
        "由于缺少数据，无法判断变动是否已全部解释。",
    ),
}
NOTHING_ELSE = {"en": ("There were no other effects.", "Nothing had an effect on it.")}
NOTHING_ELSE["zh-hans"] = ("没有其他影响。", "没有任何因素影响市值。")
EXPLAINED = {"en": "Nothing is left unexplained.", "zh-hans": "变动已全部解释。"}
# which of start, end, amount, opening, closing each form of the first sentence names, and what amount does
ENDS = {
    "en": [
        (f"From {EN_DAY} to {EN_DAY} the value rose by {NUMBER}, from {NUMBER} to {NUMBER}.", 1, "aoc"),
        (f"From {EN_DAY} to {EN_DAY} the value fell by {NUMBER}, from {NUMBER} to {NUMBER}.", -1, "aoc"),
        (f"From {EN_DAY} to {EN_DAY} the value did not change: it was {NUMBER}.", 0, "b"),
        (f"On {EN_DAY} the value was {NUMBER}; that of {EN_DAY} is not known.", 0, "o"),
        (f"The value of {EN_DAY} is not known; on {EN_DAY} it was {NUMBER}.", 0, "c"),
        (f"Neither the value of {EN_DAY} nor that of {EN_DAY} is known.", 0, ""),
    ],
    "zh-hans": [
        (f"从{ZH_DAY}到{ZH_DAY}，市值增加{NUMBER}，由{NUMBER}变为{NUMBER}。", 1, "aoc"),
        (f"从{ZH_DAY}到{ZH_DAY}，市值减少{NUMBER}，由{NUMBER}变为{NUMBER}。", -1, "aoc"),
        (f"从{ZH_DAY}到{ZH_DAY}，市值没有变动，为{NUMBER}。", 0, "b"),
        (f"{ZH_DAY}的市值为{NUMBER}；{ZH_DAY}的市值未知。", 0, "o"),
        (f"{ZH_DAY}的市值未知；{ZH_DAY}的市值为{NUMBER}。", 0, "c"),
        (f"{ZH_DAY}与{ZH_DAY}的市值均未知。", 0, ""),
    ],
}
MISSING = {
    "en": (r"There is no price of (.+); it is not part", r"There is no exchange rate (\S+); what needs"),
    "zh-hans": (r"没有(.+)的价格；", r"没有(\S+)的汇率；"),
}


def number(text: str) -> Decimal:
    return D(text.replace(",", "").replace("−", "-"))


def day(text: str) -> date:
    if "年" in text:
        year, month, number_of_day = map(int, re.findall(r"\d+", text))
        return date(year, month, number_of_day)
    of_month, name, of_year = text.split()
    return date(int(of_year), MONTHS.index(name) + 1, int(of_month))


def read_ends(sentence: str, language: str) -> Told:
    for pattern, sign, named in ENDS[language]:
        found = re.fullmatch(pattern.replace("; ", "; "), sentence)
        if found is None:
            continue
        days = [day(each) for each in found.groups() if "年" in each or re.match(r"\d+ [A-Z]", each)]
        amounts = [number(each) for each in found.groups() if re.fullmatch(r"−?[\d,.]+", each)]
        codes = {each for each in found.groups() if re.fullmatch(r"[A-Z]{3}", each)}
        told: Told = {"start": days[0], "end": days[1], "opening_value": None, "closing_value": None}
        told["currency"] = codes.pop() if codes else None
        if named == "aoc":
            told |= {"opening_value": amounts[1], "closing_value": amounts[2]}
            assert sign * amounts[0] == amounts[2] - amounts[1]
        if "o" in named or named == "b":
            told["opening_value"] = amounts[0] if named != "aoc" else amounts[1]
        if named in ("c", "b"):
            told["closing_value"] = amounts[0]
        return told
    raise AssertionError(f"nobody understands {sentence!r}")


def read_effect(sentence: str, language: str) -> tuple[str, Decimal | None]:
    for column, (above, below, unknown) in (EN if language == "en" else ZH).items():
        if sentence == unknown:
            return column, None
        for form, sign in ((above, 1), (below, -1)):
            found = re.fullmatch(re.escape(form).replace(r"\#", NUMBER), sentence)
            if found:
                return column, sign * number(found[1])
    raise AssertionError(f"nobody understands {sentence!r}")


def read(sentences: list[str], language: str) -> tuple[Told, set[str]]:
    """Every figure that the words tell, and what they say is missing."""
    told, missing = read_ends(sentences[0], language), set()
    columns = {column.value for column in COLUMNS}
    for sentence in sentences[1:]:
        gaps = [re.match(pattern, sentence) for pattern in MISSING[language]]
        if any(gaps):
            missing |= {gap[1] for gap in gaps if gap}
        elif sentence in NOTHING_ELSE[language]:
            told |= dict.fromkeys(columns - set(told), D(0))
        elif sentence == EXPLAINED[language]:
            told["residual"] = D(0)
        else:
            column, amount = read_effect(sentence, language)
            assert column not in told, f"{column} is told twice"
            told[column] = amount
    assert columns <= set(told), "a column is told nowhere"
    return told, missing


def expected(bridge: Bridge) -> Told:
    shown: dict[str, Any] = dict(in_minor_units(bridge) or {})
    if not shown:
        figures = {column.value: bridge.columns[column] for column in COLUMNS}
        figures |= {"opening_value": bridge.opening_value, "closing_value": bridge.closing_value}
        unit = D(1) if bridge.currency == "JPY" else D("0.01")
        shown = {
            name: None if amount is None else amount.quantize(unit, ROUND_HALF_UP)
            for name, amount in figures.items()
        }
        shown["residual"] = None
    nothing = bridge.opening_value is None and bridge.closing_value is None
    ends: Told = {"start": bridge.start, "end": bridge.end, "currency": None if nothing else bridge.currency}
    return ends | shown


def bridge_of_story(source: random.Random) -> Bridge:
    """The bridge of a random history, now and then without rates or without prices."""
    seed, start = source.randrange(10**6), source.randint(1, 20)
    rates: Rates = NO_RATES if source.random() < 0.15 else RATES
    quotes = prices() if source.random() < 0.15 else market(seed)
    return bridge_period(
        everything(seed, source.choice([0, 3, 40])),
        TERMS,
        start=jan(start),
        end=jan(start + source.randint(1, 11)),
        currency=source.choice(["EUR", "USD"]),
        rates=rates,
        prices=quotes,
    )


def bridge_made_up(source: random.Random) -> Bridge:
    """Figures of every sign, zero and unknown, that leave a rest or none."""

    def figure() -> Decimal | None:
        kind = source.choice(["zero", "zero", "plus", "minus", "tiny", "unknown"])
        size = D(source.randint(1, 10**9)) / 1000
        made = {"zero": D(0), "plus": size, "minus": -size, "tiny": D("0.0004"), "unknown": None}[kind]
        return D(1) if made is None and whole else made

    whole = source.random() < 0.6
    columns = {column: figure() for column in COLUMNS}
    opening, left = figure(), source.choice([D(0), D(0), D("12.34"), D("-0.5")])
    known = [column.sign * amount for column, amount in columns.items() if amount is not None]
    complete = opening is not None and len(known) == len(columns)
    closing = opening + sum(known, left) if opening is not None and complete else figure()
    residual = left if complete else None
    empty = bridge_of_story(random.Random(1))  # noqa: S311
    return replace(
        empty,
        currency=source.choice(["EUR", "CNY", "JPY"]),
        opening_value=opening,
        columns=columns,
        closing_value=closing,
        residual=residual,
        state=LookupState.COMPLETE if complete else LookupState.MISSING,
    )


@pytest.mark.accept
def test_two_hundred_random_bridges_are_read_back_in_both_languages() -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    source = random.Random(seed)  # noqa: S311
    bridges = [bridge_of_story(source) for _ in range(100)] + [bridge_made_up(source) for _ in range(100)]
    gaps = [MissingRow("missing", None, "USD", "CHF", None)]
    signs: set[str] = set()
    for bridge in bridges:
        wanted = expected(bridge)
        named = gaps if bridge.state is LookupState.MISSING else []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                sentences = bridge_sentences(bridge, named)
            told, missing = read(sentences, language)
            assert told == wanted, (bridge, sentences)
            assert missing == {row.subject for row in named}
        amounts = [wanted[column.value] for column in COLUMNS]
        signs |= {"unknown" if amount is None else str((amount > 0) - (amount < 0)) for amount in amounts}  # type: ignore[operator]
    assert signs == {"unknown", "1", "0", "-1"}, "every kind of figure was told"


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "From 1 Jan 2026 to 10 Jan 2026 the value did not change: it was 0.00 EUR.",
                "Nothing had an effect on it.",
                "Nothing is left unexplained.",
            ],
        ),
        (
            "zh-hans",
            [
                "从2026年1月1日到2026年1月10日，市值没有变动，为0.00 EUR。",
                "没有任何因素影响市值。",
                "变动已全部解释。",
            ],
        ),
    ],
)
def test_nothing_is_told_as_nothing(language: str, sentences: list[str]) -> None:
    bridge = bridge_period([], TERMS, start=jan(1), end=jan(10), currency="EUR", rates=RATES, prices=prices())
    with translation.override(language):
        assert bridge_sentences(bridge) == sentences


def test_the_parser_finds_a_wrong_figure() -> None:
    """The parser itself can say no."""
    bridge = bridge_made_up(random.Random(7))  # noqa: S311
    with translation.override("en"):
        told, _ = read(bridge_sentences(bridge), "en")
    assert told == expected(bridge)
    changed = {name: each + 1 for name, each in told.items() if isinstance(each, Decimal)}
    assert told | changed != expected(bridge)
    with pytest.raises(AssertionError, match="nobody understands"):
        read_effect("The weather was fine.", "en")
