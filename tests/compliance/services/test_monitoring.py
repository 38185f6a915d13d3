"""Nights: what opens, is seen again and clears; who is told; and that doing it twice changes nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Client, Notification
from compliance.models import Alert, AlertEvent, AlertState, DepreciationTrack, RulePack
from compliance.services import monitored_days
from compliance.services.alerts import alert_close
from compliance.services.monitoring import portfolios_monitor
from compliance.services.rule_packs import RulePackMissing
from portfolios.models import Instrument, Portfolio
from tenancy.models import Tenant
from tenancy.permissions import Actor, system_actor
from tenancy.roles import Role
from tests.compliance.services.conftest import agree, night
from tests.conftest import make_actor
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


def invested(units: str = "100", **options: object) -> tuple[BookBuilder, Instrument]:
    """1000 in shares at 10 since the end of 2019, and 1000 in cash."""
    book, share = BookBuilder(opened_on="2019-12-31", options=dict(options)), make_instrument("Share")
    quote(share, d2019_12_31="10")
    book.book("deposit", "2019-12-31", amount="2000")
    book.book("buy", "2019-12-31", instrument=share, quantity=units, price="10", amount=str(int(units) * 10))
    return book, share


def events(rule: str) -> list[tuple[str, str]]:
    rows = AlertEvent.objects.filter(alert__rule=rule).order_by("id")
    return [(event.kind, event.on.isoformat()) for event in rows]


def test_an_alert_opens_is_seen_again_with_its_worst_value_and_clears(system: Actor) -> None:
    book, share = invested()
    agree(book, limits={"instrument_weight": "0.5"})
    quote(share, d2020_01_02="12", d2020_01_03="11", d2020_01_06="10", d2020_01_07="30")
    assert night(system, "2020-01-02", book).opened == 1
    assert night(system, "2020-01-03", book).seen == 1
    alert = Alert.objects.get(rule="instrument_weight")
    assert (alert.state, alert.subject, alert.subject_label) == ("open", str(share.public_id), "Share")
    assert (alert.first_seen_on, alert.last_seen_on) == (day("2020-01-02"), day("2020-01-03"))
    assert (alert.value, alert.worst_value, alert.limit) == (
        Decimal("0.52380952"),
        Decimal("0.54545455"),
        Decimal("0.5"),
    )
    assert alert.due_on == day("2020-01-16")  # ten business days to cure what the market did
    assert night(system, "2020-01-06", book).cleared == 1  # exactly half is allowed
    alert.refresh_from_db()
    assert (alert.state, alert.cleared_on) == ("cleared", day("2020-01-06"))
    night(system, "2020-01-07", book)
    assert [each.state for each in Alert.objects.order_by("id")] == ["cleared", "open"]
    assert [kind for kind, _ in events("instrument_weight")] == [
        "opened",
        "notified",
        "cleared",
        "opened",
        "notified",
    ]


def test_a_night_run_again_changes_nothing(system: Actor) -> None:
    book, share = invested("150")
    agree(book, limits={"instrument_weight": "0.5"}, bands={"equity": ("0", "0.6"), "cash": ("0.5", "1")})
    quote(share, d2020_01_02="8")
    night(system, "2020-01-02", book)

    def state() -> list[list[Any]]:
        models: tuple[Any, ...] = (Alert, AlertEvent, Notification, DepreciationTrack)
        return [list(model.objects.order_by("id").values()) for model in models]

    before = state()
    assert len(before[0]) == 4
    night(system, "2020-01-02", book)
    assert state() == before


def test_what_cannot_be_decided_neither_opens_nor_clears(system: Actor) -> None:
    book, _ = invested("150")
    agree(book, limits={"instrument_weight": "0.5"}, type="advisory")
    night(system, "2019-12-31", book)
    book.book("buy", "2020-01-02", instrument=make_instrument("New"), quantity="1", price="5", amount="5")
    night(system, "2020-01-02", book)
    weight, incomplete = Alert.objects.order_by("id")
    assert (weight.rule, weight.state, weight.last_seen_on) == (
        "instrument_weight",
        "open",
        day("2019-12-31"),
    )
    assert (incomplete.rule, incomplete.facts["missing"]) == ("incomplete_valuation", "New")


def test_the_client_is_told_of_the_tenth_lost_and_of_each_further_one_once(system: Actor) -> None:
    book, share = invested("200")
    agree(book)
    prices = {"d2020_01_02": "9.01", "d2020_01_03": "9", "d2020_01_06": "9.5", "d2020_01_07": "8.9"}
    quote(share, **prices, d2020_01_08="6.9", d2020_04_01="6.3", d2020_04_02="6.2")
    for on in (*[f"2020-01-0{n}" for n in (2, 3, 6, 7, 8)], "2020-03-31", "2020-04-01", "2020-04-02"):
        night(system, on, book)
    told = [
        (each.on.isoformat(), each.kind, each.parameters["threshold"], str(each.due_on))
        for each in Notification.objects.order_by("id")
    ]
    assert told == [
        ("2020-01-03", "depreciation", "0.10", "2020-01-03"),  # exactly ten per cent counts
        ("2020-01-08", "depreciation", "0.30", "2020-01-08"),  # over two multiples: one notice of the higher
        ("2020-04-02", "depreciation", "0.10", "2020-04-02"),  # 6.9 begins the new quarter: 6.21 is a tenth
    ]
    states = list(
        Alert.objects.filter(rule="depreciation_notice").order_by("id").values_list("subject", "state")
    )
    assert states == [
        ("2020-01-01 1", "cleared"),
        ("2020-01-01 3", "cleared"),
        ("2020-04-01 1", "open"),
    ]


@pytest.mark.parametrize(
    ("client", "mandate", "count"),
    [
        ({}, {}, 1),
        ({}, {"type": "advisory"}, 0),
        ({"classification": "professional"}, {}, 0),
        ({"classification": "professional", "wants_depreciation_notice": True}, {}, 1),
        ({"classification": "eligible_counterparty", "wants_depreciation_notice": True}, {}, 0),
        ({}, {"rule_pack": "UK"}, 0),
    ],
)
def test_to_whom_the_notice_is_owed(
    system: Actor, client: dict[str, object], mandate: dict[str, object], count: int
) -> None:
    book, share = invested("200", client=client)
    agree(book, **mandate)
    quote(share, d2020_01_02="8")
    night(system, "2020-01-02", book)
    assert Notification.objects.filter(kind="depreciation").count() == count
    assert DepreciationTrack.objects.count() == count


def test_a_fall_on_a_day_without_a_price_is_a_data_alert_with_the_notices_deadline(system: Actor) -> None:
    book, _ = invested("200")
    agree(book)
    night(system, "2019-12-31", book)
    book.book("transfer_in", "2020-01-04", instrument=make_instrument("New"), quantity="1")
    night(system, "2020-01-04", book)
    alert = Alert.objects.get(rule="incomplete_valuation", subject="")
    assert (alert.due_on, alert.facts["undecided"]) == (day("2020-01-06"), "depreciation_notice")


def test_chinese_lines_come_with_the_pack(system: Actor) -> None:
    book, share = invested("200")
    agree(book, rule_pack="CN", limits={"instrument_weight": "1"})
    quote(share, d2020_01_02="8.5", d2020_01_03="8")
    night(system, "2019-12-31", book)
    night(system, "2020-01-02", book)
    night(system, "2020-01-03", book)
    alerts = {each.rule: each for each in Alert.objects.all()}
    assert {rule: each.value for rule, each in alerts.items()} == {
        "warning_line": Decimal("0.8"),
        "stop_line": Decimal("0.8"),
    }
    assert alerts["warning_line"].first_seen_on == day("2020-01-02")  # touching counts
    assert {each.code for each in Notification.objects.all()} == {"warning_line", "stop_loss"}
    assert alerts["stop_line"].rule_pack == "CN 1"


def test_a_stale_price_and_an_overdrawn_account_are_alerts_without_a_mandate(system: Actor) -> None:
    book, _ = invested("100")
    book.book("withdrawal", "2020-01-09", amount="1000.01")
    night(system, "2020-01-09", book)
    assert {each.rule: each.value for each in Alert.objects.all()} == {
        "stale_price": 6,  # 1 January is a holiday in Luxembourg
        "negative_cash": Decimal("-0.01"),
    }


def test_a_position_that_lost_a_tenth_of_its_cost(system: Actor) -> None:
    book, share = invested("100")
    agree(book, type="advisory", limits={"position_stop_loss": "0.1"})
    quote(share, d2020_01_02="9.01", d2020_01_03="9")
    night(system, "2020-01-02", book)
    assert not Alert.objects.exists()
    night(system, "2020-01-03", book)
    assert Alert.objects.get().rule == "position_stop_loss"


def test_a_position_that_lost_a_tenth_of_its_best_price_since_it_was_bought(system: Actor) -> None:
    book, share = invested("100")
    quote(share, d2019_12_30="50", d2020_01_02="12", d2020_01_03="10.81", d2020_01_06="10.8")
    agree(book, type="advisory", limits={"position_trailing_stop": "0.1"})
    night(system, "2020-01-03", book)
    assert not Alert.objects.exists()
    night(system, "2020-01-06", book)
    alert = Alert.objects.get()
    assert (alert.rule, alert.value) == ("position_trailing_stop", Decimal("0.1"))
    assert Decimal(alert.facts["basis"]) == 12


def test_best_prices_are_sought_only_where_a_limit_needs_them(
    system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sought(**given: object) -> None:
        raise AssertionError("nobody asked for a trailing stop")

    monkeypatch.setattr(monitored_days, "best_prices_between", sought)
    book, _share = invested("100")
    agree(book, type="advisory", limits={"position_stop_loss": "0.1"})
    night(system, "2020-01-02", book)
    assert not Alert.objects.exists()


def test_a_trade_makes_a_breach_active_and_due_the_same_day(system: Actor) -> None:
    book, share = invested("100")
    agree(book, type="advisory", limits={"instrument_weight": "0.5"})
    book.book("buy", "2020-01-02", instrument=share, quantity="1", price="10", amount="10")
    night(system, "2020-01-02", book)
    alert = Alert.objects.get()
    assert (alert.facts["cause"], alert.due_on) == ("active", day("2020-01-02"))


def test_what_compliance_closed_stays_closed_until_the_rule_held_again(system: Actor, scope: Tenant) -> None:
    book, share = invested("150")
    agree(book, type="advisory", limits={"instrument_weight": "0.5"})
    quote(share, d2020_01_02="10", d2020_01_03="1", d2020_01_06="10")
    night(system, "2019-12-31", book)
    officer = make_actor(scope, Role.COMPLIANCE)
    alert_close(actor=officer, alert=Alert.objects.get(), reason="Agreed with the client until March.")
    for on in ("2020-01-02", "2020-01-03", "2020-01-06"):
        night(system, on, book)
    states = [(each.state, each.cleared_on) for each in Alert.objects.order_by("id")]
    assert states == [(AlertState.CLOSED, day("2020-01-03")), (AlertState.OPEN, None)]


def test_a_corrected_price_reshapes_the_memory_but_does_not_notify_twice(system: Actor) -> None:
    book, share = invested("200")
    agree(book)
    quote(share, d2020_01_02="8.9", d2020_01_03="8.8", d2020_01_06="8.7")
    for on in ("2020-01-02", "2020-01-03"):
        night(system, on, book)
    quote(share, d2020_01_02="9.9")
    Portfolio.objects.filter(pk=book.portfolio.pk).update(stale_from=day("2020-01-02"))
    night(system, "2020-01-06", book)
    assert Notification.objects.count() == 1
    track = DepreciationTrack.objects.get()
    assert (track.on, track.state["notified"]) == (day("2020-01-06"), 1)
    book.portfolio.refresh_from_db()
    assert book.portfolio.revalued_from is None


def test_the_memory_thrown_away_is_made_again_the_same(system: Actor) -> None:
    book, share = invested("100")
    agree(book)
    quote(share, d2020_01_02="8", d2020_01_03="7", d2020_01_06="5")
    book.book("withdrawal", "2020-01-03", amount="500")
    book.book("deposit", "2020-01-06", amount="300")
    for on in ("2020-01-02", "2020-01-03", "2020-01-06"):
        night(system, on, book)
    before = list(DepreciationTrack.objects.values("period_start", "on", "state"))
    notices = Notification.objects.count()
    DepreciationTrack.objects.all().delete()
    portfolios_monitor(actor=system, portfolio_ids=[book.portfolio.pk], as_of=day("2020-01-06"))
    assert list(DepreciationTrack.objects.values("period_start", "on", "state")) == before
    assert Notification.objects.count() == notices


def test_alerts_of_a_closed_portfolio_clear(system: Actor) -> None:
    book, _ = invested("150")
    agree(book, type="advisory", limits={"instrument_weight": "0.5"})
    night(system, "2020-01-02", book)
    Portfolio.objects.filter(pk=book.portfolio.pk).update(closed_on=day("2020-01-02"))
    night(system, "2020-01-03", book)
    assert Alert.objects.get().state == "cleared"


def test_a_pack_that_is_not_installed_stops_the_night_loudly(system: Actor) -> None:
    book, _ = invested()
    agree(book, rule_pack="ATLANTIS")
    with pytest.raises(RulePackMissing):
        night(system, "2020-01-02", book)


def test_a_later_version_of_a_pack_holds_from_its_day(system: Actor) -> None:
    book, share = invested("200")
    agree(book)
    quote(share, d2020_01_02="9.5")
    RulePack.objects.create(
        code="EU", version=2, effective_from=day("2020-01-02"), parameters={"depreciation_step": "0.05"}
    )
    night(system, "2020-01-02", book)
    assert Alert.objects.get(rule="depreciation_notice").rule_pack == "EU 2"


def test_the_number_of_queries_does_not_grow_with_the_chunk(scope: Tenant, system: Actor) -> None:
    books = []
    for _ in range(7):
        book, _share = invested("100")
        agree(book, limits={"instrument_weight": "0.9"}, bands={"equity": ("0.1", "0.9")})
        books.append(book)
    ids = [book.portfolio.pk for book in books]
    night(system, "2020-01-02", *books)
    with CaptureQueriesContext(connection) as one:
        portfolios_monitor(actor=system_actor(scope), portfolio_ids=ids[:1], as_of=day("2020-01-02"))
    with CaptureQueriesContext(connection) as many:
        portfolios_monitor(actor=system_actor(scope), portfolio_ids=ids[1:], as_of=day("2020-01-02"))
    assert len(many) == len(one) <= 25
    assert Client.objects.count() == 7
