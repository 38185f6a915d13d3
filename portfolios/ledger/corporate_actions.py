"""Acts of the issuer: they change units and lots, and move money only as cash in lieu."""

from decimal import ROUND_DOWN, Decimal

from portfolios.ledger.book_state import BookState, PositionKey
from portfolios.ledger.conversion import Worth
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.errors import EntryUnusable, Refusal
from portfolios.ledger.lots import LotScope, settle_quantity
from portfolios.ledger.rows import MovementKind
from portfolios.ledger.trades import admit, lot_at

__all__ = [
    "book_split",
    "book_stock_dividend",
    "money_brought",
    "only_position",
    "positions_of",
    "ratio_of",
    "sell_for",
    "undo_split",
]

ZERO = Decimal(0)
ONE = Decimal(1)


def book_split(state: BookState, entry: Entry) -> None:
    """`ratio` new units for each old one at unchanged cost, in one account or, without an account, in all.

    Effective before the trades of its day. Cash in lieu sells the fraction of a unit that arose, or
    `quantity` new units where that is stated.
    """
    _scale(state, entry, ratio_of(entry))
    if entry.cash_in_lieu:
        _sell_fraction(state, entry, entry.quantity)


def undo_split(state: BookState, entry: Entry, original: int) -> None:
    """Reverse a split from the day of its reversal. One with cash in lieu is reversed from its own day."""
    if entry.cash_in_lieu:
        reason = f"split {original} paid cash in lieu: reverse it from its own day"
        raise EntryUnusable(entry, reason, Refusal.REVERSED_LATER)
    _scale(state, entry, ONE / ratio_of(entry))


def book_stock_dividend(state: BookState, entry: Entry) -> None:
    """New units of the same instrument at no cost: `quantity` in one account, or `ratio` for each unit held.

    The lots grow in proportion and keep their dates. Cash in lieu sells the fraction of a unit that arose.
    """
    if entry.quantity is None:
        _scale(state, entry, ONE + ratio_of(entry))
    else:
        held = state.units[only_position(state, entry)].total
        _scale(state, entry, (held + entry.quantity) / held)
    if entry.cash_in_lieu:
        _sell_fraction(state, entry, None)


def money_brought(kind: EntryType, amount: Decimal | None, cash_in_lieu: Decimal | None) -> Decimal | None:
    """What an act of the issuer pays into the cash account, of the figures it was booked with; None when it pays nothing.

    A merger and a return of capital pay their amount. Cash in lieu comes besides; where a split or a spin-off states an
    amount, it is that cash and counts once.
    """
    paid = amount if kind in (EntryType.MERGER, EntryType.RETURN_OF_CAPITAL) else None
    return (paid or ZERO) + (cash_in_lieu or ZERO) or None


def ratio_of(entry: Entry) -> Decimal:
    """The entry's ratio; `EntryUnusable` without one."""
    if not entry.ratio:
        raise EntryUnusable(entry, "no ratio")
    return entry.ratio


def positions_of(state: BookState, entry: Entry) -> list[PositionKey]:
    """The positions the entry acts on: of its instrument, and of its account where it names one."""
    instrument = state.convert.terms(entry).id
    return [
        key
        for key, position in state.units.items()
        if key[0] == instrument and entry.account in (None, key[1]) and position.total
    ]


def only_position(state: BookState, entry: Entry) -> PositionKey:
    """The one position the entry acts on; `EntryUnusable` when there is none or it could mean several."""
    concerned = positions_of(state, entry)
    if len(concerned) != 1:
        reason = f"{len(concerned)} accounts hold the instrument, one is meant"
        raise EntryUnusable(entry, reason, Refusal.NOT_ONE_ACCOUNT)
    return concerned[0]


def _scale(state: BookState, entry: Entry, ratio: Decimal) -> None:
    """Units of the positions, then the pools: a pool of several accounts grows by what they grew."""
    instrument = state.convert.terms(entry).id
    growth: dict[int | None, Decimal] = {}
    for key in positions_of(state, entry):
        position = state.units[key]
        before = position.total
        position.scale(settle_quantity(before * ratio))
        grown = position.total - before
        state.note_units(entry, MovementKind.CORPORATE_ACTION, key, grown)
        scope = key[1] if state.lot_scope is LotScope.ACCOUNT else None
        growth[scope] = growth.get(scope, ZERO) + grown
    for scope, added in growth.items():
        pool = state.pool(instrument, scope)
        pool.scale(pool.quantity + added)
    if entry.account is None:
        for (_, travelling), lots in state.transit.items():
            if travelling == instrument:
                for lot in lots:
                    lot.quantity = settle_quantity(lot.quantity * ratio)


def _sell_fraction(state: BookState, entry: Entry, stated: Decimal | None) -> None:
    """Sell `stated` units, else the fraction of a unit held, for the entry's cash in lieu."""
    position = only_position(state, entry)
    total = state.units[position].total
    fraction = stated or total - total.to_integral_value(ROUND_DOWN)
    if not fraction > 0:
        raise EntryUnusable(entry, "cash in lieu, but no fraction of a unit arose", Refusal.NO_FRACTION)
    sell_for(state, entry._replace(account=position[1]), fraction, entry.cash_in_lieu or ZERO)


def sell_for(state: BookState, entry: Entry, quantity: Decimal, proceeds: Decimal) -> None:
    """Sell `quantity` of the entry's position for an amount in the entry's currency, without costs."""
    terms = state.convert.terms(entry)
    cash_rate = state.convert.cash_rate(entry, entry.trade_date)
    base = proceeds * cash_rate
    if terms.currency == entry.currency:
        gross, rate = proceeds, cash_rate
    else:
        rate = state.convert.market_rate(terms.currency, state.currency, entry.trade_date)
        gross = base / rate
    worth = Worth(gross, base, rate, cash_rate, ZERO, ZERO)
    admit(state, entry, lot_at(entry, -quantity, worth), rate)
    state.move_units(entry, MovementKind.TRADE, -quantity, -gross, -base)
    state.move_cash(entry, proceeds, base)
