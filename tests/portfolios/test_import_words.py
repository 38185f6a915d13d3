"""The preview says what was understood in the reader's language, so that a misreading shows."""

from datetime import date
from decimal import Decimal

from django.utils import translation

from portfolios.import_words import header_words, headings, row_words, written_facts
from portfolios.importing.kinds import KINDS
from portfolios.selectors.imports import HeaderMatch, PreviewRow, Written

WRITTEN = Written(
    encoding="utf-8-sig",
    delimiter="\t",
    decimal_mark=",",
    date_order=None,
    header_line=1,
    header=(),
    declared=frozenset({"decimal_mark"}),
)


def test_each_fact_is_said_in_words_and_marked_where_it_was_stated() -> None:
    facts = [(str(fact.value), fact.is_declared) for fact in written_facts(WRITTEN)]
    assert facts == [
        ("UTF-8", False),
        ("Tab", False),
        ("Comma: 1.234,50", True),
        ("Every date is clear by itself", False),
    ]


def test_header_cells_get_the_title_of_their_column_and_unknown_ones_none() -> None:
    header = (HeaderMatch("Valuta", "trade_date"), HeaderMatch("Branch", None))
    assert header_words(header, KINDS["transactions"])[1] == ("Branch", "")
    with translation.override("zh-hans"):
        assert header_words(header, KINDS["transactions"])[0] == ("Valuta", "成交日期")


def test_figures_and_days_are_written_as_the_page_writes_them() -> None:
    row = PreviewRow(2, (None, "P-1", date(2022, 3, 4), Decimal("1234.5"), True, ((Decimal(2), None),)))
    with translation.override("en"):
        assert [cell.text for cell in row_words(row)] == ["", "P-1", "4 Mar 2022", "1,234.5", "yes", "2 "]
        assert [cell.is_number for cell in row_words(row)] == [False, False, False, True, False, False]


def test_the_columns_of_figures_are_known() -> None:
    found = headings(["portfolio", "amount"], KINDS["transactions"])
    assert [(each.name, each.is_number) for each in found] == [("portfolio", False), ("amount", True)]
