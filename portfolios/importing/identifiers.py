"""Are international identifiers well formed and are their check digits right?

Not here: whether such an instrument, market or bank exists.
"""

import re
from string import ascii_uppercase, digits

_ALPHABET = digits + ascii_uppercase
_VALUE = {character: index for index, character in enumerate(_ALPHABET)}
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]").fullmatch
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}").fullmatch
_FIGI = re.compile(r"(?!BS|BM|GG|GB|GH|KY|VG)[B-DF-HJ-NP-TV-Z]{2}G[0-9B-DF-HJ-NP-TV-Z]{8}[0-9]").fullmatch
_CFI = re.compile(r"[A-Z]{6}").fullmatch
_MIC = re.compile(r"[A-Z0-9]{4}").fullmatch
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?").fullmatch
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}").fullmatch
_CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
_COUNTRY = re.compile(r"[A-Z]{2}").fullmatch
_CFI_CATEGORIES = frozenset("ECDRSOFHIJKLTM")


def is_isin(text: str) -> bool:
    """ISO 6166: two letters, nine letters or digits, and the Luhn digit over the base-36 expansion."""
    return _ISIN(text) is not None and _luhn(_expand(text)) == 0


def is_lei(text: str) -> bool:
    """ISO 17442: 20 characters whose base-36 expansion is 1 modulo 97 (ISO 7064 MOD 97-10)."""
    return _LEI(text) is not None and int(_expand(text)) % 97 == 1


def is_figi(text: str) -> bool:
    """OMG FIGI: 12 characters without vowels, third a G, and a modulus-10 double-add-double check digit."""
    return _FIGI(text) is not None and _figi_check_digit(text[:11]) == int(text[11])


def is_cfi(text: str) -> bool:
    """ISO 10962: six letters, the first one of the published categories. The attributes are not judged."""
    return _CFI(text) is not None and text[0] in _CFI_CATEGORIES


def is_mic(text: str) -> bool:
    """ISO 10383 form: four letters or digits."""
    return _MIC(text) is not None


def is_bic(text: str) -> bool:
    """ISO 9362 form: 8 or 11 characters."""
    return _BIC(text) is not None


def is_iban(text: str) -> bool:
    """ISO 13616 without spaces: country, two check digits, account; moved round, 1 modulo 97."""
    return _IBAN(text) is not None and int(_expand(text[4:] + text[:4])) % 97 == 1


def is_currency_code(text: str) -> bool:
    """ISO 4217 form: three letters."""
    return _CURRENCY(text) is not None


def is_country_code(text: str) -> bool:
    """ISO 3166-1 alpha-2 form: two letters."""
    return _COUNTRY(text) is not None


def _expand(text: str) -> str:
    return "".join(str(_VALUE[character]) for character in text)


def _luhn(number: str) -> int:
    """The Luhn sum modulo 10 of a digit string that ends in its check digit: 0 when right."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10


def _figi_check_digit(body: str) -> int:
    total = 0
    for place, character in enumerate(body):
        value = _VALUE[character] * (1 + place % 2)
        total += value // 10 + value % 10
    return -total % 10
