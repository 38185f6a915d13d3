"""Old prices, incomplete valuations, overdrawn accounts."""

from decimal import Decimal

import pytest

from compliance.rules.data_quality import (
    MaximumAge,
    PriceAgeFacts,
    ValuationFacts,
    check_incomplete_valuation,
    check_negative_cash,
    check_stale_price,
)
from compliance.rules.facts import CashFacts, FigureState


@pytest.mark.parametrize(("age", "over"), [(0, None), (5, None), (6, 1), (30, 25)])
def test_a_price_is_current_for_five_business_days(age: int, over: int | None) -> None:
    breach = check_stale_price(PriceAgeFacts("X", age), MaximumAge(5))
    assert (breach.excess if breach else None) == over


@pytest.mark.parametrize(
    ("state", "breaks"),
    [(FigureState.COMPLETE, False), (FigureState.ESTIMATED, False), (FigureState.INCOMPLETE, True)],
)
def test_only_an_incomplete_valuation_is_a_data_alert(state: FigureState, breaks: bool) -> None:
    breach = check_incomplete_valuation(ValuationFacts(state, ("AAPL", "USD/EUR")))
    assert (breach is not None) == breaks
    if breach:
        assert (breach.value, breach.facts["missing"]) == (Decimal(2), "AAPL, USD/EUR")


@pytest.mark.parametrize(("balance", "breaks"), [("0", False), ("0.01", False), ("-0.01", True)])
def test_an_overdrawn_account(balance: str, breaks: bool) -> None:
    breach = check_negative_cash(CashFacts("K1", "USD", Decimal(balance)))
    assert (breach is not None) == breaks
    if breach:
        assert (breach.subject, breach.value, breach.facts) == ("K1", Decimal("-0.01"), {"currency": "USD"})
