"""What the reader of files can have to say: one code and one English sentence each.

Not here: translation. The sentences are marked for extraction and are translated where they are shown.
"""

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum


def _(message: str) -> str:
    """Mark a sentence for translation without translating it (this package knows no framework)."""
    return message


class Code(StrEnum):
    """Every error and every finding about a file, as a stable code."""

    # about the file as a whole
    FILE_EMPTY = "file_empty"
    FILE_IS_WORKBOOK = "file_is_workbook"
    FILE_IS_BINARY = "file_is_binary"
    FILE_HAS_NO_ROWS = "file_has_no_rows"
    ENCODING_UNSUPPORTED = "encoding_unsupported"
    ENCODING_UNKNOWN = "encoding_unknown"
    ENCODING_CONTRADICTED = "encoding_contradicted"
    LINE_TOO_LONG = "line_too_long"
    HEADER_NOT_FOUND = "header_not_found"
    COLUMN_MISSING = "column_missing"
    COLUMN_ALTERNATIVE_MISSING = "column_alternative_missing"
    COLUMN_TWICE = "column_twice"
    DECIMAL_MARK_CONTRADICTORY = "decimal_mark_contradictory"
    DATE_ORDER_CONTRADICTORY = "date_order_contradictory"
    # about a line
    QUOTES_BROKEN = "quotes_broken"
    TOO_MANY_CELLS = "too_many_cells"
    DUPLICATE_LINE = "duplicate_line"
    DUPLICATE_KEY = "duplicate_key"
    # about one value
    VALUE_MISSING = "value_missing"
    VALUE_MISSING_FOR_TYPE = "value_missing_for_type"
    VALUE_NOT_TOGETHER = "value_not_together"
    INSTRUMENT_MISSING = "instrument_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_HAS_CONTROL_CHARACTER = "text_has_control_character"
    CHOICE_UNKNOWN = "choice_unknown"
    BOOLEAN_UNKNOWN = "boolean_unknown"
    NUMBER_UNREADABLE = "number_unreadable"
    NUMBER_AMBIGUOUS = "number_ambiguous"
    NUMBER_HAS_OTHER_MARK = "number_has_other_mark"
    NUMBER_HAS_UNIT = "number_has_unit"
    NUMBER_HAS_EXPONENT = "number_has_exponent"
    NUMBER_NEGATIVE = "number_negative"
    NUMBER_NOT_POSITIVE = "number_not_positive"
    NUMBER_TOO_LARGE = "number_too_large"
    NUMBER_TOO_PRECISE = "number_too_precise"
    DATE_UNREADABLE = "date_unreadable"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_HAS_TIME = "date_has_time"
    DATE_IS_SERIAL = "date_is_serial"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    SETTLES_BEFORE_TRADE = "settles_before_trade"
    CURRENCY_UNREADABLE = "currency_unreadable"
    CURRENCIES_EQUAL = "currencies_equal"
    ISIN_INVALID = "isin_invalid"
    MIC_INVALID = "mic_invalid"
    COUNTRY_INVALID = "country_invalid"
    LOTS_UNREADABLE = "lots_unreadable"
    LOTS_DO_NOT_SUM = "lots_do_not_sum"
    # about an instrument looked up
    INSTRUMENT_UNKNOWN = "instrument_unknown"
    INSTRUMENT_AMBIGUOUS = "instrument_ambiguous"
    # what was found out about the file
    ENCODING_DECLARED = "encoding_declared"
    ENCODING_ASCII = "encoding_ascii"
    ENCODING_UTF8 = "encoding_utf8"
    ENCODING_UTF8_BOM = "encoding_utf8_bom"
    ENCODING_GB18030 = "encoding_gb18030"
    DELIMITER_DECLARED = "delimiter_declared"
    DELIMITER_BY_HEADER = "delimiter_by_header"
    DECIMAL_MARK_DECLARED = "decimal_mark_declared"
    DECIMAL_MARK_PROVED = "decimal_mark_proved"
    DECIMAL_MARK_OPEN = "decimal_mark_open"
    DATE_DAY_FIRST_DECLARED = "date_day_first_declared"
    DATE_MONTH_FIRST_DECLARED = "date_month_first_declared"
    DATE_DAY_FIRST_PROVED = "date_day_first_proved"
    DATE_MONTH_FIRST_PROVED = "date_month_first_proved"
    COLUMN_IGNORED = "column_ignored"
    LINES_BEFORE_HEADER = "lines_before_header"


