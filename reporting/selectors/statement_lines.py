"""The tables of a statement: holdings, cash, income to come, allocation, transactions, from a valued book and its entries."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from portfolios.choices import AssetClass
from portfolios.ledger.corporate_actions import money_brought
from portfolios.ledger.entries import CORPORATE_ACTIONS, INCOME, Entry, EntryType, in_order
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.valuation import Valuation, ValuedBalance, ValuedHolding, ValuedReceivable
from portfolios.models import Price, Transaction
from reporting.selectors.statement_inputs import StatementInputs
from reporting.statement_data import (
    AllocationLine,
    CashLine,
    HoldingLine,
    MissingLine,
    ReceivableLine,
    TransactionLine,
)

ZERO = Decimal(0)
MONEY_IN = INCOME | {
    EntryType.DEPOSIT,
    EntryType.SELL,
    EntryType.FEE_REFUND,
    EntryType.TAX_REFUND,
    EntryType.REDEMPTION,
    EntryType.RETURN_OF_CAPITAL,
}
MONEY_OUT = {
    EntryType.BUY,
    EntryType.WITHDRAWAL,
    EntryType.INTEREST_CHARGE,
    EntryType.FEE,
    EntryType.TAX,
    EntryType.FX,
}
CLASS_ORDER = {code: place for place, code in enumerate(AssetClass.values)}


def holding_lines(inputs: StatementInputs, valuation: Valuation) -> tuple[HoldingLine, ...]:
    """The positions by asset class and name; a weight is missing where the value of the whole is."""
    sources = _price_sources(inputs, valuation)
    lines = [
        _holding_line(inputs, each, valuation.total, sources)
        for each in valuation.holdings
        if each.holding.quantity
    ]
    return tuple(
        sorted(lines, key=lambda line: (CLASS_ORDER[line.asset_class], line.name, line.isin, line.account))
    )


def _holding_line(
    inputs: StatementInputs, each: ValuedHolding, total: Decimal | None, sources: Mapping[int, str]
) -> HoldingLine:
    instrument = inputs.instruments[each.holding.instrument]
    account = inputs.accounts.get(each.holding.account or 0)
    return HoldingLine(
        name=instrument.name,
        isin=instrument.isin,
        asset_class=instrument.asset_class,
        account=account.number if account else "",
        quantity=each.holding.quantity,
        currency=instrument.currency,
        price=each.price.value,
        price_on=each.price.observed_on,
        price_state=each.price.state.value,
        price_source=sources.get(instrument.pk, ""),
        fx_rate=each.rate.value,
        market_value=each.market_value,
        accrued_interest=each.accrued_value if each.accrued_interest else None,
        weight=_weight(_held_value(each), total),
        cost_basis=each.holding.base_cost,
        unrealized_gain=each.unrealized_gain,
    )


def _held_value(each: ValuedHolding) -> Decimal | None:
    if each.market_value is None or each.accrued_value is None:
        return None
    return each.market_value + each.accrued_value


def _weight(value: Decimal | None, total: Decimal | None) -> Decimal | None:
    """The share of the whole; None without either, and where there is no whole to have a share of."""
    return None if value is None or total is None or total <= 0 else value / total


def _price_sources(inputs: StatementInputs, valuation: Valuation) -> dict[int, str]:
    """Where the prices used came from, by instrument."""
    used = {(each.price.instrument, each.price.observed_on) for each in valuation.holdings}
    rows = Price.objects.filter(
        instrument_id__in={instrument for instrument, _on in used},
        on__in={on for _instrument, on in used if on},
    )
    if inputs.known_at is not None:
        rows = rows.filter(recorded_at__lte=inputs.known_at)
    found = rows.order_by("instrument_id", "on", "id").values_list("instrument_id", "on", "source")
    return {instrument: source for instrument, on, source in found if (instrument, on) in used}


def cash_lines(inputs: StatementInputs, opening: Valuation, closing: Valuation) -> tuple[CashLine, ...]:
    """The cash accounts that were used, at both ends; one that opened within the period began with nothing."""
    before = {
        (each.balance.account, each.balance.currency): each.balance.balance for each in opening.balances
    }
    lines = []
    for each in closing.balances:
        account = inputs.accounts.get(each.balance.account or 0)
        lines.append(
            CashLine(
                account=account.number if account else "",
                currency=each.balance.currency,
                opening_balance=before.get((each.balance.account, each.balance.currency), ZERO),
                closing_balance=each.balance.balance,
                fx_rate=each.rate.value,
                closing_value=each.market_value,
            )
        )
    return tuple(lines)


def receivable_lines(inputs: StatementInputs, valuation: Valuation) -> tuple[ReceivableLine, ...]:
    """Income between its ex and its pay day, by the day it is due."""
    lines = [
        ReceivableLine(
            name=inputs.instruments[due.receivable.instrument].name if due.receivable.instrument else "",
            ex_on=due.receivable.ex_on,
            due_on=due.receivable.due_on,
            currency=due.receivable.currency,
            amount=due.receivable.amount,
            fx_rate=due.rate.value,
            value=due.market_value,
        )
        for due in valuation.receivables
    ]
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.name)))


def allocation_lines(inputs: StatementInputs, valuation: Valuation) -> tuple[AllocationLine, ...]:
    """Actual shares of the asset classes beside the mandate's bands; money and income to come are cash."""
    held: dict[str, Decimal | None] = {}
    for each in valuation.holdings:
        _add(held, inputs.instruments[each.holding.instrument].asset_class, _held_value(each))
    money: list[ValuedBalance | ValuedReceivable] = [*valuation.balances, *valuation.receivables]
    for part in money:
        _add(held, AssetClass.CASH.value, part.market_value)
    bands = {target.asset_class: target for target in inputs.agreed.allocation}
    lines = []
    for code in sorted({*held, *bands}, key=CLASS_ORDER.__getitem__):
        band = bands.get(code)
        lines.append(
            AllocationLine(
                asset_class=code,
                weight=_weight(held.get(code, ZERO), valuation.total),
                target=band.target if band else None,
                minimum=band.minimum if band else None,
                maximum=band.maximum if band else None,
            )
        )
    return tuple(lines)


