"""The names of a bridge's columns and of what its items are, and the groups in which pages show the columns."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.ledger.bridge_items import Column, ItemKind
from portfolios.selectors.bridge_cells import Ends, ValueKind

COLUMN_LABELS: Final[Mapping[str, Promise | str]] = {
    Ends.OPENING: _("Value at the beginning"),
    Column.CONTRIBUTIONS: _("Paid in and brought in"),
    Column.WITHDRAWALS: _("Paid out and taken out"),
    Column.NET_INVESTED: _("Moved in, less moved out"),
    Column.INCOME: _("Income, before taxes and fees"),
    Column.REALIZED_PRICE: _("Prices of what was sold"),
    Column.UNREALIZED_PRICE: _("Prices of what is held"),
    Column.REALIZED_FX: _("Exchange rates on what was sold"),
    Column.UNREALIZED_FX: _("Exchange rates on what is held"),
    Column.CASH_FX: _("Exchange rates on money"),
    Column.ACCRUED_FX: _("Exchange rates on income not yet paid"),
    Column.FEES: _("Fees"),
    Column.TAXES: _("Taxes"),
    Column.CORRECTIONS: _("Corrections to the value reported before"),
    Ends.CLOSING: _("Value at the end"),
}
RESIDUAL_LABEL: Final = _("Not explained by the bookings")

MOVED: Final = (Column.CONTRIBUTIONS, Column.WITHDRAWALS)
PRICE: Final = (Column.REALIZED_PRICE, Column.UNREALIZED_PRICE)
RATES: Final = (Column.REALIZED_FX, Column.UNREALIZED_FX, Column.CASH_FX, Column.ACCRUED_FX)
COSTS: Final = (Column.FEES, Column.TAXES)
GROUPS: Final[Mapping[str, tuple[Promise | str, tuple[str, ...]]]] = {
    "price": (_("Prices"), PRICE),
    "rates": (_("Exchange rates"), RATES),
    "costs": (_("Fees and taxes"), COSTS),
}
"""Columns that are shown together: the group's name and its columns."""

KIND_LABELS: Final[Mapping[str, Promise | str]] = {
    ItemKind.FLOW: _("From or to outside"),
    ItemKind.MOVEMENT: _("Moved"),
    ItemKind.POOLING: _("Cost shared with another account"),
    ItemKind.EARNED: _("Earned"),
    ItemKind.ACCRUAL: _("Interest accrued, less what was paid for it"),
    ItemKind.EXPENSE: _("Paid"),
    ItemKind.DISPOSAL: _("Sold or given away"),
    ItemKind.HOLDING: _("Held at the end"),
    ItemKind.OWN_TRANSFER: _("Moved to an account elsewhere"),
    ItemKind.REVALUATION: _("A balance at another rate"),
    ItemKind.DEALING_DIFFERENCE: _("Dealt at a rate other than the day's"),
    ItemKind.RECEIVABLE: _("Income waiting to be paid"),
    ItemKind.CORRECTION: _("Became known later"),
    ValueKind.HELD: _("Held"),
    ValueKind.ACCRUED: _("Accrued interest"),
    ValueKind.CASH: _("Money"),
    ValueKind.DUE: _("Income due"),
}


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a group, or the one column of that name; nothing for any other name."""
    if name in GROUPS:
        return tuple(str(each) for each in GROUPS[name][1])
    return (name,) if name in COLUMN_LABELS else ()


def label_of(name: str) -> str:
    """The words for a column or a group of them."""
    return str(GROUPS[name][0] if name in GROUPS else COLUMN_LABELS[name])
