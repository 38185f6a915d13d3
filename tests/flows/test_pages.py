"""People at work: every page of a portfolio, a booking and its reversal, a file and its errors, an alert and its end."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from compliance.models import Alert
from portfolios.models import ImportBatch, Instrument, Portfolio, Transaction
from portfolios.services.imports import import_parse
from portfolios.services.prices import FxRateDraft, fx_rates_record
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import make_actor
from tests.factories.valued import BOUGHT, TODAY, make_share, make_valued

type Enter = Callable[[Role], Browser]


@pytest.fixture
def book(firm: Tenant) -> tuple[dict[Role, Actor], Portfolio, Instrument]:
    """One person of each role; a portfolio that the advisor may see."""
    firm.business_date_pinned = TODAY
    firm.save()
    with tenant_scope(firm.pk):
        people = {role: make_actor(firm, role) for role in (Role.OPERATIONS, Role.ADVISOR, Role.COMPLIANCE)}
        share = make_share(people[Role.OPERATIONS])
        portfolio = make_valued(people[Role.OPERATIONS], share)
        advisor = people[Role.ADVISOR].user
        assert advisor is not None
        grant(advisor, portfolio.client)
    return people, portfolio, share


@pytest.fixture
def enter(book: tuple[dict[Role, Actor], Portfolio, Instrument], settings: Any) -> Enter:
    """A browser signed in as one of them."""
    settings.DEMO = True

    def signed_in(role: Role) -> Browser:
        browser = Browser()
        user = book[0][role].user
        assert user is not None
        browser.force_login(user, backend="tenancy.backends.LoginBackend")
        return browser

    return signed_in


PAGES = ("", "holdings/", "performance/", "transactions/", "mandate/", "differences/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_portfolio_shows_it_and_says_so(
    page: str, book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    _people, portfolio, _share = book
    answer = enter(Role.ADVISOR).get(f"/portfolios/{portfolio.public_id}/{page}")
    assert answer.status_code == 200
    assert portfolio.client.name in answer.content.decode()
    with tenant_scope(portfolio.tenant_id):
        assert AccessEvent.objects.get().client_ids == [portfolio.client_id]


def test_holdings_have_the_exact_figures_and_lots_on_demand(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    _people, portfolio, share = book
    browser = enter(Role.ADVISOR)
    text = browser.get(f"/portfolios/{portfolio.public_id}/holdings/").content.decode()
    assert "10,500.00" in text
    assert "+500.00" in text
    lots = browser.get(
        f"/portfolios/{portfolio.public_id}/holdings/{share.public_id}/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "5,000.00" in lots
    assert "<html" not in lots


def test_performance_of_a_period_of_ones_own_in_another_currency(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    people, portfolio, _share = book
    with tenant_scope(portfolio.tenant_id):
        rates = [FxRateDraft("EUR", "USD", BOUGHT + timedelta(days=n), Decimal("1.2")) for n in range(60)]
        fx_rates_record(actor=people[Role.OPERATIONS], rows=rates)
    browser = enter(Role.ADVISOR)
    address = f"/portfolios/{portfolio.public_id}/performance/"
    asked = {"after": "2021-01-15", "until": "2021-02-15", "currency": "USD"}
    text = browser.get(address, asked).content.decode()
    assert "After 15 Jan 2021 until 15 Feb 2021, net of fees, USD" in text
    assert "12,600.00" in text
    assert "+5.00%" in text
    assert 'href="?period=ytd&amp;currency=USD"' in text
    assert 'value="2021-01-15"' in text
    for wrong, said in (
        ({"after": "2021-02-15", "until": "2021-02-15"}, "A period ends after it begins."),
        ({"until": "2021-03-01"}, "This day has not been yet."),
        ({"until": "2020-01-01"}, "Nothing was booked before this day."),
        ({"currency": "XXX"}, "XXX"),
    ):
        answer = browser.get(address, wrong)
        assert answer.status_code == 200
        assert said in answer.content.decode()


def test_a_transaction_is_posted_and_taken_back(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    _people, portfolio, _share = book
    browser = enter(Role.OPERATIONS)
    posted = browser.post(
        f"/portfolios/{portfolio.public_id}/transactions/new/",
        {"type": "deposit", "trade_date": "2021-02-01", "amount": "250", "currency": "eur"},
    )
    assert posted.status_code == 302
    with tenant_scope(portfolio.tenant_id):
        row = Transaction.objects.get(trade_date=date(2021, 2, 1))
    address = f"/transactions/{row.public_id}/reverse/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Booked twice"}).status_code == 302
    again = browser.post(address, {"reason": "Once more"})
    assert again.status_code == 422
    assert "already been reversed" in again.content.decode()
    with tenant_scope(portfolio.tenant_id):
        assert Transaction.objects.get(reverses=row).reversal_reason == "Booked twice"


def test_a_booking_that_lacks_what_its_type_needs_is_refused_and_kept_in_the_form(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    _people, portfolio, _share = book
    answer = enter(Role.OPERATIONS).post(
        f"/portfolios/{portfolio.public_id}/transactions/new/",
        {"type": "buy", "trade_date": "2021-02-01", "note": "kept words"},
    )
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    with tenant_scope(portfolio.tenant_id):
        assert Transaction.objects.count() == 2


def test_the_same_file_twice_is_refused_with_a_way_to_the_first(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    people, portfolio, _share = book
    browser = enter(Role.OPERATIONS)
    content = b"portfolio,type,trade_date,amount,currency\nP-1,deposit,2021-02-01,10,EUR\nP-9,deposit,never,10,EUR\n"

    def upload() -> Any:
        file = SimpleUploadedFile("book.csv", content)
        return browser.post("/imports/new/", {"kind": "transactions", "file": file})

    first = upload()
    assert first.status_code == 302
    second = upload()
    assert second.status_code == 422
    assert first.headers["Location"] in second.content.decode()
    with tenant_scope(portfolio.tenant_id):
        import_parse(actor=people[Role.OPERATIONS], batch=ImportBatch.objects.get())
    text = browser.get(first.headers["Location"]).content.decode()
    assert "“never” is not a date" in text
    assert browser.post(f"{first.headers['Location']}confirm/").status_code == 409


def test_a_file_is_read_as_it_was_stated_and_the_preview_shows_how(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    people, portfolio, _share = book
    browser = enter(Role.OPERATIONS)
    content = b"portfolio\ttype\ttrade_date\tamount\tcurrency\nP-1\tdeposit\t02/01/2021\t1,500\tEUR\n"
    stated = {"delimiter": "\t", "decimal_mark": ".", "date_order": "month_first", "encoding": "gb18030"}

    def upload(**more: str) -> Any:
        file = SimpleUploadedFile("book.csv", content)
        return browser.post("/imports/new/", {"kind": "transactions", "file": file, **more})

    refused = upload(date_order="by_the_moon")
    assert refused.status_code == 422
    answer = upload(**stated)
    with tenant_scope(portfolio.tenant_id):
        batch = import_parse(actor=people[Role.OPERATIONS], batch=ImportBatch.objects.get())
        assert (batch.state, batch.declared) == ("parsed", stated)
    text = browser.get(answer.headers["Location"]).content.decode()
    assert "Month first" in text
    assert "1 Feb 2021" in text
    assert text.count("as stated") == 4


def test_an_alert_is_acknowledged_by_the_advisor_and_closed_by_compliance(
    book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    _people, portfolio, _share = book
    with tenant_scope(portfolio.tenant_id):
        alert = Alert.objects.create(
            portfolio=portfolio, rule="drawdown", severity="breach", first_seen_on=BOUGHT, last_seen_on=TODAY,
            rule_pack="EU 1",
        )  # fmt: skip
        alert.refresh_from_db()
    advisor, compliance = enter(Role.ADVISOR), enter(Role.COMPLIANCE)
    address = f"/alerts/{alert.public_id}/"
    assert "Greatest fall" in advisor.get("/alerts/").content.decode()
    assert advisor.post(f"{address}acknowledge/", {"note": "Calling today"}).status_code == 302
    assert advisor.post(f"{address}close/", {"reason": "x"}).status_code == 403
    assert compliance.post(f"{address}close/", {"reason": ""}).status_code == 422
    assert compliance.post(f"{address}close/", {"reason": "Agreed with the client"}).status_code == 302
    text = compliance.get(address).content.decode()
    assert "Calling today" in text
    assert "Agreed with the client" in text


@pytest.mark.parametrize("address", ["/home/", "/portfolios/", "/alerts/", "/search/?q=P-"])
def test_a_list_takes_the_same_queries_for_two_rows_and_for_ten(
    address: str, book: tuple[dict[Role, Actor], Portfolio, Instrument], enter: Enter
) -> None:
    people, portfolio, share = book
    browser = enter(Role.COMPLIANCE)

    def grow(numbers: range) -> None:
        with tenant_scope(portfolio.tenant_id):
            for number in numbers:
                made = make_valued(people[Role.OPERATIONS], share, reference=f"P-1{number}")
                Alert.objects.create(
                    portfolio=made, rule="drawdown", severity="breach", first_seen_on=BOUGHT,
                    last_seen_on=TODAY, rule_pack="EU 1",
                )  # fmt: skip

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    grow(range(2))
    browser.get(address)
    before = queries()
    grow(range(2, 10))
    assert queries() == before
