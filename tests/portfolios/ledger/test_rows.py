from dataclasses import dataclass
from decimal import Decimal

from portfolios.ledger.rows import UNKNOWN, Flow, RealizedGain, known, without_internal
from tests.portfolios.ledger.builders import CASH, DEPOT, SHARE, jan

D = Decimal


def money(entry: int, day: int, amount: str, group: str | None = None) -> Flow:
    return Flow(entry, jan(day), None, CASH, None, "EUR", D(amount), D(amount), group)


def units(entry: int, day: int, quantity: str, group: str | None = None) -> Flow:
    return Flow(entry, jan(day), SHARE, DEPOT, D(quantity), "EUR", UNKNOWN, UNKNOWN, group)


def entries(flows: list[Flow]) -> list[int]:
    return [flow.entry for flow in without_internal(flows)]


def test_known() -> None:
    assert known(D(0)) == 0
    assert known(UNKNOWN + 1) is None


def test_moves_that_stay_inside_are_no_flow() -> None:
    assert entries([money(1, 2, "5"), money(2, 2, "-7", "g"), money(3, 2, "7", "g")]) == [1]


def test_units_cancel_even_where_their_value_is_unknown() -> None:
    assert entries([units(1, 2, "-3", "g"), units(2, 2, "3", "g")]) == []


def test_a_leg_alone_is_a_flow_and_so_is_a_move_of_days() -> None:
    assert entries([money(1, 2, "-7", "g")]) == [1]
    assert entries([money(1, 2, "-7", "g"), money(2, 3, "7", "g")]) == [1, 2]


@dataclass
class Parts:
    gain: Decimal
    price: Decimal
    fx: Decimal


def parts(quantity: str, p0: str, x0: str, p1: str, x1: str) -> Parts:
    q = D(quantity)
    cost, proceeds = q * D(p0), q * D(p1)
    row = RealizedGain(
        2,
        1,
        SHARE,
        DEPOT,
        jan(1),
        jan(2),
        q,
        cost,
        cost * D(x0),
        D(0),
        D(0),
        proceeds,
        proceeds * D(x1),
        D(0),
        D(x1),
    )
    return Parts(row.gain, row.price_part, row.fx_part)


def test_the_cross_term_belongs_to_price() -> None:
    assert parts("10", "100", "0.9", "110", "0.8") == Parts(D(-20), D(80), D(-100))


def test_a_short_gains_when_the_price_falls() -> None:
    assert parts("-10", "100", "1", "80", "1") == Parts(D(200), D(200), D(0))
    assert parts("-10", "100", "0.9", "80", "1") == Parts(D(100), D(200), D(-100))
