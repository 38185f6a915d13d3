"""Which of two values is the worse."""

from decimal import Decimal

import pytest

from compliance.rules.outcomes import Direction, worse


@pytest.mark.parametrize(
    ("one", "other", "direction", "expected"),
    [
        ("0.26", "0.27", Direction.ABOVE, "0.27"),
        ("0.84", "0.79", Direction.BELOW, "0.79"),
        (None, "0.79", Direction.BELOW, "0.79"),
        ("0.84", None, Direction.ABOVE, "0.84"),
        (None, None, Direction.ABOVE, None),
    ],
)
def test_the_worse_value(
    one: str | None, other: str | None, direction: Direction, expected: str | None
) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert worse(number(one), number(other), direction) == number(expected)
