"""What values prove about a file."""

import csv
import io

from portfolios.importing.evidence import SAMPLE, MarkEvidence, gather
from portfolios.importing.messages import Code


def evidence(*rows: str, header_line: int = 1) -> MarkEvidence:
    reader = csv.reader(io.StringIO("\n".join(("number;date", *rows))), delimiter=";")
    return gather(reader, numbers=(0,), dates=(1,), header_line=header_line)


def test_nothing_proves_nothing() -> None:
    found = evidence("12;2022-01-01", "1,234;01/02/2022", ";")
    assert (found.decimal_mark, found.date_order) == (None, None)
    assert [finding.code for finding in found.findings(decimal_mark=None, date_order=None)] == [
        Code.DECIMAL_MARK_OPEN
    ]


def test_the_first_proof_is_kept_with_its_line() -> None:
    found = evidence("1,234;01/02/2022", "7,5;31/01/2022", "8,25;")
    assert (found.decimal_mark, found.date_order) == (",", "day_first")
    assert (found.comma.count, found.comma.line, found.comma.value) == (2, 3, "7,5")
    assert (found.day_first.line, found.day_first.value) == (3, "31/01/2022")
    assert [finding.code for finding in found.findings(decimal_mark=None, date_order=None)] == [
        Code.DECIMAL_MARK_PROVED,
        Code.DATE_DAY_FIRST_PROVED,
    ]


def test_the_greater_number_of_proofs_decides_and_a_draw_is_a_clash() -> None:
    found = evidence("7,5;", "7.5;", "8.5;")
    assert found.decimal_mark == "."
    assert found.decimal_clash() is None
    draw = evidence("7,5;01/31/2022", "7.5;31/01/2022")
    clash, date_clash = draw.decimal_clash(), draw.date_clash()
    assert clash is not None
    assert date_clash is not None
    assert (clash.code, clash.line) == (Code.DECIMAL_MARK_CONTRADICTORY, 3)
    assert (date_clash.code, date_clash.params["day_line"]) == (Code.DATE_ORDER_CONTRADICTORY, "3")


def test_a_late_proof_is_found_in_a_long_file() -> None:
    rows = ["1,234;01/02/2022"] * (SAMPLE + 500)
    found = evidence(*rows, "7,5;31/01/2022")
    assert (found.decimal_mark, found.date_order) == (",", "day_first")
    assert found.comma.line == SAMPLE + 502


def test_lines_above_the_header_and_short_lines_prove_nothing() -> None:
    assert evidence("7,5;x", "12", header_line=2).decimal_mark is None


def test_what_is_declared_is_what_is_said() -> None:
    found = evidence("7,5;31/01/2022")
    assert [finding.code for finding in found.findings(decimal_mark=".", date_order="month_first")] == [
        Code.DECIMAL_MARK_DECLARED,
        Code.DATE_MONTH_FIRST_DECLARED,
    ]
    assert [finding.code for finding in found.findings(decimal_mark=None, date_order="day_first")][1] is (
        Code.DATE_DAY_FIRST_DECLARED
    )
    assert (
        evidence("7,5;01/31/2022").findings(decimal_mark=None, date_order=None)[1].code
        is Code.DATE_MONTH_FIRST_PROVED
    )
