"""Lists as files: the rows and filters of the page, safe in a spreadsheet, and on record as an export."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from compliance.models import Alert
from portfolios.models import Portfolio
from reporting.models import Statement
from tenancy import exports
from tenancy.errors import RuleRefused
from tenancy.exports import csv_answer
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import make_actor
from tests.factories.book import make_client
from tests.factories.valued import BOUGHT, TODAY, make_share, make_valued

FORMULA = '=HYPERLINK("http://example.org")'


def table(answer: Any) -> list[list[str]]:
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.fixture
def book(firm: Tenant) -> dict[Any, Any]:
    firm.business_date_pinned = TODAY
    firm.save()
    with tenant_scope(firm.pk):
        people = {role: make_actor(firm, role) for role in (Role.OPERATIONS, Role.ADVISOR, Role.AUDITOR)}
        owner = make_client("C-1", name=FORMULA, sort_name="a", search="a c-1")
        other = make_client("C-2", name="Bruno, Weber", sort_name="b", search="b c-2")
        make_client("C-3", is_active=False, sort_name="c")
        portfolio = make_valued(people[Role.OPERATIONS], make_share(people[Role.OPERATIONS]), client=owner)
        hidden = make_valued(
            people[Role.OPERATIONS], make_share(people[Role.OPERATIONS], "HID"), reference="P-2", client=other
        )
        advisor = people[Role.ADVISOR].user
        assert advisor is not None
        grant(advisor, owner)
        for each in (portfolio, hidden):
            Alert.objects.create(
                portfolio=each, rule="drawdown", severity="breach", first_seen_on=BOUGHT, last_seen_on=TODAY,
                rule_pack="EU 1", value=Decimal("-0.125"), limit=Decimal("0.1"),
            )  # fmt: skip
            Statement.objects.create(
                portfolio=each, kind="monthly", period_from=date(2020, 12, 31), period_to=date(2021, 1, 31),
                due_on=date(2021, 2, 15),
            )  # fmt: skip
    return {**people, "portfolio": portfolio, "owner": owner, "other": other}


@pytest.fixture
def event_of(firm: Tenant) -> Callable[[Any], AccessEvent]:
    """The access event of an answer."""

    def found(answer: Any) -> AccessEvent:
        with tenant_scope(firm.pk):
            return AccessEvent.objects.get(request_id=answer.headers["X-Request-ID"])

    return found


def enter(browser: Browser, actor: Actor) -> Browser:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


def test_clients_are_exported_as_filtered_guarded_and_recorded(
    book: dict[Any, Any], browser: Browser, event_of: Any
) -> None:
    answer = enter(browser, book[Role.OPERATIONS]).get(reverse("client_export"))
    assert answer["Content-Disposition"] == f'attachment; filename="clients-{TODAY.isoformat()}.csv"'
    assert [row[:2] for row in table(answer)[1:]] == [["C-1", f"'{FORMULA}"], ["C-2", "Bruno, Weber"]]
    event = event_of(answer)
    assert (event.purpose, sorted(event.client_ids)) == (
        "export.clients",
        [book["owner"].pk, book["other"].pk],
    )
    closed = table(browser.get(reverse("client_export"), {"state": "closed"}))
    assert [row[0] for row in closed[1:]] == ["C-3"]


def test_an_advisor_takes_out_what_they_see_and_no_more(
    book: dict[Any, Any], browser: Browser, event_of: Any
) -> None:
    enter(browser, book[Role.ADVISOR])
    for name, purpose in (
        ("client_export", "export.clients"),
        ("alert_export", "export.alerts"),
        ("statement_export", "export.statements"),
    ):
        answer = browser.get(reverse(name))
        assert len(table(answer)) == 2, name
        assert "Bruno" not in answer.content.decode()
        event = event_of(answer)
        assert (event.purpose, event.client_ids) == (purpose, [book["owner"].pk])
    assert browser.get(reverse("audit_export")).status_code == 403


def test_holdings_are_the_exact_figures_of_the_day(book: dict[Any, Any], browser: Browser) -> None:
    address = reverse("holdings_export", args=[book["portfolio"].public_id])
    head, share, cash = table(enter(browser, book[Role.ADVISOR]).get(address))
    row = dict(zip(head, share, strict=True))
    assert (row["As of"], row["Quantity"], row["Price"], row["Value"]) == ("2021-02-26", "50", "110", "5500")
    assert row["Unrealised gain"] == "500"
    assert dict(zip(head, cash, strict=True))["Value"] == "5000"
    before = table(browser.get(address, {"as_of": "2021-01-15"}))
    assert before[1][head.index("Value")] == "5000"


def test_transactions_keep_their_filter_and_their_sign(book: dict[Any, Any], browser: Browser) -> None:
    address = reverse("transaction_export", args=[book["portfolio"].public_id])
    enter(browser, book[Role.ADVISOR])
    head, bought, paid_in = table(browser.get(address))
    cash = head.index("Cash")
    assert (bought[0], bought[cash], paid_in[cash]) == ("2020-12-31", "-5000", "10000")
    assert [row[2] for row in table(browser.get(address, {"type": "deposit"}))[1:]] == [paid_in[2]]


def test_figures_of_alerts_are_bare_and_named_by_their_unit(book: dict[Any, Any], browser: Browser) -> None:
    head, first, _second = table(enter(browser, book[Role.OPERATIONS]).get(reverse("alert_export")))
    row = dict(zip(head, first, strict=True))
    assert (row["Value"], row["Limit"], row["Unit"]) == ("-0.125", "0.1", "fraction of 1")
    assert row["First seen"] == BOUGHT.isoformat()


def test_the_trail_takes_out_changes_and_looks(book: dict[Any, Any], browser: Browser, event_of: Any) -> None:
    enter(browser, book[Role.OPERATIONS]).get(reverse("client_export"))
    enter(browser, book[Role.AUDITOR])
    answer = browser.get(reverse("audit_export"), {"action": "portfolio.create"})
    head, *rows = table(answer)
    assert {row[head.index("Code")] for row in rows} == {"portfolio.create"}
    assert {row[head.index("Clients")] for row in rows} == {f"'{FORMULA}", "Bruno, Weber"}
    assert set(event_of(answer).client_ids) == {book["owner"].pk, book["other"].pk}
    looks = table(browser.get(reverse("audit_export"), {"show": "looks"}))
    assert "Exported the list of clients" in {row[looks[0].index("What")] for row in looks[1:]}


@pytest.mark.parametrize(
    ("page", "export"),
    [("client_list", "client_export"), ("alert_list", "alert_export"), ("statement_list", "statement_export"),
     ("audit_list", "audit_export")],
)  # fmt: skip
def test_each_list_leads_to_its_file_with_its_filters(
    page: str, export: str, book: dict[Any, Any], browser: Browser
) -> None:
    text = enter(browser, book[Role.AUDITOR]).get(reverse(page), {"q": "", "page": "1"}).content.decode()
    assert f'href="{reverse(export)}?q=" download' in text


@pytest.mark.parametrize(
    ("page", "export"),
    [("portfolio_holdings", "holdings_export"), ("transaction_list", "transaction_export")],
)
def test_each_table_of_a_portfolio_leads_to_its_file(
    page: str, export: str, book: dict[Any, Any], browser: Browser
) -> None:
    portfolio: Portfolio = book["portfolio"]
    text = enter(browser, book[Role.ADVISOR]).get(reverse(page, args=[portfolio.public_id])).content.decode()
    assert f'href="{reverse(export, args=[portfolio.public_id])}' in text


def test_a_table_that_is_too_large_is_refused(firm: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LARGEST", 2)
    request: Any = SimpleNamespace(actor=Actor(tenant=firm, role=Role.OPERATIONS))
    rows: list[list[Any]] = [[Decimal("1.500")], [Decimal("1E+3")]]
    assert table(csv_answer(request, name="t", header=["a"], rows=rows)) == [["a"], ["1.5"], ["1000"]]
    with pytest.raises(RuleRefused):
        csv_answer(request, name="t", header=["a"], rows=[*rows, [None]])


def test_an_empty_list_is_an_empty_table(firm: Tenant, browser: Browser) -> None:
    with tenant_scope(firm.pk):
        advisor = make_actor(firm, Role.ADVISOR)
        assert not Client.objects.exists()
    assert len(table(enter(browser, advisor).get(reverse("client_export")))) == 1
