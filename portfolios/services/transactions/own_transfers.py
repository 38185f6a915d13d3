"""Moves between portfolios of one client or household: what arrives brings the lots that left, with dates, costs and rates.

Each portfolio has a book of its own, so the lots an arrival does not state are read from the book it came from and are
written with it. Moves within one portfolio need none of this: there the lots travel inside the book.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet

from portfolios.adapters import entries_of
from portfolios.choices import TransactionType
from portfolios.ledger.lots import Lot
from portfolios.models import Portfolio, Transaction
from portfolios.services.holdings import portfolio_book
from portfolios.services.transactions.drafts import LedgerRow, LotDraft, TransactionDraft

ZERO = Decimal(0)
_UNITS = Decimal("1e-8")
_RATE = Decimal("1e-12")


class UnitsNotUnderway(Exception):
    """More units arrive than are still on the way in their transfer group; `underway` is how many are."""

    def __init__(self, underway: Decimal) -> None:
        super().__init__(f"{underway} underway")
        self.underway = underway


def needs_history(draft: TransactionDraft) -> bool:
    """Whether the draft is an arrival of units from an own portfolio that does not state its lots."""
    return (
        draft.type == TransactionType.TRANSFER_IN
        and draft.instrument is not None
        and not draft.is_external
        and bool(draft.transfer_group)
        and not draft.lots
    )


def lots_brought(*, portfolio: Portfolio, arrival: LedgerRow, before: Decimal = ZERO) -> tuple[LotDraft, ...]:
    """The lots that left other portfolios of the same client or household under the arrival's transfer group.

    `before` units of the group arrive ahead of it in the same call. Empty where no such departure is booked, where the
    units left this same portfolio, or where what they cost is not known: the ledger then takes the value of the day. Raises
    `UnitsNotUnderway` when fewer units are on the way.
    """
    departures = list(_legs(portfolio, arrival, TransactionType.TRANSFER_OUT))
    if not departures or portfolio.pk in {each.portfolio_id for each in departures}:
        return ()
    travelling = [
        lot for each in _sources(departures) for lot in _underway(each, arrival, portfolio.currency)
    ]
    arrived = before + sum(
        (each.quantity or ZERO for each in _legs(portfolio, arrival, TransactionType.TRANSFER_IN)), ZERO
    )
    quantity = arrival.quantity or ZERO
    left = sum((lot.quantity for lot in travelling), ZERO) - arrived
    if quantity > left:
        raise UnitsNotUnderway(max(left, ZERO))
    return _drafts(_slice(travelling, arrived, quantity), quantity)


def _legs(portfolio: Portfolio, arrival: LedgerRow, kind: str) -> QuerySet[Transaction]:
    """The legs of the arrival's group that stand, in the portfolios of the same client or household, in posting order."""
    own = Q(portfolio__client_id=portfolio.client_id)
    if portfolio.client.household_id is not None:
        own |= Q(portfolio__client__household_id=portfolio.client.household_id)
    rows = Transaction.objects.filter(
        own,
        type=kind,
        transfer_group=arrival.transfer_group,
        instrument_id=arrival.instrument_id or 0,
        is_external=False,
        trade_date__lte=arrival.trade_date,
        reverses__isnull=True,
        reversals__isnull=True,
    )
    return rows.select_related("portfolio").order_by("id")


def _sources(departures: Sequence[Transaction]) -> list[Portfolio]:
    return list({each.portfolio_id: each.portfolio for each in departures}.values())


def _underway(source: Portfolio, arrival: LedgerRow, currency: str) -> list[Lot]:
    """The lots of the group as they stand at the close of the day of arrival, splits on the way included."""
    on: date = arrival.trade_date
    entries = entries_of([source.pk], until=on)[source.pk]
    book = portfolio_book(portfolio=source, entries=entries, as_of=on)
    lots = book.transit.get((arrival.transfer_group, arrival.instrument_id or 0), [])
    if source.currency != currency:
        for lot in lots:
            lot.base_cost = Decimal("NaN")
    return lots


def _slice(lots: Sequence[Lot], skipped: Decimal, quantity: Decimal) -> list[Lot]:
    """`quantity` units after the first `skipped`."""
    taken: list[Lot] = []
    for lot in lots:
        if skipped >= lot.quantity:
            skipped -= lot.quantity
            continue
        if skipped:
            lot.split_off(skipped)
            skipped = ZERO
        part = lot.split_off(min(lot.quantity, quantity))
        quantity -= part.quantity
        taken.append(part)
        if not quantity:
            break
    return taken


def _drafts(lots: Sequence[Lot], quantity: Decimal) -> tuple[LotDraft, ...]:
    """Lots as they are written; the last one takes what rounding leaves of the quantity."""
    if any(lot.cost.is_nan() for lot in lots):
        return ()
    drafts: list[LotDraft] = []
    left = quantity
    for place, lot in enumerate(lots, start=1):
        units = left if place == len(lots) else lot.quantity.quantize(_UNITS, rounding=ROUND_HALF_UP)
        left -= units
        if units > 0:
            cost = lot.cost.quantize(_UNITS, rounding=ROUND_HALF_UP)
            drafts.append(LotDraft(units, lot.acquired_on, cost, _rate(lot)))
    return tuple(drafts)


def _rate(lot: Lot) -> Decimal | None:
    if not lot.cost or lot.base_cost.is_nan():
        return None
    return (lot.base_cost / lot.cost).quantize(_RATE, rounding=ROUND_HALF_UP)
