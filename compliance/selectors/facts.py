"""What the rules look at, made of what the valuation of the day saw."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from compliance.rules.facts import CashFacts, FigureState, PortfolioFacts, PositionFacts
from portfolios.ledger.lookup import LookupState
from portfolios.models import Account, Instrument
from portfolios.selectors.day_values import DayFacts, MissingFigure, PositionValue

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class InstrumentLabel:
    """How an instrument is spoken of: its public id is the subject of rules and alerts."""

    public_id: str
    name: str
    asset_class: str
    max_age: int | None


@dataclass(frozen=True, slots=True)
class Labels:
    """The instruments and accounts of a chunk, by id."""

    instruments: Mapping[int, InstrumentLabel]
    accounts: Mapping[int, tuple[str, str]]


def labels_of(facts: Collection[DayFacts]) -> Labels:
    """Two queries for the whole chunk."""
    instrument_ids = {position.instrument for each in facts for position in each.positions}
    instrument_ids |= {m.instrument for each in facts for m in each.missing if m.instrument is not None}
    account_ids = {balance.account for each in facts for balance in each.balances}
    instruments = Instrument.objects.filter(pk__in=instrument_ids)
    accounts = Account.objects.filter(pk__in=[key for key in account_ids if key is not None])
    return Labels(
        {
            row[0]: InstrumentLabel(str(row[1]), *row[2:])
            for row in instruments.values_list("pk", "public_id", "name", "asset_class", "max_age")
        },
        {
            key: (str(public_id), name or number)
            for key, public_id, name, number in accounts.values_list("pk", "public_id", "name", "number")
        },
    )


def portfolio_facts(
    facts: DayFacts,
    labels: Labels,
    *,
    unit_value: Decimal | None,
    unit_high: Decimal | None,
    average_costs: Mapping[int, Decimal],
    best_prices: Mapping[int, Decimal],
) -> PortfolioFacts:
    """One portfolio on one day. The unit value is the stored one of the day; costs and best prices are by instrument id."""
    taken = facts.net_purchases > 0 or facts.outflow > facts.outflow_in_kind
    return PortfolioFacts(
        as_of=facts.on,
        currency=facts.currency,
        state=FigureState(facts.state.value),
        value=facts.market_value,
        cash=facts.cash,
        positions=tuple(
            _position(each, labels, average_costs.get(each.instrument), best_prices.get(each.instrument))
            for each in facts.positions
        ),
        balances=tuple(
            CashFacts(labels.accounts[each.account][0], each.currency, each.balance)
            for each in facts.balances
            if each.account is not None
        ),
        unit_value=unit_value,
        unit_high=unit_high,
        cash_was_used=taken,
        missing=tuple(_missing(each, labels) for each in facts.missing if each.why == "missing"),
    )


def _position(
    position: PositionValue, labels: Labels, average_cost: Decimal | None, best_price: Decimal | None
) -> PositionFacts:
    label = labels.instruments[position.instrument]
    is_short = position.quantity < 0
    grew = -position.bought if is_short else position.bought
    price = position.price
    return PositionFacts(
        instrument=label.public_id,
        asset_class=label.asset_class,
        value=position.value,
        price=None if price.state is LookupState.MISSING else price.value,
        price_age=price.age,
        max_price_age=label.max_age,
        average_cost=average_cost,
        best_price=best_price,
        is_short=is_short,
        increased=grew > ZERO,
        decreased=grew < ZERO,
    )


def _missing(missing: MissingFigure, labels: Labels) -> str:
    if missing.instrument is None:
        return f"{missing.base}/{missing.quote}"
    return labels.instruments[missing.instrument].name