def _add(sums: dict[str, Decimal | None], key: str, value: Decimal | None) -> None:
    known = sums.get(key, ZERO)
    sums[key] = None if known is None or value is None else known + value


def missing_lines(inputs: StatementInputs, valuations: Iterable[Valuation]) -> tuple[MissingLine, ...]:
    """What keeps these valuations from being complete, each once, what is missing before what is merely old."""
    found: dict[MissingLine, None] = {}
    for valuation in valuations:
        for each in valuation.holdings:
            name = inputs.instruments[each.holding.instrument].name
            _note(found, name, each.price.state, each.price.observed_on)
        parts: list[ValuedHolding | ValuedBalance | ValuedReceivable] = [
            *valuation.holdings,
            *valuation.balances,
            *valuation.receivables,
        ]
        for part in parts:
            if part.market_value != 0:
                _note(found, f"{part.rate.base}/{part.rate.quote}", part.rate.state, part.rate.observed_on)
    return tuple(sorted(found, key=lambda line: (line.reason, line.subject)))


def _note(found: dict[MissingLine, None], subject: str, state: LookupState, last_on: date | None) -> None:
    if state is not LookupState.COMPLETE:
        reason = "missing" if state is LookupState.MISSING else "stale"
        found[MissingLine(subject, reason, last_on)] = None


def transaction_lines(
    inputs: StatementInputs, *, belongs: Callable[[Entry], bool]
) -> tuple[TransactionLine, ...]:
    """The bookings that `belongs` picks, by trade date and within a day in the order of the ledger, reversals included."""
    chosen = [entry for entry in in_order(inputs.entries) if belongs(entry)]
    chosen.sort(key=lambda entry: entry.trade_date)
    notes = dict(Transaction.objects.filter(pk__in=[entry.id for entry in chosen]).values_list("pk", "note"))
    return tuple(_transaction_line(inputs, entry, notes.get(entry.id, "")) for entry in chosen)


def _transaction_line(inputs: StatementInputs, entry: Entry, note: str) -> TransactionLine:
    instrument = inputs.instruments[entry.instrument] if entry.instrument else None
    sign = _sign(entry)
    amount = entry.amount
    if entry.type in CORPORATE_ACTIONS:
        amount = money_brought(entry.type, entry.amount, entry.cash_in_lieu)
    return TransactionLine(
        trade_date=entry.trade_date,
        settlement_date=entry.settles_on,
        type=entry.type.value,
        instrument=instrument.name if instrument else "",
        quantity=entry.quantity,
        price=entry.price,
        price_currency=instrument.currency if instrument and entry.price is not None else "",
        currency=entry.currency,
        amount=None if amount is None else sign * amount,
        counter_currency=entry.counter_currency or "",
        counter_amount=None if entry.counter_amount is None else -sign * entry.counter_amount,
        fee=entry.fee or None,
        tax=entry.tax or None,
        fx_rate=entry.fx_rate,
        is_reversal=entry.reverses is not None,
        note=note,
    )


def _sign(entry: Entry) -> int:
    undone = -1 if entry.reverses is not None else 1
    if entry.type in MONEY_IN or (entry.type is EntryType.TRANSFER_IN and entry.instrument is None):
        return undone
    if entry.type in MONEY_OUT or (entry.type is EntryType.TRANSFER_OUT and entry.instrument is None):
        return -undone
    return 1
