"""Reading whole files: what comes out as rows, what as errors, and where."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portfolios.importing.columns import FileKind
from portfolios.importing.formats import Declared
from portfolios.importing.kinds import FX_RATES, PRICES, TRANSACTIONS
from portfolios.importing.messages import Code, RowError, render
from portfolios.importing.parse import parse
from portfolios.importing.rows import PriceRow, TransactionRow

HEADER = "portfolio,external_id,type,trade_date,isin,quantity,price,currency,amount"


def transactions(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def read[R: tuple[Any, ...]](
    source: bytes, kind: FileKind[R], declared: Declared | None = None
) -> tuple[list[R], list[RowError]]:
    items = list(parse(source, kind, declared))
    return (
        [item for item in items if not isinstance(item, RowError)],
        [item for item in items if isinstance(item, RowError)],
    )


def codes(errors: list[RowError]) -> list[tuple[int, str, Code]]:
    return [(error.line, error.field, error.code) for error in errors]


def test_a_row_carries_its_line_and_typed_values() -> None:
    rows, errors = read(
        transactions("P1,X1,buy,2022-01-04,US0378331005,100,179.70,USD,17970.00"), TRANSACTIONS
    )
    assert errors == []
    [row] = rows
    assert isinstance(row, TransactionRow)
    assert row.line == 2
    assert (row.portfolio, row.external_id, row.type) == ("P1", "X1", "buy")
    assert row.trade_date == date(2022, 1, 4)
    assert (row.quantity, row.price, row.amount) == (Decimal(100), Decimal("179.70"), Decimal("17970.00"))
    assert row.fee is None
    assert row.settlement_date is None


def test_every_bad_cell_of_a_line_is_named_and_good_lines_still_come() -> None:
    rows, errors = read(
        transactions(
            "P1,X1,deposit,2022-01-03,,,,EUR,100.00",
            "P1,X2,purchased?,2022-02-30,US0378331004,-5,abc,EURO,12.345678",
            "P1,X3,deposit,2022-01-05,,,,EUR,100.00",
        ),
        TRANSACTIONS,
    )
    assert [row.external_id for row in rows] == ["X1", "X3"]
    assert codes(errors) == [
        (3, "type", Code.CHOICE_UNKNOWN),
        (3, "trade_date", Code.DATE_IMPOSSIBLE),
        (3, "isin", Code.ISIN_INVALID),
        (3, "quantity", Code.NUMBER_NEGATIVE),
        (3, "price", Code.NUMBER_UNREADABLE),
        (3, "currency", Code.CURRENCY_UNREADABLE),
        (3, "amount", Code.NUMBER_TOO_PRECISE),
    ]


def test_three_bad_lines_in_ten_thousand_are_found_by_their_numbers() -> None:
    lines = [f"P1,X{number},deposit,2022-01-03,,,,EUR,{number}.50" for number in range(10_000)]
    for bad in (17, 4_999, 9_999):
        lines[bad] = f"P1,X{bad},deposit,2022-01-03,,,,EUR,"
    rows, errors = read(transactions(*lines), TRANSACTIONS)
    assert len(rows) == 9_997
    assert codes(errors) == [(bad + 2, "amount", Code.VALUE_MISSING_FOR_TYPE) for bad in (17, 4_999, 9_999)]


def test_required_values_are_missing_not_zero() -> None:
    _, errors = read(transactions(",X1,deposit,,,,,EUR,5.00"), TRANSACTIONS)
    assert codes(errors) == [(2, "portfolio", Code.VALUE_MISSING), (2, "trade_date", Code.VALUE_MISSING)]


def test_lines_are_counted_as_an_editor_does() -> None:
    source = (
        f"{HEADER},note\r\n"
        '"P1",X1,deposit,2022-01-03,,,,EUR,5.00,"two\r\nlines"\r\n'
        "\r\n"
        ",,,,,,,,,\r\n"
        "P1,X2,deposit,bad,,,,EUR,5.00,\r\n"
    )
    rows, errors = read(source.encode(), TRANSACTIONS)
    assert [(row.line, row.note) for row in rows] == [(2, "two\r\nlines")]
    assert codes(errors) == [(6, "trade_date", Code.DATE_UNREADABLE)]


def test_unquoted_decimal_comma_is_told_as_too_many_cells() -> None:
    _, errors = read(transactions("P1,X1,deposit,2022-01-03,,,,EUR,100,50"), TRANSACTIONS)
    assert codes(errors) == [(2, "", Code.TOO_MANY_CELLS)]
    assert "quotation marks" in render(errors[0])


def test_missing_cells_at_the_end_are_empty() -> None:
    rows, errors = read(
        transactions("P1,X1,deposit,2022-01-03,,,,EUR,100.00", header=f"{HEADER},fee,tax,note"), TRANSACTIONS
    )
    assert errors == []
    assert rows[0].note is None


def test_broken_quotes_are_an_error_of_their_line_and_reading_goes_on() -> None:
    rows, errors = read(
        transactions(
            'P1,X1,deposit,2022-01-03,,,,EUR,"1"00.00',
            "P1,X2,deposit,2022-01-03,,,,EUR,100.00",
        ),
        TRANSACTIONS,
    )
    assert codes(errors) == [(2, "", Code.QUOTES_BROKEN)]
    assert [row.external_id for row in rows] == ["X2"]


def test_an_open_quote_at_the_end_of_the_file_is_an_error() -> None:
    _, errors = read(transactions('P1,X1,deposit,2022-01-03,,,,EUR,"100.00'), TRANSACTIONS)
    assert codes(errors) == [(2, "", Code.QUOTES_BROKEN)]


def test_the_same_external_id_twice_names_both_lines() -> None:
    rows, errors = read(
        transactions(
            "P1,X1,deposit,2022-01-03,,,,EUR,100.00",
            "P2,X1,deposit,2022-01-03,,,,EUR,100.00",
            "P1,X1,deposit,2022-01-03,,,,EUR,200.00",
            "P1,X1,deposit,2022-01-03,,,,EUR,300.00",
        ),
        TRANSACTIONS,
    )
    assert len(rows) == 4
    assert codes(errors) == [(4, "", Code.DUPLICATE_KEY), (5, "", Code.DUPLICATE_KEY)]
    assert {error.params["first"] for error in errors} == {"2"}


def test_lines_without_external_id_may_not_repeat_word_for_word() -> None:
    _, errors = read(
        transactions(
            "P1,,deposit,2022-01-03,,,,EUR,100.00",
            "P1,,deposit,2022-01-03,,,,EUR,100.01",
            "P1,,deposit,2022-01-03,,,,EUR,100.00",
        ),
        TRANSACTIONS,
    )
    assert codes(errors) == [(4, "", Code.DUPLICATE_LINE)]
    assert errors[0].params["first"] == "2"


def test_two_prices_of_one_day_are_a_repetition() -> None:
    source = b"isin,currency,on,price\nUS0378331005,USD,2022-01-04,1.5\nUS0378331005,USD,2022-01-04,1.6\n"
    rows, errors = read(source, PRICES)
    assert all(isinstance(row, PriceRow) for row in rows)
    assert codes(errors) == [(3, "", Code.DUPLICATE_KEY)]


def test_a_pair_of_equal_currencies_is_refused() -> None:
    _, errors = read(b"base,quote,on,rate\nEUR,EUR,2022-01-04,1.00\n", FX_RATES)
    assert codes(errors) == [(2, "quote", Code.CURRENCIES_EQUAL)]


def test_a_header_without_lines_is_an_error() -> None:
    _, errors = read(transactions(), TRANSACTIONS)
    assert codes(errors) == [(1, "", Code.FILE_HAS_NO_ROWS)]


def test_the_decimal_comma_of_the_file_decides_three_digits() -> None:
    header = HEADER.replace(",", ";")
    source = transactions(
        "P1;X1;deposit;2022-01-03;;;;EUR;1.234", "P1;X2;deposit;2022-01-03;;;;EUR;7,5", header=header
    )
    rows, errors = read(source, TRANSACTIONS)
    assert errors == []
    assert [row.amount for row in rows] == [Decimal(1234), Decimal("7.5")]


def test_an_ambiguous_number_is_an_error_until_someone_declares() -> None:
    source = transactions("P1,X1,deposit,2022-01-03,,,,EUR,1.234")
    _, errors = read(source, TRANSACTIONS)
    assert codes(errors) == [(2, "amount", Code.NUMBER_AMBIGUOUS)]
    assert "1.234 or as 1234" in render(errors[0])
    rows, errors = read(source, TRANSACTIONS, declared=Declared(decimal_mark="."))
    assert (errors, rows[0].amount) == ([], Decimal("1.234"))
    rows, errors = read(source, TRANSACTIONS, declared=Declared(decimal_mark=","))
    assert (errors, rows[0].amount) == ([], Decimal(1234))


def test_one_number_with_the_other_mark_is_the_error_of_its_line() -> None:
    lines = [f"P1,X{number},deposit,2022-01-03,,,,EUR,{number}.50" for number in range(50)]
    lines[30] = 'P1,X30,deposit,2022-01-03,,,,EUR,"30,50"'
    rows, errors = read(transactions(*lines), TRANSACTIONS)
    assert len(rows) == 49
    assert codes(errors) == [(32, "amount", Code.NUMBER_HAS_OTHER_MARK)]


def test_ambiguous_dates_need_a_proof_or_a_declaration() -> None:
    line = "P1,X1,deposit,04/05/2022,,,,EUR,1.50"
    _, errors = read(transactions(line), TRANSACTIONS)
    assert codes(errors) == [(2, "trade_date", Code.DATE_AMBIGUOUS)]
    rows, errors = read(transactions(line, "P1,X2,deposit,19/05/2022,,,,EUR,1.50"), TRANSACTIONS)
    assert (errors, rows[0].trade_date) == ([], date(2022, 5, 4))
    rows, errors = read(transactions(line), TRANSACTIONS, declared=Declared(date_order="month_first"))
    assert (errors, rows[0].trade_date) == ([], date(2022, 4, 5))


def test_chinese_headers_types_and_gb18030() -> None:
    text = (
        "组合编号,业务类型,成交日期,币种,发生金额,备注\n"
        "P1,存入,2022年1月3日,人民币,10000.00,客户首次入金\n"
        "P1,买入,2022/1/4,CNY,500.00,缺少证券代码\n"
    )
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        parsing = parse(text.encode(encoding), TRANSACTIONS)
        items = list(parsing)
        row = items[0]
        assert isinstance(row, TransactionRow)
        assert (row.type, row.trade_date, row.currency, row.note) == (
            "deposit",
            date(2022, 1, 3),
            "CNY",
            "客户首次入金",
        )
        assert parsing.format is not None
        assert parsing.format.encoding == encoding
        assert {item.field for item in items[1:] if isinstance(item, RowError)} == {
            "isin",
            "quantity",
            "price",
        }


def test_reading_again_gives_the_same_and_leaves_the_stream_open() -> None:
    stream = io.BytesIO(transactions("P1,X1,deposit,2022-01-03,,,,EUR,100.00"))
    parsing = parse(stream, TRANSACTIONS)
    assert list(parsing) == list(parsing)
    assert not stream.closed


def test_batches_of_a_thousand_lines_meet_without_loss() -> None:
    lines = [f"P1,X{number},deposit,2022-01-03,,,,EUR,{number}.25" for number in range(2_503)]
    rows, errors = read(transactions(*lines), TRANSACTIONS)
    assert errors == []
    assert [row.line for row in rows] == list(range(2, 2_505))
    assert rows[2_000].amount == Decimal("2000.25")


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        (
            "60 2019-03-01 6000.00 1.12 | 40 2020-05-04 4400.00",
            [(60, "6000.00", "1.12"), (40, "4400.00", None)],
        ),
        ("100 2019-03-01", [(100, None, None)]),
    ],
)
def test_lots_in_one_cell(text: str, lots: list[tuple[int, str | None, str | None]]) -> None:
    rows, errors = read(
        transactions(f"P1,X1,transfer_in,2022-01-03,US0378331005,100,,,,{text}", header=f"{HEADER},lots"),
        TRANSACTIONS,
    )
    assert errors == []
    found = rows[0].lots
    assert found is not None
    assert [(lot.quantity, lot.cost, lot.fx_rate) for lot in found] == [
        (Decimal(units), cost and Decimal(cost), rate and Decimal(rate)) for units, cost, rate in lots
    ]


def test_lots_must_sum_to_the_quantity() -> None:
    _, errors = read(
        transactions(
            "P1,X1,transfer_in,2022-01-03,US0378331005,100,,,,60 2019-03-01 6000.00", header=f"{HEADER},lots"
        ),
        TRANSACTIONS,
    )
    assert codes(errors) == [(2, "lots", Code.LOTS_DO_NOT_SUM)]
