"""The sentences of file errors in the reader's language. The codes and figures are stored; words are chosen here.

`portfolios.importing` marks its sentences in English; `SENTENCES` says them once more for gettext, which reads only calls it
can see. A test keeps the two equal.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.entry_messages import SENTENCES as ENTRY_SENTENCES
from portfolios.entry_messages import in_words
from portfolios.importing.messages import Code
from portfolios.instrument_messages import SENTENCES as INSTRUMENT_SENTENCES

SENTENCES: Mapping[str, Promise] = {
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
    # what only the book can tell
    "portfolio_unknown": _("No portfolio has the reference “%(reference)s”."),
    "account_unknown": _("The portfolio has no account with the number “%(number)s”."),
    "account_ambiguous": _("%(count)s portfolios have an account with the number “%(number)s”."),
    "account_wrong_kind": _("The account “%(number)s” is not of the kind “%(kind)s”."),
    "day_differs": _("The line is of %(on)s, the list of %(as_of)s: one file holds one day."),
    "opening_is_short": _("A short position cannot be taken on by a list; post it as a transaction."),
    "value_refused": _("The book refuses this value: %(detail)s"),
    "instrument_known_differently": _("The instrument is known with another value: %(known)s."),
}


def sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """The sentence for a stored error in the active language; the code itself for one that is no longer known."""
    template = SENTENCES.get(code) or ENTRY_SENTENCES.get(code) or INSTRUMENT_SENTENCES.get(code)
    return str(template) % in_words(parameters) if template is not None else code
