"""The notice of a fall keeps what brought it about, and other nights do not pay for it."""

from decimal import Decimal

import pytest

from clients.models import Notification
from compliance.models import Alert
from compliance.services import monitoring
from compliance.services.contributors import SHOWN
from tenancy.permissions import Actor
from tests.compliance.services.conftest import agree, night
from tests.portfolios.book_builder import BookBuilder, make_instrument, quote


@pytest.fixture
def book(system: Actor) -> BookBuilder:
    """Seven shares of 100 each, six of which fall on 3 January, each by one more than the one before."""
    book = BookBuilder(opened_on="2019-12-31")
    agree(book)
    book.book("deposit", "2019-12-31", amount="700")
    for number in range(7):
        share = make_instrument(f"Share {number}")
        quote(share, d2019_12_31="10")
        quote(share, d2020_01_03=str(10 - number))
        book.book("buy", "2019-12-31", instrument=share, quantity="10", price="10", amount="100")
    return book


def test_the_five_that_lost_most_stand_in_alert_and_notice(system: Actor, book: BookBuilder) -> None:
    night(system, "2020-01-02", book)
    assert night(system, "2020-01-03", book).notices == 1
    alert = Alert.objects.get(rule="depreciation_notice")
    kept = alert.facts["contributors"]
    assert [(each["name"], each["change"]) for each in kept] == [
        (f"Share {number}", f"-{number}0.00") for number in (6, 5, 4, 3, 2)
    ]
    assert len(kept) == SHOWN
    assert kept[0]["share"] == f"{-Decimal(60) / Decimal(700):.6f}"
    told = Notification.objects.get(kind="depreciation").parameters["contributors"]
    assert told == [{name: each[name] for name in ("name", "change", "share")} for each in kept]


def test_a_night_without_a_notice_asks_for_none(
    system: Actor, book: BookBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def counted(**given: object) -> list[object]:
        asked.append(given)
        return []

    monkeypatch.setattr(monitoring, "fall_contributors", counted)
    night(system, "2020-01-02", book)
    assert asked == []
    night(system, "2020-01-03", book)
    assert len(asked) == 1
