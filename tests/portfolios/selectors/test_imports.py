"""The preview of a file: its first rows, its errors by line, field and reason, and who may see it."""

from datetime import date
from decimal import Decimal

from portfolios.importing.formats import Declared
from portfolios.models import ImportRowError, Portfolio
from portfolios.selectors.imports import import_errors, import_list, import_preview
from portfolios.services.imports import import_now, import_parse, import_stage
from portfolios.services.imports.plans import STORED_ERRORS
from tenancy.permissions import Actor
from tenancy.roles import Role

D = Decimal
HEADER = "portfolio,external_id,type,trade_date,symbol,quantity,price,currency,amount\n"


def transactions(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines) + "\n").encode()


def test_stored_errors_are_limited_but_all_are_counted(operations: Actor) -> None:
    lines = [f"P-9,X{n},deposit,2022-03-01,,,,EUR,{n}.00" for n in range(1, STORED_ERRORS + 51)]
    batch = import_now(actor=operations, kind="transactions", name="bad.csv", content=transactions(*lines))
    assert batch.error_count == STORED_ERRORS + 50
    assert ImportRowError.objects.filter(batch=batch).count() == STORED_ERRORS
    preview = import_preview(batch=batch, errors=10)
    assert [error.line for error in preview.errors] == list(range(2, 12))
    assert preview.errors_by_code == {"portfolio_unknown": STORED_ERRORS}


def test_the_preview_shows_the_first_rows_and_only_used_columns(
    operations: Actor, portfolio: Portfolio
) -> None:
    content = transactions(
        "P-1,X1,deposit,2022-03-01,,,,EUR,1000.00", "P-1,X2,buy,2022-03-02,ACME,10,50.00,EUR,500.00"
    )
    batch = import_stage(actor=operations, kind="transactions", name="a.csv", content=content)
    batch = import_parse(actor=operations, batch=batch)
    preview = import_preview(batch=batch, rows=1)
    assert preview.columns == ("portfolio", "external_id", "type", "trade_date", "currency", "amount")
    assert [row.line for row in preview.rows] == [2]
    assert preview.rows[0].values == ("P-1", "X1", "deposit", date(2022, 3, 1), "EUR", D("1000.00"))
    assert list(import_list(operations)) == [batch]


def test_errors_go_on_after_a_line(operations: Actor) -> None:
    lines = [f"P-9,X{n},deposit,2022-03-01,,,,EUR,{n}.00" for n in range(1, 6)]
    batch = import_now(actor=operations, kind="transactions", name="bad.csv", content=transactions(*lines))
    first = import_errors(batch=batch, first=2)
    assert [error.line for error in first] == [2, 3]
    assert [error.line for error in import_errors(batch=batch, first=9, after_line=3)] == [4, 5, 6]
    assert "P-9" in first[0].sentence


def test_only_who_sees_the_whole_firm_sees_its_files(actors: dict[Role, Actor], portfolio: Portfolio) -> None:
    content = transactions("P-1,X1,deposit,2022-03-01,,,,EUR,1.00")
    batch = import_stage(actor=actors[Role.OPERATIONS], kind="transactions", name="a.csv", content=content)
    assert list(import_list(actors[Role.AUDITOR])) == [batch]
    for role in (Role.ADMINISTRATOR, Role.ADVISOR, Role.CLIENT):
        assert not import_list(actors[role]).exists()


def test_the_preview_says_how_the_file_was_understood(operations: Actor, portfolio: Portfolio) -> None:
    content = (
        "Extract of 1 March;\n"
        "portfolio;external_id;type;trade_date;currency;amount;branch\n"
        "P-1;X1;deposit;03/04/2022;EUR;1.234,5;7\n"
    ).encode("gb18030")
    batch = import_stage(
        actor=operations,
        kind="transactions",
        name="a.csv",
        content=content,
        declared=Declared(date_order="month_first"),
    )
    batch = import_parse(actor=operations, batch=batch)
    preview = import_preview(batch=batch)
    written = preview.written
    assert written is not None
    assert (written.delimiter, written.decimal_mark, written.header_line) == (";", ",", 2)
    assert (written.date_order, written.declared) == ("month_first", frozenset({"date_order"}))
    assert [(cell.text, cell.column) for cell in written.header][-2:] == [
        ("amount", "amount"),
        ("branch", None),
    ]
    assert preview.rows[0].values[3:] == (date(2022, 3, 4), "EUR", D("1234.5"))


def test_a_file_that_cannot_be_read_has_no_way_of_being_written(operations: Actor) -> None:
    batch = import_now(actor=operations, kind="transactions", name="a.csv", content=b"PK\x03\x04 a workbook")
    preview = import_preview(batch=batch)
    assert (preview.written, preview.rows) == (None, ())
    assert [error.code for error in preview.errors] == ["file_is_workbook"]
