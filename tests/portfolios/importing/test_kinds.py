"""The declarations of all kinds of files hold together."""

from typing import Any

import pytest

from portfolios.importing.columns import FileKind, normal_header
from portfolios.importing.kinds import KINDS, TRANSACTIONS, template_csv
from portfolios.importing.kinds.transaction_columns import TYPES
from portfolios.importing.messages import RowError
from portfolios.importing.parse import parse
from portfolios.importing.rows import (
    CustodianPositionRow,
    FxRateRow,
    InstrumentRow,
    OpeningPositionRow,
    PriceRow,
    TransactionRow,
)

ROWS: dict[str, Any] = {
    "transactions": TransactionRow,
    "prices": PriceRow,
    "fx_rates": FxRateRow,
    "opening_positions": OpeningPositionRow,
    "custodian_positions": CustodianPositionRow,
    "instruments": InstrumentRow,
}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> FileKind[Any]:
    return KINDS[request.param]


def test_columns_are_the_fields_of_the_row_in_order(kind: FileKind[Any]) -> None:
    assert ("line", *(column.name for column in kind.columns)) == ROWS[kind.code]._fields


def test_no_header_means_two_columns(kind: FileKind[Any]) -> None:
    meanings: dict[str, set[str]] = {}
    for column in kind.columns:
        for header in column.headers():
            meanings.setdefault(normal_header(header), set()).add(column.name)
    assert {header: names for header, names in meanings.items() if len(names) > 1} == {}
    assert "" not in meanings


def test_every_column_has_chinese_and_english_and_a_description(kind: FileKind[Any]) -> None:
    for column in kind.columns:
        assert any("\u4e00" <= character <= "\u9fff" for header in column.headers() for character in header)
        assert column.title
        assert column.description.endswith(".")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_reads_back_without_an_error(kind: FileKind[Any], language: str) -> None:
    parsing = parse(template_csv(kind, language=language), kind)
    items = list(parsing)
    assert not [item for item in items if isinstance(item, RowError)]
    assert len(items) == len(kind.examples) > 0
    assert parsing.format is not None
    assert len(parsing.format.header.cells) == len(kind.columns)


def test_all_types_of_the_contract_are_known_and_no_spelling_is_two_types() -> None:
    expected = """
        buy sell deposit withdrawal transfer_in transfer_out dividend interest interest_charge coupon
        fee fee_refund tax tax_refund fx split stock_dividend spin_off merger redemption return_of_capital
    """
    assert set(TYPES) == set(expected.split())
    spellings = [
        normal_header(word)
        for code, words in TYPES.items()
        for word in {normal_header(code), *map(normal_header, words)}
    ]
    assert len(spellings) == len(set(spellings))
    assert TRANSACTIONS.column("type").parser.choices == tuple(TYPES)
