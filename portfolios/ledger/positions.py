"""The book of one portfolio: a fold over its entries that can be stopped, read and continued on any day.

    book = fold(entries, terms, as_of=day, currency="EUR", rates=rates)
    book.holdings(), book.balances(), book.lots(), book.realized, book.income, book.expenses, book.flows

It holds quantities, cash and costs. What they are worth on a day is the question of `valuation`.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from portfolios.ledger.book_state import Basis, BookState
from portfolios.ledger.cash_bookings import (
    book_deposit,
    book_expense,
    book_fx,
    book_income,
    book_interest_charge,
    pay_receivable,
)
from portfolios.ledger.conversion import Missing
from portfolios.ledger.corporate_actions import book_split, book_stock_dividend, undo_split
from portfolios.ledger.entries import INCOME, Entry, EntryType, InstrumentTerms, in_order
from portfolios.ledger.errors import EntryUnusable, OutOfOrder, Refusal
from portfolios.ledger.fx import RateSource
from portfolios.ledger.held import Balance, HeldLot, Holding
from portfolios.ledger.lots import CostMethod, Lot, LotScope
from portfolios.ledger.pricing import PriceSource
from portfolios.ledger.reorganisations import book_merger, book_return_of_capital, book_spin_off
from portfolios.ledger.rows import UNKNOWN, Flow, Receivable, known, without_internal
from portfolios.ledger.trades import book_buy, book_sell, undo_buy, undo_sell
from portfolios.ledger.transfers import (
    book_transfer_in,
    book_transfer_out,
    undo_transfer_in,
    undo_transfer_out,
)

__all__ = ["Balance", "Book", "HeldLot", "Holding", "fold", "net_of_reversals", "walk"]

ZERO = Decimal(0)


_Booking = Callable[[BookState, Entry], None]
_Undoing = Callable[[BookState, Entry, int], None]
_Signed = Callable[[BookState, Entry, int], None]

_BOOK: dict[EntryType, _Booking] = {
    EntryType.BUY: book_buy,
    EntryType.SELL: book_sell,
    EntryType.TRANSFER_IN: book_transfer_in,
    EntryType.TRANSFER_OUT: book_transfer_out,
    EntryType.SPLIT: book_split,
    EntryType.STOCK_DIVIDEND: book_stock_dividend,
    EntryType.SPIN_OFF: book_spin_off,
    EntryType.MERGER: book_merger,
    EntryType.REDEMPTION: book_sell,
    EntryType.RETURN_OF_CAPITAL: book_return_of_capital,
}
_UNDO: dict[EntryType, _Undoing] = {
    EntryType.BUY: undo_buy,
    EntryType.SELL: undo_sell,
    EntryType.TRANSFER_IN: undo_transfer_in,
    EntryType.TRANSFER_OUT: undo_transfer_out,
    EntryType.SPLIT: undo_split,
    EntryType.REDEMPTION: undo_sell,
}
_BOOK_SIGNED: dict[EntryType, _Signed] = {
    EntryType.DEPOSIT: book_deposit,
    EntryType.WITHDRAWAL: book_deposit,
    EntryType.DIVIDEND: book_income,
    EntryType.INTEREST: book_income,
    EntryType.COUPON: book_income,
    EntryType.INTEREST_CHARGE: book_interest_charge,
    EntryType.FEE: book_expense,
    EntryType.FEE_REFUND: book_expense,
    EntryType.TAX: book_expense,
    EntryType.TAX_REFUND: book_expense,
    EntryType.FX: book_fx,
}


class Book(BookState):
    """The state after the entries applied so far. Apply them in the order of `in_order`; read it on any day
    between.

    Beside the methods below it carries the rows of what happened: `unit_movements`, `cash_movements`,
    `income`, `expenses`, `realized`, `receivables_paid`, each an append-only list.
    """

    def apply(self, entry: Entry) -> None:
        """Fold one entry in, after whatever falls due before it.

        A reversal undoes its entry as of its own trade date: units, money, lots and gains are afterwards as
        if the entry had not been, and both stay on record with opposite signs. Raises `OutOfOrder` for an
        entry effective before the day reached, `EntryUnusable` for one that lacks what its type needs.
        """
        on = entry.effective_on
        if on != self.as_of:
            if self.as_of is not None and on < self.as_of:
                raise OutOfOrder(entry, f"effective {on}, but the book stands at {self.as_of}")
            self.advance(on)
        if entry.reverses is not None:
            self._undo(entry, entry.reverses)
            return
        book = _BOOK.get(entry.type)
        if book is not None:
            book(self, entry)
        else:
            _BOOK_SIGNED[entry.type](self, entry, 1)

    def _undo(self, entry: Entry, original: int) -> None:
        if entry.type in INCOME and self._withdraw_receivable(entry, original):
            return
        undo, signed = _UNDO.get(entry.type), _BOOK_SIGNED.get(entry.type)
        if undo is not None:
            undo(self, entry, original)
        elif signed is not None:
            signed(self, entry, -1)
        else:
            reason = "an act of the issuer is reversed from its own day"
            raise EntryUnusable(entry, reason, Refusal.REVERSED_LATER)

    def _withdraw_receivable(self, entry: Entry, original: int) -> bool:
        """Take income back that was not paid yet; False when there is none."""
        for index, (_, receivable) in enumerate(self.due):
            if receivable.entry == original:
                del self.due[index]
                on_due_day = entry._replace(
                    trade_date=receivable.due_on, ex_date=entry.trade_date, reverses=None
                )
                book_income(self, on_due_day, -1)
                self.due.pop()
                return True
        return False

    def advance(self, on: date) -> None:
        """Move to the close of `on`, paying the receivables due by then. Days never run backwards."""
        if self.due:
            due = sorted((each for each in self.due if each[1].due_on <= on), key=lambda each: each[1].due_on)
            self.due = [each for each in self.due if each[1].due_on > on]
            for entry, receivable in due:
                pay_receivable(self, entry, receivable)
        self.as_of = on

    def copy(self) -> "Book":
        """An independent book in the same state; the rows themselves are shared, being immutable."""
        twin = copy.copy(self)
        twin.convert = copy.copy(self.convert)
        twin.convert.missing = dict(self.convert.missing)
        twin.units = {key: each.copy() for key, each in self.units.items()}
        twin.money = {key: each.copy() for key, each in self.money.items()}
        twin.pools = {key: each.copy() for key, each in self.pools.items()}
        twin.transit = {key: [lot.copy() for lot in lots] for key, lots in self.transit.items()}
        twin.due = list(self.due)
        twin.unit_movements = list(self.unit_movements)
        twin.cash_movements = list(self.cash_movements)
        twin.raw_flows = list(self.raw_flows)
        twin.income = list(self.income)
        twin.expenses = list(self.expenses)
        twin.realized = list(self.realized)
        twin.receivables_paid = list(self.receivables_paid)
        return twin

    def opened_at_market(self, prices: PriceSource, on: date) -> "Book":
        """A new period's book: what is held at the close of `on` enters at its market value of that day.

        Dates of acquisition stay, rows begin anew, later arrivals in kind enter at their value too. Lots
        whose price or rate is missing have an unknown cost. Raises ValueError when the book stands after
        `on`.
        """
        if self.as_of is not None and self.as_of > on:
            raise ValueError(f"the book stands at {self.as_of}, after {on}")
        twin = self.copy()
        twin.advance(on)
        twin.clear_rows()
        twin.basis = Basis.MARKET
        twin.convert.missing.clear()
        for (instrument, _), pool in twin.pools.items():
            for lot in pool.lots():
                twin._revalue(lot, instrument, prices, on)
        for (_, instrument), lots in twin.transit.items():
            for lot in lots:
                twin._revalue(lot, instrument, prices, on)
        twin.due = [
            (
                entry,
                replace(
                    each, base_amount=each.amount * twin.convert.market_rate(each.currency, twin.currency, on)
                ),
            )
            for entry, each in twin.due
        ]
        return twin

    def _revalue(self, lot: Lot, instrument: int, prices: PriceSource, on: date) -> None:
        terms = self.terms[instrument]
        price = prices.price(instrument, on).value
        if price is None:
            self.convert.missing[Missing(on, instrument=instrument)] = None
        lot.cost = UNKNOWN if price is None else lot.quantity * terms.price_factor * price
        lot.base_cost = lot.cost * self.convert.market_rate(terms.currency, self.currency, on)
        lot.expenses = lot.base_expenses = ZERO

    @property
    def flows(self) -> list[Flow]:
        """Flows between the portfolio and others, outside or own; moves within it are left out."""
        return without_internal(self.raw_flows)

    @property
    def receivables(self) -> list[Receivable]:
        """Income whose ex day has come and that is not paid yet."""
        return [receivable for _, receivable in self.due]

    @property
    def missing(self) -> list[Missing]:
        """Every rate and price the fold needed and did not have, each once."""
        unvalued = {
            Missing(flow.on, instrument=flow.instrument): None
            for flow in self.flows
            if flow.quantity is not None and flow.amount.is_nan()
        }
        return list(self.convert.missing | unvalued)

    @property
    def unmatched_choices(self) -> dict[int, Decimal]:
        """Units by instrument for which the lot an entry chose was not held, so that the oldest were taken."""
        found: dict[int, Decimal] = {}
        for (instrument, _), pool in self.pools.items():
            if pool.unmatched:
                found[instrument] = found.get(instrument, ZERO) + pool.unmatched
        return found

    def holdings(self) -> list[Holding]:
        """What is held or still to settle, by instrument and custody account, in that order."""
        held = [self._holding(*key) for key in sorted(self.units, key=lambda key: (key[0], key[1] or 0))]
        return [each for each in held if each.quantity or each.quantity_settled]

    def _holding(self, instrument: int, account: int | None) -> Holding:
        position = self.units[instrument, account]
        pool = self.pool(instrument, account)
        total = _summed(pool.lots())
        if total.quantity and total.quantity != position.total:
            total = total.split_off(total.quantity * (position.total / total.quantity))
        cost = known(total.cost) if position.total else ZERO
        per_unit = position.total * self.terms[instrument].price_factor
        return Holding(
            instrument,
            account,
            position.total,
            position.settled(self.as_of),
            cost,
            known(total.base_cost) if position.total else ZERO,
            known(total.expenses) if position.total else ZERO,
            known(total.base_expenses) if position.total else ZERO,
            cost / per_unit if per_unit and cost is not None else None,
        )

    def balances(self) -> list[Balance]:
        """Money by cash account and currency, empty accounts that were used included."""
        return [
            Balance(account, currency, pending.total, pending.settled(self.as_of))
            for (account, currency), pending in sorted(
                self.money.items(), key=lambda item: (item[0][0] or 0, item[0][1])
            )
        ]

    def lots(self) -> list[HeldLot]:
        """The tax lots held, by instrument, pool and date of acquisition."""
        return [
            HeldLot(
                instrument,
                account,
                lot.opened_by,
                lot.acquired_on,
                lot.quantity,
                known(lot.cost),
                known(lot.base_cost),
                known(lot.expenses),
                known(lot.base_expenses),
            )
            for (instrument, account), pool in sorted(
                self.pools.items(), key=lambda item: (item[0][0], item[0][1] or 0)
            )
            for lot in pool.lots()
        ]


def _summed(lots: Iterable[Lot]) -> Lot:
    total = Lot(0, date.min, ZERO, ZERO, ZERO)
    for lot in lots:
        total.join(lot)
    return total


def net_of_reversals(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without the pairs that cancel from the beginning: a reversal not later than the day it
    undoes.

    A reversal effective later stays, with its entry, and undoes it from its own day on.
    """
    alive = {entry.id: entry for entry in entries}
    for entry in sorted(alive.values(), key=lambda entry: entry.id, reverse=True):
        if entry.reverses is None or entry.id not in alive:
            continue
        undone = alive.get(entry.reverses)
        if undone is not None and entry.trade_date <= undone.trade_date:
            del alive[entry.id], alive[undone.id]
    return list(alive.values())


