"""A bridge as it comes out of the API. Money is in the currency of the conventions; what is null cannot be known."""

from typing import Any

from rest_framework import serializers

from portfolios.api.conventions import ConventionsRead
from portfolios.api.serializers.figures import FiguresRead, figure
from portfolios.choices import FigureState, TransactionType
from portfolios.ledger.bridge_items import ItemKind
from portfolios.ledger.lookup import LookupState
from portfolios.selectors.bridge_cells import ROW_CELLS, WHOLE_CELLS, ValueKind
from portfolios.selectors.bridge_sources import Origin

KINDS = sorted({*(kind.value for kind in ItemKind), *(kind.value for kind in ValueKind)})


class WholeItemsRead(serializers.Serializer[Any]):
    """Where the items of each cell are."""

    def get_fields(self) -> dict[str, Any]:
        """One address for each cell of the whole."""
        return {str(name): serializers.URLField() for name in WHOLE_CELLS}


class RowItemsRead(serializers.Serializer[Any]):
    """Where the items of each cell of a row are."""

    def get_fields(self) -> dict[str, Any]:
        """One address for each cell of a row."""
        return {str(name): serializers.URLField() for name in ROW_CELLS}


class BridgeRowRead(serializers.Serializer[Any]):
    """One instrument in one account, or one currency of a cash account. `net_invested` came from other rows or outside."""

    id = serializers.CharField()
    portfolio = serializers.UUIDField()
    instrument = serializers.UUIDField(allow_null=True)
    account = serializers.UUIDField(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    items = RowItemsRead()

    def get_fields(self) -> dict[str, Any]:
        """The cells of a row."""
        cells: dict[str, Any] = {str(name): figure() for name in ROW_CELLS}
        return {**super().get_fields(), **cells, "residual": figure("What no item explains")}


class BridgeRead(FiguresRead):
    """Why the value changed: opening − withdrawals − fees − taxes + every other column + residual = closing."""

    state = serializers.ChoiceField(FigureState.choices)
    opening_on = serializers.DateField()
    closing_on = serializers.DateField()
    items = WholeItemsRead()
    rows = BridgeRowRead(many=True)

    def get_fields(self) -> dict[str, Any]:
        """The cells of the whole."""
        cells: dict[str, Any] = {str(name): figure() for name in WHOLE_CELLS}
        return {**super().get_fields(), **cells, "residual": figure("What no item explains")}


class BookingRead(serializers.Serializer[Any]):
    """A transaction, in short."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(TransactionType.choices)
    trade_date = serializers.DateField()
    external_id = serializers.CharField(allow_null=True)


class CitedRead(serializers.Serializer[Any]):
    """A price of one unit or a rate: published (observed when, by whom), dealt in a transaction, or the mean of a pool."""

    value = figure()
    on = serializers.DateField(help_text="The day it stands for")
    origin = serializers.ChoiceField([each.value for each in Origin])
    observed_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField([each.value for each in LookupState], allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a field of that name
    path = serializers.ListField(child=serializers.CharField())
    transaction = BookingRead(allow_null=True)


class BridgeItemRead(serializers.Serializer[Any]):
    """One summand. `cost` and `value` are in `currency`, the others in that of the conventions.

    A price effect is `base_value` − `cost` × `rate_after`, a currency effect `cost` × `rate_after` − `base_cost`; any other
    effect is `base_value`.
    """

    column = serializers.ChoiceField([*dict.fromkeys(str(name) for name in (*WHOLE_CELLS, *ROW_CELLS))])
    kind = serializers.ChoiceField(KINDS)
    on = serializers.DateField()
    amount = figure()
    portfolio = serializers.UUIDField(allow_null=True)
    instrument = serializers.UUIDField(allow_null=True)
    account = serializers.UUIDField(allow_null=True)
    currency = serializers.CharField()
    transaction = BookingRead(allow_null=True)
    opened_by = BookingRead(allow_null=True, help_text="The transaction that brought the units")
    quantity = figure("Units; null for money")
    since = serializers.DateField(allow_null=True)
    cost = figure()
    base_cost = figure()
    value = figure()
    base_value = figure()
    price_before = CitedRead(allow_null=True)
    price_after = CitedRead(allow_null=True)
    rate_before = CitedRead(allow_null=True)
    rate_after = CitedRead(allow_null=True)


PAGE_FIELDS: dict[str, Any] = {
    "conventions": ConventionsRead(),
    "total": figure("What stands in the cell; null where no single cell was asked for"),
}
