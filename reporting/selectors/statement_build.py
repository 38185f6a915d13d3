"""One frozen `StatementData` of a portfolio and period, computed from the ledger, prices and rates as known at a moment.

Nothing is stored here and nothing rounded but what says so (`AmountLine.shown`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portfolios.choices import FigureState
from portfolios.ledger.bridge import Bridge, bridge_period, correction_items
from portfolios.ledger.bridge_items import Column, Item
from portfolios.ledger.entries import INCOME, Entry, EntryType, FeeKind
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.money import largest_remainder, round_money
from portfolios.ledger.positions import fold
from portfolios.ledger.valuation import Valuation, value_book
from portfolios.models import Portfolio
from reporting.models import StatementKind, StatementVersion, VersionState
from reporting.selectors.statement_inputs import StatementInputs, statement_inputs
from reporting.selectors.statement_lines import (
    allocation_lines,
    cash_lines,
    holding_lines,
    missing_lines,
    receivable_lines,
    transaction_lines,
)
from reporting.selectors.statement_returns import period_returns
from reporting.statement_data import (
    AccountBlock,
    AmountLine,
    ChangeBlock,
    FirmBlock,
    MissingLine,
    PeriodBlock,
    StatementData,
)
from tenancy.models import Tenant
from tenancy.permissions import Actor, require
from tenancy.roles import Action

ZERO = Decimal(0)
STEPS: Mapping[str, tuple[Column, ...]] = {
    "contributions": (Column.CONTRIBUTIONS,),
    "withdrawals": (Column.WITHDRAWALS,),
    "income": (Column.INCOME,),
    "price": (Column.REALIZED_PRICE, Column.UNREALIZED_PRICE),
    "fx": (Column.REALIZED_FX, Column.UNREALIZED_FX, Column.CASH_FX, Column.ACCRUED_FX),
    "fees": (Column.FEES,),
    "taxes": (Column.TAXES,),
    "corrections": (Column.CORRECTIONS,),
}
FLOWS = frozenset({"contributions", "withdrawals", "corrections"})
ONLY_IF_ANY = frozenset({"corrections", "residual"})
INCOME_TYPES = INCOME | {EntryType.INTEREST_CHARGE}


def statement_data_build(
    *,
    actor: Actor,
    portfolio: Portfolio,
    kind: StatementKind | str,
    after: date,
    until: date,
    known_at: datetime,
) -> StatementData:
    """The statement of (after, until] with what was recorded up to `known_at`; a figure that cannot be known is None.

    Raises `ValueError` for a period without a day.
    """
    require(actor, Action.VIEW, portfolio)
    if until <= after:
        raise ValueError(f"the period from {after} to {until} holds no day")
    inputs = statement_inputs(tenant=actor.tenant, portfolio=portfolio, until=until, known_at=known_at)
    ends = _Ends(valuation_at(inputs, after), valuation_at(inputs, until))
    bridge = _bridge(inputs, after, until)
    returns = period_returns(inputs, after=after, until=until)
    missing = missing_lines(inputs, [ends.opening, ends.closing])
    change = _change(bridge, ends)
    return StatementData(
        firm=_firm(actor.tenant),
        account=_account(inputs),
        period=PeriodBlock(str(kind), after, until, known_at, _state(returns.state, missing)),
        language=portfolio.client.language,
        change=change,
        performance=returns.performance,
        holdings=holding_lines(inputs, ends.closing),
        cash=cash_lines(inputs, ends.opening, ends.closing),
        allocation=allocation_lines(inputs, ends.closing),
        receivables=receivable_lines(inputs, ends.closing),
        transactions=transaction_lines(inputs, belongs=lambda entry: after < entry.trade_date <= until),
        fees=_kinds(inputs, bridge, Column.FEES, change),
        income=_kinds(inputs, bridge, Column.INCOME, change),
        series=returns.series,
        missing=missing,
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    """The portfolio at both ends of the period, on the cost of its own lots."""

    opening: Valuation
    closing: Valuation


def valuation_at(inputs: StatementInputs, on: date, entries: Sequence[Entry] | None = None) -> Valuation:
    """What the portfolio held at the close of `on` and what that was worth; `entries` in place of all that are known."""
    book = fold(
        inputs.entries if entries is None else entries,
        inputs.terms,
        as_of=on,
        currency=inputs.currency,
        rates=inputs.rates,
        prices=inputs.prices,
        cost_method=inputs.cost_method,
        lot_scope=inputs.lot_scope,
    )
    return value_book(book, on, inputs.prices, inputs.rates)


def _bridge(inputs: StatementInputs, after: date, until: date) -> Bridge:
    return bridge_period(
        inputs.entries,
        inputs.terms,
        start=after,
        end=until,
        currency=inputs.currency,
        rates=inputs.rates,
        prices=inputs.prices,
        cost_method=inputs.cost_method,
        lot_scope=inputs.lot_scope,
        corrections=_corrections(inputs, after),
    )


def _corrections(inputs: StatementInputs, on: date) -> list[Item]:
    """What has become known since of a value that a released statement gave for `on`."""
    reported = (
        StatementVersion.objects.filter(
            statement__portfolio=inputs.portfolio, statement__period_to=on, state=VersionState.RELEASED
        )
        .order_by("-released_at", "-id")
        .first()
    )
    value = None if reported is None else reported.data["change"]["closing_value"]
    if reported is None or value is None:
        return []
    then = [each for each in inputs.entries if each.recorded_at and each.recorded_at <= reported.known_at]
    return correction_items(
        then,
        inputs.entries,
        lambda entries: valuation_at(inputs, on, entries).total,
        reported=Decimal(value),
        on=on,
    )


def _change(bridge: Bridge, ends: _Ends) -> ChangeBlock:
    amounts: dict[str, Decimal | None] = {
        kind: _total(_signed(bridge, column) for column in columns) for kind, columns in STEPS.items()
    }
    amounts["residual"] = bridge.residual
    steps = {
        kind: amount
        for kind, amount in amounts.items()
        if kind not in ONLY_IF_ANY or amount is None or round_money(amount, bridge.currency)
    }
    return ChangeBlock(
        opening_value=bridge.opening_value,
        closing_value=bridge.closing_value,
        gain=_total(amount for kind, amount in amounts.items() if kind not in FLOWS),
        cash_opening=ends.opening.cash,
        cash_closing=ends.closing.cash,
        steps=_shown(steps, bridge),
    )


def _signed(bridge: Bridge, column: Column) -> Decimal | None:
    amount = bridge.columns[column]
    return None if amount is None else column.sign * amount


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _shown(steps: Mapping[str, Decimal | None], bridge: Bridge) -> tuple[AmountLine, ...]:
    """The steps with their cents: they add up to the last one where every figure is known."""
    exact = [amount for amount in steps.values() if amount is not None]
    if len(exact) < len(steps) or bridge.opening_value is None or bridge.closing_value is None:
        return tuple(
            AmountLine(kind, amount, None if amount is None else round_money(amount, bridge.currency))
            for kind, amount in steps.items()
        )
    whole = round_money(bridge.closing_value, bridge.currency) - round_money(
        bridge.opening_value, bridge.currency
    )
    shown = largest_remainder(exact, bridge.currency, total=whole)
    return tuple(AmountLine(kind, steps[kind], cents) for kind, cents in zip(steps, shown, strict=True))


def _kinds(
    inputs: StatementInputs, bridge: Bridge, column: Column, change: ChangeBlock
) -> tuple[AmountLine, ...]:
    """The items of one column by kind, with cents that add up to the step shown for it."""
    entries = {entry.id: entry for entry in inputs.entries}
    sums: dict[str, Decimal] = {}
    for item in bridge.items:
        if item.column is column:
            kind = _kind_of(column, entries.get(item.entry or 0))
            sums[kind] = sums.get(kind, ZERO) + item.amount
    sums = {kind: sums[kind] for kind in sorted(sums) if sums[kind]}
    step = next(line.shown for line in change.steps if line.kind == column.value)
    if step is None or any(amount.is_nan() for amount in sums.values()):
        return tuple(
            AmountLine(kind, None if amount.is_nan() else amount, None) for kind, amount in sums.items()
        )
    shown = largest_remainder(list(sums.values()), inputs.currency, total=column.sign * step)
    return tuple(AmountLine(kind, sums[kind], cents) for kind, cents in zip(sums, shown, strict=True))


def _kind_of(column: Column, entry: Entry | None) -> str:
    if column is Column.FEES:
        stated = None if entry is None else entry.fee_kind
        standalone = entry is not None and entry.type in (EntryType.FEE, EntryType.FEE_REFUND)
        return (stated or (FeeKind.OTHER if standalone else FeeKind.TRANSACTION)).value
    return entry.type.value if entry is not None and entry.type in INCOME_TYPES else "accrued"


def _state(state: FigureState, missing: Sequence[MissingLine]) -> str:
    if any(line.reason == LookupState.MISSING for line in missing):
        return FigureState.INCOMPLETE.value
    return state.value


def _firm(tenant: Tenant) -> FirmBlock:
    return FirmBlock(tenant.legal_name, tenant.lei, tenant.notice, tenant.zone)


def _account(inputs: StatementInputs) -> AccountBlock:
    portfolio, mandate = inputs.portfolio, inputs.agreed.mandate
    return AccountBlock(
        client_name=portfolio.client.name,
        client_reference=portfolio.client.reference,
        portfolio_name=portfolio.name,
        portfolio_reference=portfolio.reference,
        portfolio_id=str(portfolio.public_id),
        currency=portfolio.currency,
        mandate_type=mandate.type if mandate else "",
        mandate_version=mandate.version if mandate else None,
        rule_pack=mandate.rule_pack if mandate else "",
        cost_method=portfolio.cost_method,
        flow_timing=portfolio.flow_timing or inputs.tenant.flow_timing,
    )