def fold(
    entries: Iterable[Entry],
    terms: Mapping[int, InstrumentTerms],
    *,
    as_of: date | None = None,
    currency: str,
    rates: RateSource,
    prices: PriceSource | None = None,
    cost_method: CostMethod = CostMethod.FIFO,
    lot_scope: LotScope = LotScope.PORTFOLIO,
) -> Book:
    """The book at the close of `as_of` (None: of the last trade date), from entries in any order.

    Entries must reach back to the first one and, to see receivables, forward to income whose ex day is not
    after `as_of`. Without entries the book is empty.
    """
    book = Book(
        terms, currency=currency, rates=rates, prices=prices, cost_method=cost_method, lot_scope=lot_scope
    )
    ordered = in_order(net_of_reversals(entries))
    for entry in ordered:
        if as_of is not None and entry.effective_on > as_of:
            break
        book.apply(entry)
    end = as_of or max((entry.trade_date for entry in ordered), default=None)
    if end is not None:
        book.advance(end)
    return book


def walk(book: Book, entries: Iterable[Entry], days: Iterable[date]) -> Iterator[date]:
    """Carry the same book through rising `days`, yielding each one when the book stands at its close.

    Entries up to the day the book has reached are taken to be in it already.
    """
    start = book.as_of
    ordered = [
        entry for entry in in_order(net_of_reversals(entries)) if start is None or entry.effective_on > start
    ]
    position = 0
    for day in days:
        while position < len(ordered) and ordered[position].effective_on <= day:
            book.apply(ordered[position])
            position += 1
        book.advance(day)
        yield day
