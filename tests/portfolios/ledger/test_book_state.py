from decimal import Decimal

import pytest

from portfolios.ledger.book_state import Pending, instrument_of
from portfolios.ledger.entries import EntryLot, EntryType
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import CostMethod, LotScope
from tests.portfolios.ledger.builders import DEPOT, DEPOT2, SHARE, buy, empty, entry, jan

D = Decimal


def test_what_has_not_settled_is_told_apart() -> None:
    pending = Pending()
    pending.move(D(10), jan(5), jan(7))
    pending.move(D(-4), jan(6), jan(8))
    assert pending.total == 6
    assert [pending.settled(jan(day)) for day in (6, 7, 8)] == [0, 10, 6]
    assert pending.settled(None) == 6


def test_a_split_reaches_what_is_unsettled() -> None:
    pending = Pending()
    pending.move(D(6), jan(5), jan(5))
    pending.move(D(4), jan(5), jan(7))
    pending.scale(D(20))
    assert (pending.total, pending.settled(jan(6))) == (D(20), D(12))


def test_a_copy_settles_for_itself() -> None:
    pending = Pending()
    pending.move(D(4), jan(5), jan(7))
    twin = pending.copy()
    twin.move(D(4), jan(5), jan(9))
    assert (pending.settled(jan(6)), twin.settled(jan(8))) == (D(0), D(4))
    assert pending.total == 4


@pytest.mark.parametrize(("scope", "one_pool"), [(LotScope.PORTFOLIO, True), (LotScope.ACCOUNT, False)])
def test_accounts_share_a_pool_or_not(scope: LotScope, one_pool: bool) -> None:
    state = empty(lot_scope=scope)
    assert (state.pool(SHARE, DEPOT) is state.pool(SHARE, DEPOT2)) is one_pool


def test_a_method_may_be_given_by_its_name() -> None:
    assert empty(cost_method="average").cost_method is CostMethod.AVERAGE
    with pytest.raises(ValueError, match="lifo"):
        empty(cost_method="lifo")


def test_lots_can_be_chosen_under_one_method_only() -> None:
    sale = buy(1, 5, "1", "1", lots=(EntryLot(D(1)),))
    assert empty().chosen(sale) == ()
    assert empty(cost_method=CostMethod.SPECIFIC).chosen(sale) == (EntryLot(D(1)),)


def test_an_entry_without_instrument_has_no_pool() -> None:
    with pytest.raises(EntryUnusable, match="no instrument"):
        instrument_of(entry(1, EntryType.DEPOSIT, 5, "1"))
