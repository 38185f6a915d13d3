"""The figures of a portfolio as they come out of the API. Money is in the currency of the conventions unless said otherwise.

What is null cannot be known; `missing` says which price or rate would be needed, `reasons` why there is no figure.
"""

from typing import Any

from rest_framework import serializers

from portfolios.api.conventions import ConventionsRead
from portfolios.choices import FigureState
from portfolios.ledger.lookup import LookupState


def figure(sentence: str = "") -> serializers.CharField:
    """A figure as text, or null."""
    return serializers.CharField(allow_null=True, help_text=sentence)


class MissingRead(serializers.Serializer[Any]):
    """What keeps a figure from being complete: the price of an instrument, or the rate of a pair."""

    why = serializers.ChoiceField(["missing", "stale"])
    instrument = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    base = serializers.CharField(allow_null=True)
    quote = serializers.CharField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)


class FiguresRead(serializers.Serializer[Any]):
    """What every answer with figures carries."""

    conventions = ConventionsRead()
    complete = serializers.BooleanField()
    missing = MissingRead(many=True)


class HoldingRead(serializers.Serializer[Any]):
    """One instrument in one account. `price` and `average_cost` are in `price_currency`."""

    instrument = serializers.UUIDField()
    account = serializers.UUIDField(allow_null=True)
    quantity = serializers.CharField()
    quantity_settled = serializers.CharField()
    average_cost = figure("Cost of a unit, in the unit of its price")
    cost_basis = figure()
    price = figure()
    price_currency = serializers.CharField()
    price_on = serializers.DateField(allow_null=True)
    price_state = serializers.ChoiceField([state.value for state in LookupState])
    fx_rate = figure("What 1 of the price's currency is worth")
    fx_on = serializers.DateField(allow_null=True)
    fx_path = serializers.ListField(child=serializers.CharField())
    market_value = figure("Without accrued interest")
    accrued_interest = figure()
    unrealized_gain = figure()
    unrealized_price = figure("The price's part, without costs")
    unrealized_fx = figure("The rate's part, without costs")
    weight = figure("Fraction of the whole")


class CashRead(serializers.Serializer[Any]):
    """Money in one cash account, in its own currency; `market_value` in the one asked for."""

    account = serializers.UUIDField(allow_null=True)
    currency = serializers.CharField()
    balance = serializers.CharField()
    balance_settled = serializers.CharField()
    fx_rate = figure()
    fx_on = serializers.DateField(allow_null=True)
    market_value = figure()


class ReceivableRead(serializers.Serializer[Any]):
    """Income between its ex day and its pay day, part of the value."""

    instrument = serializers.UUIDField(allow_null=True)
    currency = serializers.CharField()
    amount = serializers.CharField()
    due_on = serializers.DateField()
    market_value = figure()


class HoldingsRead(FiguresRead):
    """Everything held at the close of a day."""

    state = serializers.ChoiceField(FigureState.choices)
    market_value = figure("The whole: holdings with accrued interest, cash and income receivable")
    cash_value = figure("All cash")
    results = HoldingRead(many=True)
    next = serializers.URLField(allow_null=True)
    cash = CashRead(many=True)
    receivables = ReceivableRead(many=True)


class ValuationRead(serializers.Serializer[Any]):
    """One day at its close; flows are those of the day."""

    as_of = serializers.DateField()
    market_value = figure()
    cash = figure()
    inflow = serializers.CharField()
    outflow = serializers.CharField()
    state = serializers.ChoiceField(FigureState.choices)


class ReturnRead(serializers.Serializer[Any]):
    """One day's return as a fraction."""

    on = serializers.DateField()
    value = figure()
    inflow = serializers.CharField()
    outflow = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`return` is a word of Python's own."""
        return {**super().get_fields(), "return": figure()}


class PerformanceRead(FiguresRead):
    """How it did over the period. Fractions; the plain ones are net of all fees, `…_gross` before management and
    performance fees. `reasons` says of each null why there is no figure."""

    opening_value = figure()
    closing_value = figure()
    external_flows = figure("Contributions less withdrawals")
    absolute_gain = figure("Closing less opening value less external flows")
    income_gross = figure()
    fees = figure()
    taxes = figure()
    time_weighted_return = figure()
    time_weighted_return_annualized = figure()
    time_weighted_return_gross = figure()
    time_weighted_return_gross_annualized = figure()
    money_weighted_return = figure()
    money_weighted_return_annualized = figure()
    modified_dietz_return = figure()
    benchmark_return = figure()
    excess_return = figure()
    volatility = figure()
    volatility_period = figure()
    max_drawdown = figure()
    max_drawdown_days = serializers.IntegerField(allow_null=True)
    ambiguous = serializers.ListField(child=serializers.CharField())
    reasons = serializers.DictField(child=serializers.CharField())


class HouseholdPerformanceRead(PerformanceRead):
    """The same of a household; `incomplete_portfolios` are those whose value at either end is not known."""

    incomplete_portfolios = serializers.ListField(child=serializers.UUIDField())


class PositionRead(serializers.Serializer[Any]):
    """One instrument over the period."""

    instrument = serializers.UUIDField()
    name = serializers.CharField()
    opening_value = figure()
    closing_value = figure()
    purchases = figure()
    sales = figure()
    dividends_gross = figure()
    dividends_net = figure()
    income_gross = figure()
    fees = figure()
    taxes = figure()
    realized_gain = figure()
    unrealized_gain = figure()
    total_gain = figure()
    time_weighted_return = figure()
    money_weighted_return = figure()
    reasons = serializers.DictField(child=serializers.CharField())


class RealizedGainRead(serializers.Serializer[Any]):
    """One lot, or part of one, that ended."""

    instrument = serializers.UUIDField()
    account = serializers.UUIDField(allow_null=True)
    acquired = serializers.DateField()
    disposed = serializers.DateField()
    quantity = serializers.CharField()
    cost = figure()
    proceeds = figure()
    gain = figure()
    price_part = figure()
    fx_part = figure()
    costs = figure("Fees and taxes of both ends")
    is_transfer = serializers.BooleanField()
