"""Check digits and forms of international identifiers."""

from collections.abc import Callable

import pytest

from portfolios.importing import identifiers


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (identifiers.is_isin, "US0378331005"),
        (identifiers.is_isin, "CH0344958688"),
        (identifiers.is_isin, "CNE100000296"),
        (identifiers.is_lei, "529900UVM8LC55IFAA52"),
        (identifiers.is_figi, "BBG000B9XRY4"),
        (identifiers.is_iban, "CH9300762011623852957"),
        (identifiers.is_cfi, "ESVUFR"),
        (identifiers.is_mic, "XNAS"),
        (identifiers.is_mic, "360T"),
        (identifiers.is_bic, "DEUTDEFF"),
        (identifiers.is_bic, "DEUTDEFF500"),
        (identifiers.is_currency_code, "EUR"),
        (identifiers.is_country_code, "LU"),
    ],
)
def test_valid(check: Callable[[str], bool], text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (identifiers.is_isin, "US0378331004"),
        (identifiers.is_isin, "US037833100"),
        (identifiers.is_isin, "us0378331005"),
        (identifiers.is_isin, "US0378331005 "),
        (identifiers.is_isin, "US037833100５"),
        (identifiers.is_lei, "529900UVM8LC55IFAA53"),
        (identifiers.is_lei, "529900UVM8LC55IFAA5"),
        (identifiers.is_figi, "BBG000B9XRY5"),
        (identifiers.is_figi, "BBX000B9XRY4"),
        (identifiers.is_figi, "BAG000B9XRY4"),
        (identifiers.is_figi, "GBG000B9XRY4"),
        (identifiers.is_iban, "CH9300762011623852958"),
        (identifiers.is_iban, "CH93 0076 2011 6238 5295 7"),
        (identifiers.is_cfi, "ESVUF"),
        (identifiers.is_cfi, "XSVUFR"),
        (identifiers.is_mic, "XNA"),
        (identifiers.is_bic, "DEUTDEF"),
        (identifiers.is_bic, "DEUTDE0F"),
        (identifiers.is_bic, "DEUTDEFO"),
        (identifiers.is_currency_code, "EURO"),
        (identifiers.is_country_code, "L1"),
    ],
)
def test_invalid(check: Callable[[str], bool], text: str) -> None:
    assert not check(text)


def test_every_single_wrong_digit_of_an_isin_is_caught() -> None:
    valid = "CH0344958688"
    for place in range(2, 12):
        for digit in "0123456789":
            changed = valid[:place] + digit + valid[place + 1 :]
            assert identifiers.is_isin(changed) == (changed == valid)
