import random
from datetime import date
from decimal import Decimal

import pytest

from portfolios.ledger.entries import Entry, EntryType, in_order, same_day_rank

D = Decimal
DAY = date(2026, 3, 2)


def entry(id: int, type: EntryType, **fields: object) -> Entry:
    return Entry(**{"id": id, "type": type, "trade_date": DAY, "currency": "EUR"} | fields)  # type: ignore[arg-type]


def ids(entries: list[Entry]) -> list[int]:
    return [each.id for each in entries]


def test_a_day_runs_split_in_own_transfers_out() -> None:
    entries = [
        entry(1, EntryType.SELL),
        entry(2, EntryType.TRANSFER_IN, external=False, transfer_group="g"),
        entry(3, EntryType.TRANSFER_OUT, external=False, transfer_group="g"),
        entry(4, EntryType.BUY),
        entry(5, EntryType.WITHDRAWAL),
        entry(6, EntryType.SPLIT),
        entry(7, EntryType.TRANSFER_IN),
        entry(8, EntryType.TRANSFER_OUT),
    ]
    assert ids(in_order(entries)) == [6, 4, 7, 3, 2, 1, 5, 8]


def test_a_sequence_binds() -> None:
    entries = [entry(1, EntryType.BUY, sequence=2), entry(2, EntryType.SELL, sequence=1)]
    assert ids(in_order(entries)) == [2, 1]


def test_the_day_comes_before_the_sequence() -> None:
    entries = [
        entry(1, EntryType.SELL, sequence=1, trade_date=date(2026, 3, 3)),
        entry(2, EntryType.BUY, sequence=9),
    ]
    assert ids(in_order(entries)) == [2, 1]


def test_chained_transfers_of_a_day_hand_on_group_by_group() -> None:
    moves = [
        entry(1, EntryType.TRANSFER_IN, external=False, transfer_group="a"),
        entry(2, EntryType.TRANSFER_OUT, external=False, transfer_group="a"),
        entry(3, EntryType.TRANSFER_IN, external=False, transfer_group="b"),
        entry(4, EntryType.TRANSFER_OUT, external=False, transfer_group="b"),
    ]
    assert ids(in_order(moves)) == [2, 1, 4, 3]


def test_the_order_does_not_depend_on_how_entries_arrive() -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    source = random.Random(seed)  # noqa: S311
    entries = [
        entry(number, source.choice(list(EntryType)), sequence=source.choice([None, 1, 2]))
        for number in range(200)
    ]
    expected = ids(in_order(entries))
    source.shuffle(entries)
    assert ids(in_order(entries)) == expected


def test_income_counts_from_its_ex_date() -> None:
    dividend = entry(1, EntryType.DIVIDEND, ex_date=date(2026, 2, 20), instrument=7)
    assert dividend.effective_on == date(2026, 2, 20)
    assert entry(2, EntryType.DIVIDEND).effective_on == DAY
    assert entry(3, EntryType.BUY, ex_date=date(2026, 2, 20)).effective_on == DAY


@pytest.mark.parametrize("kind", list(EntryType))
def test_every_type_has_a_place_in_the_day(kind: EntryType) -> None:
    assert same_day_rank(entry(1, kind)) in {0, 1, 2, 3}
