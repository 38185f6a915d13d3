"""The figures of a bridge as every reader sees them: in the minor unit of its currency, adding up to the last one."""

from collections.abc import Sequence
from decimal import Decimal

from portfolios.ledger.bridge import Bridge, BridgeRow, in_minor_units, row_in_minor_units
from portfolios.ledger.bridge_items import Column
from portfolios.ledger.money import round_money


def figures_shown(whole: Bridge | BridgeRow, currency: str) -> dict[str, Decimal | None]:
    """Every column, both ends and the residual; where one is unknown (None) each of the others is rounded alone."""
    together = in_minor_units(whole) if isinstance(whole, Bridge) else row_in_minor_units(whole, currency)
    if together is not None:
        return dict(together)
    exact = {column.value: amount for column, amount in whole.columns.items()}
    exact |= {
        "opening_value": whole.opening_value,
        "closing_value": whole.closing_value,
        "residual": whole.residual,
    }
    return {name: None if amount is None else round_money(amount, currency) for name, amount in exact.items()}


def effects_shown(whole: Bridge | BridgeRow, currency: str) -> dict[str, Decimal | None]:
    """The same, with what lowers the value negative: withdrawals, fees and taxes."""
    return {name: effect_of(name, amount) for name, amount in figures_shown(whole, currency).items()}


def effect_of(column: str, amount: Decimal | None) -> Decimal | None:
    """What the amount of a column does to the value."""
    if amount is None or column not in set(Column):
        return amount
    return Column(column).sign * amount


def summed(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None when a part of it is not known."""
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None
