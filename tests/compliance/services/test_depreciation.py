"""The memory of the 10 % notice over stored valuations; the arithmetic has tests of its own with the rule."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.models import DepreciationTrack
from compliance.rules.depreciation import Notice
from compliance.selectors.calendars import FirmCalendar
from compliance.services.depreciation import (
    DepreciationFinding,
    Watch,
    notice_subject,
    period_start_of,
    tracks_drop,
    tracks_step,
)
from portfolios.choices import Cadence
from portfolios.models import Valuation
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day


@pytest.mark.parametrize(
    ("on", "cadence", "start"),
    [
        ("2020-02-29", Cadence.MONTHLY, "2020-02-01"),
        ("2020-02-29", Cadence.QUARTERLY, "2020-01-01"),
        ("2020-12-31", Cadence.QUARTERLY, "2020-10-01"),
        ("2020-04-01", Cadence.QUARTERLY, "2020-04-01"),
    ],
)
def test_a_reporting_period_is_a_calendar_month_or_quarter(on: str, cadence: Cadence, start: str) -> None:
    assert period_start_of(day(on), cadence) == day(start)


def store(book: BookBuilder, **days: tuple[str | None, str, str]) -> None:
    """d2020_01_02=(value, inflow, net purchases)"""
    Valuation.objects.bulk_create(
        Valuation(
            tenant_id=book.portfolio.tenant_id,
            portfolio=book.portfolio,
            on=day(key[1:].replace("_", "-")),
            market_value=None if value is None else Decimal(value),
            cash=Decimal(0),
            inflow=Decimal(inflow),
            outflow=Decimal(0),
            inflow_in_kind=Decimal(0),
            outflow_in_kind=Decimal(0),
            management_fees=Decimal(0),
            net_purchases=Decimal(bought),
            state="incomplete" if value is None else "complete",
        )
        for key, (value, inflow, bought) in days.items()
    )


def carry(scope: Tenant, watch: Watch, as_of: str) -> list[DepreciationFinding]:
    return tracks_step(watches=[watch], as_of=day(as_of), calendar=FirmCalendar(scope))


def watch_of(book: BookBuilder, *, revalued_from: date | None = None) -> Watch:
    return Watch(book.portfolio.pk, Decimal("0.1"), Cadence.MONTHLY, revalued_from)


def test_cash_added_counts_from_the_day_it_is_invested(scope: Tenant) -> None:
    book = BookBuilder()
    store(
        book,
        d2019_12_31=("1000", "0", "0"),
        d2020_01_02=("1500", "500", "0"),
        d2020_01_03=("1360", "0", "400"),
    )
    watch = watch_of(book)
    assert carry(scope, watch, "2020-01-02") == []
    # B = 1000 + 400 invested, U = 100: V* = 1260 = 90 % of 1400
    (finding,) = carry(scope, watch, "2020-01-03")
    assert isinstance(finding.outcome, Notice)
    assert (finding.outcome.base, finding.outcome.value, finding.outcome.multiple) == (
        Decimal(1400),
        Decimal(1260),
        1,
    )


def test_it_begins_with_the_day_it_first_looks_at(scope: Tenant) -> None:
    """A fall of earlier in the period is told once, today; not for every day since."""
    book = BookBuilder()
    days = {f"d2020_01_{n:02}": (str(1000 - 50 * n), "0", "0") for n in range(1, 6)}
    store(book, d2019_12_31=("1000", "0", "0"), **days)
    (finding,) = carry(scope, watch_of(book), "2020-01-05")
    assert isinstance(finding.outcome, Notice)
    assert (finding.outcome.on, finding.outcome.multiple) == (day("2020-01-05"), 2)
    assert carry(scope, watch_of(book), "2020-01-05") == []


def test_one_memory_is_kept_the_one_of_the_running_period(scope: Tenant) -> None:
    book = BookBuilder()
    days = {f"d2020_01_{n}": ("1000", "0", "0") for n in (30, 31)}
    store(book, d2019_12_31=("1000", "0", "0"), **days, d2020_02_01=("1100", "0", "0"))
    carry(scope, watch_of(book), "2020-01-30")
    assert DepreciationTrack.objects.get().period_start == day("2020-01-01")
    carry(scope, watch_of(book), "2020-02-01")
    track = DepreciationTrack.objects.get()
    assert (track.period_start, track.state["base"]) == (day("2020-02-01"), "1000")
    tracks_drop(portfolio_ids=[book.portfolio.pk])
    assert not DepreciationTrack.objects.exists()


def test_a_memory_over_changed_values_is_made_again(scope: Tenant) -> None:
    book = BookBuilder()
    store(
        book,
        d2019_12_31=("1000", "0", "0"),
        d2020_01_02=("900", "0", "0"),
        d2020_01_03=("1000", "100", "100"),
        d2020_01_04=("1000", "0", "0"),
    )
    carry(scope, watch_of(book), "2020-01-03")
    Valuation.objects.filter(on=day("2020-01-03")).update(inflow=50, net_purchases=50)
    carry(scope, watch_of(book, revalued_from=day("2020-01-03")), "2020-01-04")
    assert DepreciationTrack.objects.get().state["base"] == "1050"


def test_the_subject_names_period_and_multiple() -> None:
    assert notice_subject(day("2020-01-01"), 3) == "2020-01-01 3"
