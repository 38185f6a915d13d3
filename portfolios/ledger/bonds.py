"""Bonds: coupon dates, fractions of a year, and the interest accrued at the close of a day.

Prices are clean and in per cent: `price_factor` × 100 is the nominal of one unit. A coupon paid on a day is
no longer accrued at its close.
"""

import calendar
from datetime import date, timedelta
from decimal import Decimal

from portfolios.ledger.entries import DayCount, InstrumentTerms

__all__ = ["accrued_interest", "coupon_dates", "coupon_period", "nominal_of", "year_fraction"]

ZERO = Decimal(0)
PAR = Decimal(100)


def nominal_of(quantity: Decimal, terms: InstrumentTerms) -> Decimal:
    """The nominal of a signed quantity in the bond's currency: what it is worth at a price of 100."""
    return quantity * PAR * terms.price_factor


def coupon_dates(terms: InstrumentTerms) -> list[date]:
    """The days on which coupons are paid, oldest first, the maturity last; empty for what pays none.

    Counted back from the maturity in equal months; a schedule that ends on the last day of a month stays at
    month ends. Raises ValueError without a day of issue, where the count would never end.
    """
    months = _months_apart(terms)
    if not months or terms.matures_on is None:
        return []
    if terms.issued_on is None:
        raise ValueError(f"bond {terms.id} pays coupons but has no day of issue")
    dates: list[date] = []
    while (day := _months_before(terms.matures_on, len(dates) * months)) > terms.issued_on:
        dates.append(day)
    return dates[::-1]


def coupon_period(terms: InstrumentTerms, on: date) -> tuple[date, date] | None:
    """The regular coupon period that holds `on`, its first day included and its last left out.

    The first period may begin before the issue. None before the issue, from maturity on, and without coupons.
    """
    months, maturity = _months_apart(terms), terms.matures_on
    if not months or maturity is None or not (terms.issued_on or on) <= on < maturity:
        return None
    whole = (maturity.year - on.year) * 12 + maturity.month - on.month
    back = whole // months * months
    while _months_before(maturity, back) > on:
        back += months
    return _months_before(maturity, back), _months_before(maturity, back - months)


def _months_apart(terms: InstrumentTerms) -> int:
    """Months from coupon to coupon; 0 for what pays none."""
    return 12 // terms.coupon_frequency if terms.coupon_frequency and terms.coupon_rate else 0


def accrued_interest(quantity: Decimal, terms: InstrumentTerms, on: date) -> Decimal:
    """Interest accrued at the close of `on` on a signed quantity, unrounded, in the bond's currency.

    Zero for anything that is no coupon bond, before its issue, and from its maturity on.
    """
    if not quantity or not terms.coupon_rate:
        return ZERO
    period = coupon_period(terms, on)
    if period is None:
        return ZERO
    start, end = period
    begin = max(start, terms.issued_on or start)
    convention = terms.day_count or DayCount.ACT_ACT_ICMA
    if convention is DayCount.ACT_ACT_ICMA:
        frequency = Decimal(terms.coupon_frequency or 1)
        fraction = Decimal((on - begin).days) / (Decimal((end - start).days) * frequency)
    else:
        fraction = year_fraction(begin, on, convention)
    return nominal_of(quantity, terms) * terms.coupon_rate * fraction


def year_fraction(start: date, end: date, convention: DayCount) -> Decimal:
    """The part of a year from `start` to `end`, by a convention that needs no coupon period.

    act/360 and act/365 (fixed) count calendar days; 30/360 is the bond basis and 30e/360 the Eurobond basis
    of the ISDA definitions 2006, 4.16 (f) and (g). Raises ValueError for act/act, which asks for the
    period.
    """
    if convention is DayCount.ACT_360:
        return Decimal((end - start).days) / 360
    if convention is DayCount.ACT_365:
        return Decimal((end - start).days) / 365
    if convention is DayCount.ACT_ACT_ICMA:
        raise ValueError("act/act of the ICMA is counted within a coupon period")
    first = min(start.day, 30)
    last = min(end.day, 30) if convention is DayCount.THIRTY_E_360 or first == 30 else end.day
    days = (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first
    return Decimal(days) / 360


def _months_before(day: date, months: int) -> date:
    """`months` earlier; at the end of the month where `day` is one, or where that month is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    at_end = (day + timedelta(days=1)).month != day.month
    return date(year, month + 1, last if at_end else min(day.day, last))
