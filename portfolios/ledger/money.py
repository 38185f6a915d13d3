"""Money: the minor unit of every currency, rounding where money is booked, and cents that add up.

It holds no amounts of its own and converts nothing: rates live in `fx`.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

__all__ = [
    "CURRENCIES",
    "UnknownCurrency",
    "largest_remainder",
    "minor_unit",
    "minor_unit_digits",
    "round_money",
]

# ISO 4217, list one (active) as amended up to 2026, and the national currencies that the euro or a
# redenomination replaced since 1999, because rates and lots of those years are still held.
_DIGITS: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
    "BEF BYR ESP GRD ITL LUF MGF PTE TRL",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNH CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY "
    "TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG "
    "ATS AZM CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL MZM NLG ROL SDD SIT SKK SLL SRG STD TMM "
    "VEB VEF ZMK ZWL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
CURRENCIES: dict[str, int] = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}
"""Currency code to the number of decimal places of its minor unit."""

_UNITS = {code: Decimal(1).scaleb(-digits) for code, digits in CURRENCIES.items()}


class UnknownCurrency(ValueError):
    """The code is no currency of ISO 4217 (metals and test codes have no minor unit either)."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"{currency!r} is not a currency of ISO 4217 with a minor unit")
        self.currency = currency


def minor_unit_digits(currency: str) -> int:
    """Decimal places in which `currency` is booked: EUR 2, JPY 0, KWD 3 (ISO 4217).

    Raises `UnknownCurrency` for a code without a minor unit.
    """
    try:
        return CURRENCIES[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def minor_unit(currency: str) -> Decimal:
    """The smallest amount in which `currency` is booked: 0.01 for EUR, 1 for JPY.

    Raises `UnknownCurrency` for a code without a minor unit.
    """
    try:
        return _UNITS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half away from zero to the minor unit of `currency`: what is booked or shown.

    Raises `UnknownCurrency` for a code without a minor unit.
    """
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def largest_remainder(
    amounts: Sequence[Decimal], currency: str, total: Decimal | None = None
) -> list[Decimal]:
    """Round every amount to the minor unit so that the rounded amounts add up to the rounded total.

    Each is rounded down first; the units still missing go to the largest fractions (Hamilton's method),
    to the earlier amount when two fractions are equal. `total` defaults to the exact sum; when given it may
    differ from the sum by less than one unit for each amount, otherwise `ValueError`. No amounts: no cents.
    """
    unit = minor_unit(currency)
    floors = [amount.quantize(unit, rounding=ROUND_FLOOR) for amount in amounts]
    target = round_money(sum(amounts, Decimal(0)) if total is None else total, currency)
    missing = int((target - sum(floors, Decimal(0))) / unit)
    if not 0 <= missing <= len(floors):
        raise ValueError(f"{target} is not the sum of the {len(floors)} amounts within one unit each")
    by_fraction = sorted(range(len(floors)), key=lambda index: floors[index] - amounts[index])
    for index in by_fraction[:missing]:
        floors[index] += unit
    return floors
