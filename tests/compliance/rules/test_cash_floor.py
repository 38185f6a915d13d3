"""The floor of cash: exactly the floor is enough."""

from decimal import Decimal

from compliance.rules.cash_floor import CashFloor, CashFloorAmount, check, check_amount
from compliance.rules.facts import WeightFacts
from compliance.rules.outcomes import Cause, Direction


def cash(amount: str, *, used: bool = False) -> WeightFacts:
    return WeightFacts("", Decimal(amount), Decimal(100_000), shrank_by_trade=used)


def test_a_share() -> None:
    floor = CashFloor(Decimal("0.05"))
    assert check(cash("5000"), floor) is None
    breach = check(cash("4999.99", used=True), floor)
    assert breach is not None
    assert (breach.value, breach.limit, breach.cause) == (Decimal("0.0499999"), Decimal("0.05"), Cause.ACTIVE)


def test_an_amount() -> None:
    floor = CashFloorAmount(Decimal(5000))
    assert check_amount(cash("5000.00"), floor) is None
    breach = check_amount(cash("-12.50"), floor)
    assert breach is not None
    assert (breach.value, breach.excess, breach.direction) == (
        Decimal("-12.50"),
        Decimal("5012.50"),
        Direction.BELOW,
    )
    assert breach.cause is Cause.PASSIVE
