from datetime import date
from decimal import Decimal

from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.lookup import LookupPolicy, LookupState

D = Decimal
FRIDAY, MONDAY = date(2026, 1, 2), date(2026, 1, 5)
QUOTES = [
    RateQuote("EUR", "USD", FRIDAY, D("1.25")),
    RateQuote("EUR", "USD", MONDAY, D("1.20")),
    RateQuote("EUR", "JPY", FRIDAY, D(160)),
    RateQuote("GBP", "USD", FRIDAY, D("1.30")),
]
RATES = Rates(QUOTES)


def test_the_direct_pair_first() -> None:
    rate = RATES.rate("EUR", "USD", MONDAY)
    assert (rate.value, rate.state, rate.path) == (D("1.20"), LookupState.COMPLETE, ("EUR", "USD"))
    assert (rate.observed_on, rate.age) == (MONDAY, 0)


def test_then_the_inverse() -> None:
    rate = RATES.rate("USD", "EUR", FRIDAY)
    assert (rate.value, rate.path) == (D("0.8"), ("USD", "EUR"))


def test_then_over_the_pivot_with_the_age_of_the_older_leg() -> None:
    rate = RATES.rate("USD", "JPY", MONDAY)
    assert rate.path == ("USD", "EUR", "JPY")
    assert rate.value is not None
    assert abs(rate.value - D(160) / D("1.2")) < D("1e-24")
    assert (rate.observed_on, rate.age) == (FRIDAY, 1)


def test_a_direct_pair_beats_the_pivot_even_when_older() -> None:
    assert RATES.rate("GBP", "USD", MONDAY).value == D("1.30")


def test_no_way_no_rate() -> None:
    rate = RATES.rate("GBP", "JPY", FRIDAY)
    assert (rate.value, rate.state, rate.path) == (None, LookupState.MISSING, ())


def test_never_from_a_later_day() -> None:
    assert RATES.rate("EUR", "USD", date(2026, 1, 1)).state is LookupState.MISSING
    first = Rates(QUOTES, policy=LookupPolicy.FIRST_OR_TRADE).rate("EUR", "USD", date(2026, 1, 1))
    assert first.value == D("1.25")


def test_after_five_business_days_it_is_an_estimate() -> None:
    assert RATES.rate("EUR", "USD", date(2026, 1, 12)).state is LookupState.COMPLETE
    stale = RATES.rate("EUR", "USD", date(2026, 1, 13))
    assert (stale.state, stale.age, stale.value) == (LookupState.ESTIMATED, 6, D("1.20"))


def test_holidays_do_not_age_a_rate() -> None:
    closed = Rates(QUOTES, business_days=lambda start, end: 0)
    assert closed.rate("EUR", "USD", date(2027, 1, 1)).state is LookupState.COMPLETE


def test_a_currency_against_itself() -> None:
    rate = Rates().rate("CHF", "CHF", FRIDAY)
    assert (rate.value, rate.state, rate.path) == (D(1), LookupState.COMPLETE, ("CHF",))


def test_a_day_is_answered_once() -> None:
    assert RATES.rate("USD", "JPY", MONDAY) is RATES.rate("USD", "JPY", MONDAY)
