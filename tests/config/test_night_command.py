"""`manage.py night`: days in order, done here, done once."""

import pytest
from django.core.management import CommandError, call_command

from compliance.models import Alert
from compliance.services.rule_packs import rule_packs_install
from portfolios.models import Valuation
from portfolios.selectors.books import shelf_clear
from tenancy.models import AccessEvent, Job, JobState, Tenant
from tenancy.permissions import system_actor
from tenancy.scope import tenant_scope
from tests.compliance.services.conftest import agree
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


@pytest.fixture
def book(firm: Tenant) -> BookBuilder:
    shelf_clear()
    with tenant_scope(firm.pk):
        rule_packs_install(actor=system_actor(firm))
        made, share = BookBuilder(opened_on="2020-03-03"), make_instrument()
        quote(share, d2020_03_03="10", d2020_03_05="8")
        made.book("deposit", "2020-03-03", amount="1000")
        made.book("buy", "2020-03-03", instrument=share, quantity="100", price="10", amount="1000")
        agree(made, limits={"cash_floor": "0.05"}, type="advisory")
    return made


def test_a_range_of_nights_values_and_monitors_each_business_day(firm: Tenant, book: BookBuilder) -> None:
    call_command("night", firm.code, "--from", "2020-03-03", "--to", "2020-03-10", "--pin", verbosity=0)
    with tenant_scope(firm.pk):
        assert Valuation.objects.count() == 8  # weekends too
        alert = Alert.objects.get(rule="cash_floor")
        assert (alert.first_seen_on, alert.last_seen_on) == (day("2020-03-03"), day("2020-03-10"))
        assert Job.objects.filter(kind="night.run", state=JobState.DONE).count() == 6
        assert AccessEvent.objects.filter(route="portfolios.value").first() is not None
        jobs = Job.objects.count()
    firm.refresh_from_db()
    assert firm.business_date_pinned == day("2020-03-10")
    call_command("night", firm.code, "--from", "2020-03-03", "--to", "2020-03-10", verbosity=0)
    with tenant_scope(firm.pk):
        assert (Valuation.objects.count(), Job.objects.count()) == (8, jobs)


def test_nights_can_be_worked_together(firm: Tenant, book: BookBuilder) -> None:
    call_command("night", firm.code, "--from", "2020-03-03", "--to", "2020-04-02", "--together", verbosity=0)
    with tenant_scope(firm.pk):
        assert Valuation.objects.count() == 31
        alert = Alert.objects.get(rule="cash_floor")
        assert (alert.first_seen_on, alert.last_seen_on) == (day("2020-03-03"), day("2020-04-02"))
        assert Job.objects.filter(kind="night.run", state=JobState.DONE).count() == 2


def test_a_job_that_failed_for_good_is_said(firm: Tenant, book: BookBuilder) -> None:
    call_command("night", firm.code, "--on", "2020-03-03", verbosity=0)
    with tenant_scope(firm.pk):
        Job.objects.filter(kind="compliance.monitor").update(state=JobState.FAILED)
    with pytest.raises(CommandError, match=r"2020-03-03 has failed jobs: compliance\.monitor"):
        call_command("night", firm.code, "--on", "2020-03-03", verbosity=0)


def test_days_off_have_no_night(firm: Tenant) -> None:
    call_command("night", firm.code, "--from", "2020-03-07", "--to", "2020-03-08", verbosity=0)
    with tenant_scope(firm.pk):
        assert not Job.objects.exists()


@pytest.mark.parametrize(
    "arguments", [("nowhere", "--on", "2020-03-03"), ("alpha",), ("alpha", "--from", "2020-03-03")]
)
def test_what_is_missing_is_said(firm: Tenant, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("night", *arguments)
