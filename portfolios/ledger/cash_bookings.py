"""Bookings of money alone: deposits, income, interest charged, fees and taxes with their refunds, and
exchanges.

Each takes a `sign`: 1 books it, −1 undoes it from the day of the reversal.
"""

from decimal import Decimal

from portfolios.ledger.book_state import BookState
from portfolios.ledger.conversion import ONE
from portfolios.ledger.entries import Entry, EntryType, FeeKind
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.rows import ExpenseKind, IncomeKind, Receivable, ReceivablePaid

__all__ = ["book_deposit", "book_expense", "book_fx", "book_income", "book_interest_charge", "pay_receivable"]

ZERO = Decimal(0)

_INCOME_KINDS = {
    EntryType.DIVIDEND: IncomeKind.DIVIDEND,
    EntryType.INTEREST: IncomeKind.INTEREST,
    EntryType.COUPON: IncomeKind.COUPON,
}


def amount_of(entry: Entry) -> Decimal:
    """The entry's amount; `EntryUnusable` without one."""
    if entry.amount is None:
        raise EntryUnusable(entry, "no amount")
    return entry.amount


def book_deposit(state: BookState, entry: Entry, sign: int) -> None:
    """Money from outside (deposit) or to it (withdrawal)."""
    if entry.type is EntryType.WITHDRAWAL:
        sign = -sign
    amount = sign * amount_of(entry)
    base_amount = amount * state.convert.cash_rate(entry, entry.trade_date)
    state.note_flow(entry, None, amount, base_amount)
    state.move_cash(entry, amount, base_amount)


def book_income(state: BookState, entry: Entry, sign: int) -> None:
    """Income counts gross from its ex day, fee and tax beside it; the net is receivable until it is paid."""
    on = entry.effective_on
    rate = state.convert.cash_rate(entry, on)
    net = sign * amount_of(entry)
    state.earn(entry, _INCOME_KINDS[entry.type], net + sign * (entry.fee + entry.tax), rate)
    state.charge(entry, rate, sign)
    if on == entry.trade_date:
        state.move_cash(entry, net, net * rate)
        return
    receivable = Receivable(
        entry.id,
        on,
        entry.trade_date,
        entry.instrument,
        entry.account,
        entry.cash_account,
        entry.currency,
        net,
        net * rate,
    )
    state.due.append((entry, receivable))


def pay_receivable(state: BookState, entry: Entry, receivable: Receivable) -> None:
    """A receivable becomes cash on the entry's trade date, at the rate of that day."""
    base_paid = receivable.amount * state.convert.cash_rate(entry, entry.trade_date)
    state.move_cash(entry, receivable.amount, base_paid)
    state.receivables_paid.append(
        ReceivablePaid(
            entry.id,
            entry.trade_date,
            entry.instrument,
            entry.account,
            receivable.base_amount,
            base_paid,
        )
    )


def book_interest_charge(state: BookState, entry: Entry, sign: int) -> None:
    """Interest paid: negative income. The amount that leaves includes fee and tax."""
    rate = state.convert.cash_rate(entry, entry.trade_date)
    amount = sign * amount_of(entry)
    charged = amount - sign * (entry.fee + entry.tax)
    state.earn(entry, IncomeKind.INTEREST_CHARGE, -charged, rate)
    state.charge(entry, rate, sign)
    state.move_cash(entry, -amount, -amount * rate)


_EXPENSES = {
    EntryType.FEE: (ExpenseKind.FEE, 1),
    EntryType.FEE_REFUND: (ExpenseKind.FEE, -1),
    EntryType.TAX: (ExpenseKind.TAX, 1),
    EntryType.TAX_REFUND: (ExpenseKind.TAX, -1),
}


def book_expense(state: BookState, entry: Entry, sign: int) -> None:
    """A fee or tax, or its refund, by itself. One paid externally is noted but moves no money."""
    kind, direction = _EXPENSES[entry.type]
    rate = state.convert.cash_rate(entry, entry.trade_date)
    cost = sign * direction * amount_of(entry)
    fee_kind = (entry.fee_kind or FeeKind.OTHER) if kind is ExpenseKind.FEE else None
    state.note_expense(entry, kind, fee_kind, cost, rate, is_standalone=True)
    if not entry.paid_externally:
        state.move_cash(entry, -cost, -cost * rate)


def book_fx(state: BookState, entry: Entry, sign: int) -> None:
    """An exchange: `amount` leaves with its costs in it, `counter_amount` arrives.

    Both sides carry one value: that of the side in the reporting currency, else the market value of what is
    sold. A dealt rate away from the market then shows as a result of the account that bought.
    """
    if entry.counter_currency is None or entry.counter_amount is None:
        raise EntryUnusable(entry, "no counter amount")
    costs = entry.fee + entry.tax
    sold = amount_of(entry) - costs
    if entry.currency == state.currency:
        rate = ONE
    elif entry.counter_currency == state.currency and sold:
        rate = entry.counter_amount / sold
    else:
        rate = state.convert.market_rate(entry.currency, state.currency, entry.trade_date)
    value = entry.counter_amount if entry.counter_currency == state.currency else sold * rate
    state.charge(entry, rate, sign)
    state.move_cash(entry, -sign * amount_of(entry), -sign * (value + costs * rate))
    account = entry.counter_cash_account
    state.post_cash(entry, account, entry.counter_currency, sign * entry.counter_amount, sign * value)