MESSAGES: Mapping[Code, str] = {
    Code.FILE_EMPTY: _("The file is empty."),
    Code.FILE_IS_WORKBOOK: _(
        "This is a %(product)s file, not text. Save the sheet as “CSV UTF-8” and upload that file."
    ),
    Code.FILE_IS_BINARY: _("This is not a text file: it contains a zero byte in line %(line)s."),
    Code.FILE_HAS_NO_ROWS: _("The file has a header but no line with data after it."),
    Code.ENCODING_UNSUPPORTED: _("The encoding “%(value)s” is not one of UTF-8 and GB18030."),
    Code.ENCODING_UNKNOWN: _(
        "The text is neither valid UTF-8 nor plausible GB18030 (first problem in line %(line)s). "
        "Save the file as UTF-8."
    ),
    Code.ENCODING_CONTRADICTED: _(
        "Line %(line)s is not valid %(value)s, the encoding declared for the file."
    ),
    Code.LINE_TOO_LONG: _("Line %(line)s is longer than %(limit)s bytes; this is hardly a table."),
    Code.HEADER_NOT_FOUND: _(
        "No header line was found in the first %(searched)s lines. Expected are columns such as %(expected)s."
    ),
    Code.COLUMN_MISSING: _("The header has no column “%(column)s”."),
    Code.COLUMN_ALTERNATIVE_MISSING: _("The header needs at least one of the columns %(columns)s."),
    Code.COLUMN_TWICE: _("Two columns, “%(first)s” and “%(second)s”, both mean “%(column)s”."),
    Code.DECIMAL_MARK_CONTRADICTORY: _(
        "Numbers are written both with a decimal point (“%(point)s”, line %(point_line)s) and with a decimal "
        "comma (“%(comma)s”, line %(comma_line)s). Declare which one the file uses."
    ),
    Code.DATE_ORDER_CONTRADICTORY: _(
        "Dates are written both day first (“%(day_first)s”, line %(day_line)s) and month first "
        "(“%(month_first)s”, line %(month_line)s). Declare which order the file uses."
    ),
    Code.QUOTES_BROKEN: _("The quotation marks of this line do not match (%(reason)s)."),
    Code.TOO_MANY_CELLS: _(
        "The line has %(found)s cells, the header %(expected)s. A text or number that contains the "
        "delimiter “%(delimiter)s” must stand in quotation marks."
    ),
    Code.DUPLICATE_LINE: _(
        "The line repeats line %(first)s word for word. If both are meant, give each its own identification."
    ),
    Code.DUPLICATE_KEY: _("Line %(first)s already has the same %(columns)s."),
    Code.VALUE_MISSING: _("A value is required here."),
    Code.VALUE_MISSING_FOR_TYPE: _("A line of type “%(type)s” requires a value here."),
    Code.VALUE_NOT_TOGETHER: _(
        "This value and “%(other)s” are only meaningful together; one of them is missing."
    ),
    Code.INSTRUMENT_MISSING: _("An instrument is required: give its ISIN, or its symbol and market."),
    Code.TEXT_TOO_LONG: _("The text has %(found)s characters; at most %(limit)s are possible."),
    Code.TEXT_HAS_CONTROL_CHARACTER: _("The text contains an invisible control character."),
    Code.CHOICE_UNKNOWN: _("“%(value)s” is not known here. Possible are: %(choices)s."),
    Code.BOOLEAN_UNKNOWN: _("“%(value)s” is neither yes nor no."),
    Code.NUMBER_UNREADABLE: _("“%(value)s” is not a number."),
    Code.NUMBER_AMBIGUOUS: _(
        "“%(value)s” can be read as %(as_point)s or as %(as_comma)s, and nothing in the file shows which. "
        "Declare the decimal mark."
    ),
    Code.NUMBER_HAS_OTHER_MARK: _("“%(value)s” does not fit the decimal mark “%(mark)s” of this file."),
    Code.NUMBER_HAS_UNIT: _("“%(value)s” contains a currency or unit; only the number belongs here."),
    Code.NUMBER_HAS_EXPONENT: _(
        "“%(value)s” is written with an exponent, which may have lost digits. Write it out."
    ),
    Code.NUMBER_NEGATIVE: _(
        "“%(value)s” is negative. Amounts are positive here; the type of the line says the direction."
    ),
    Code.NUMBER_NOT_POSITIVE: _("“%(value)s” must be greater than zero."),
    Code.NUMBER_TOO_LARGE: _("“%(value)s” has more than %(limit)s digits before the decimal mark."),
    Code.NUMBER_TOO_PRECISE: _("“%(value)s” has more than %(limit)s digits after the decimal mark."),
    Code.DATE_UNREADABLE: _("“%(value)s” is not a date. Write it as YYYY-MM-DD."),
    Code.DATE_AMBIGUOUS: _(
        "“%(value)s” can be %(day_first)s or %(month_first)s, and nothing in the file shows which. "
        "Declare the order of day and month, or write YYYY-MM-DD."
    ),
    Code.DATE_IMPOSSIBLE: _("“%(value)s” is not a day of the calendar."),
    Code.DATE_HAS_TIME: _("“%(value)s” carries a time of day; only the date belongs here."),
    Code.DATE_IS_SERIAL: _(
        "“%(value)s” looks like a spreadsheet's serial number of a day. Format the column as a date."
    ),
    Code.DATE_OUT_OF_RANGE: _("The year of “%(value)s” lies outside %(first)s to %(last)s."),
    Code.SETTLES_BEFORE_TRADE: _(
        "The settlement date %(settlement_date)s lies before the trade date %(trade_date)s."
    ),
    Code.CURRENCY_UNREADABLE: _("“%(value)s” is not a currency code of three letters such as EUR."),
    Code.CURRENCIES_EQUAL: _("Both currencies are %(value)s."),
    Code.ISIN_INVALID: _("“%(value)s” is not a valid ISIN: its check digit or its form is wrong."),
    Code.MIC_INVALID: _("“%(value)s” is not a market code (MIC) of four letters or digits."),
    Code.COUNTRY_INVALID: _("“%(value)s” is not a country code of two letters."),
    Code.LOTS_UNREADABLE: _(
        "“%(value)s” is not a list of lots. Write quantity, date, cost and rate with spaces between, and “|” "
        "between lots: 60 2019-03-01 6000.00 1.12 | 40 2020-05-04 4400.00"
    ),
    Code.LOTS_DO_NOT_SUM: _("The lots sum to %(sum)s, the line's quantity is %(quantity)s."),
    Code.INSTRUMENT_UNKNOWN: _("No instrument %(reference)s is known."),
    Code.INSTRUMENT_AMBIGUOUS: _(
        "%(count)s instruments fit %(reference)s: %(candidates)s. Give ISIN, currency and market."
    ),
    Code.ENCODING_DECLARED: _("Read as %(value)s, as declared."),
    Code.ENCODING_ASCII: _("Read as UTF-8: the file has plain ASCII characters only."),
    Code.ENCODING_UTF8: _("Read as UTF-8: every byte of the file is valid UTF-8."),
    Code.ENCODING_UTF8_BOM: _("Read as UTF-8: the file begins with a UTF-8 mark."),
    Code.ENCODING_GB18030: _(
        "Read as GB18030: line %(line)s is not valid UTF-8, and %(share)s %% of the characters outside "
        "ASCII are common Chinese ones."
    ),
    Code.DELIMITER_DECLARED: _("Columns are separated by “%(delimiter)s”, as declared."),
    Code.DELIMITER_BY_HEADER: _(
        "Columns are separated by “%(delimiter)s”: line %(line)s then has %(matched)s known column names."
    ),
    Code.DECIMAL_MARK_DECLARED: _("The decimal mark is “%(mark)s”, as declared."),
    Code.DECIMAL_MARK_PROVED: _("The decimal mark is “%(mark)s”: shown by “%(value)s” in line %(line)s."),
    Code.DECIMAL_MARK_OPEN: _(
        "No number in the file shows the decimal mark; a number that depends on it is refused."
    ),
    Code.DATE_DAY_FIRST_DECLARED: _("Dates such as 04/05/2022 are read as 4 May, as declared."),
    Code.DATE_MONTH_FIRST_DECLARED: _("Dates such as 04/05/2022 are read as 5 April, as declared."),
    Code.DATE_DAY_FIRST_PROVED: _(
        "Dates such as 04/05/2022 are read as 4 May: “%(value)s” in line %(line)s shows "
        "that the day comes first."
    ),
    Code.DATE_MONTH_FIRST_PROVED: _(
        "Dates such as 04/05/2022 are read as 5 April: “%(value)s” in line %(line)s shows "
        "that the month comes first."
    ),
    Code.COLUMN_IGNORED: _("The column “%(column)s” is not known and is not read."),
    Code.LINES_BEFORE_HEADER: _("The header is line %(line)s; the lines before it are not read."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader found out or decided about a file, with its evidence in `params`."""

    code: Code
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong, where. `line` counts from 1 as an editor does; 0 means the file as a whole.

    `field` is the column's name in this package's declarations, or "" when no single column is meant.
    """

    line: int
    field: str
    code: Code
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


def render(item: Finding | RowError, translate: Callable[[str], str] = str) -> str:
    """The sentence for an error or finding, its template passed through `translate` first."""
    return translate(MESSAGES[item.code]) % item.params


SNIPPET = 40


def snippet(text: str) -> str:
    """The text as quoted inside a message: trimmed, on one line, at most 40 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SNIPPET else flat[: SNIPPET - 1] + "…"
