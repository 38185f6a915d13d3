"""Why the value changed, on the pages of staff and of clients."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Household
from portfolios.models import Portfolio
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import grant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import make_actor
from tests.portfolios.book_builder import BookBuilder, day, make_instrument
from tests.portfolios.selectors.bridge_books import dollar_book, priced
from tests.reporting.selectors.test_reported import released

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = day("2020-01-23")


@pytest.fixture
def world(firm: Tenant) -> dict[str, Any]:
    """100 American shares since the 2nd, money since the 10th, 40 shares sold on the 14th, a fee; and a second portfolio."""
    firm.business_date_pinned = TODAY
    firm.save()
    with tenant_scope(firm.pk):
        book, share = dollar_book(firm)
        dollars = book.cash_account("USD")
        book.book("deposit", "2020-01-10", amount="20000")
        sale = {"instrument": share, "currency": "USD", "cash_account": dollars}
        book.book("sell", "2020-01-14", quantity="40", price="108", amount="4315", fee="5", **sale)
        book.book("fee", "2020-01-15", amount="33.33", fee_kind="management")
        household = Household.objects.create(reference="H-1", name="The Kellers")
        book.client.household = household
        book.client.save()
        second = BookBuilder(options={"client": {"name": "Second", "household": household}})
        second.book("deposit", "2020-01-10", amount="70")
        hidden = BookBuilder(options={"client": {"name": "Hidden Person", "household": household}})
        hidden.book("deposit", "2020-01-10", amount="999999")
        client, advisor = make_actor(firm, Role.CLIENT), make_actor(firm, Role.ADVISOR)
        for actor in (client, advisor):
            assert actor.user is not None
            for owner in (book.client, second.client):
                grant(actor.user, owner)
    return {
        "firm": firm,
        "book": book,
        "second": second,
        "household": household,
        "client": client,
        "advisor": advisor,
        "share": share,
    }


def sign_in(browser: Browser, actor: Any, language: str = "en") -> Browser:
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    browser.cookies["limpid_language"] = language
    return browser


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(words))


def figures(answer: Any) -> Iterator[str]:
    """The addresses behind the figures of a page."""
    for address in re.findall(r'class="figure-link" href="([^"]+)"', answer.content.decode()):
        yield unescape(address)


def page(world: dict[str, Any], name: str, **query: str) -> tuple[str, dict[str, str]]:
    if name == "portal_changes":
        return reverse(name), query
    target = world["household"] if name == "household_bridge" else world["book"].portfolio
    return reverse(name, kwargs={"public_id": target.public_id}), query


def test_a_portfolio_s_change_is_told_drawn_and_added_up(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    answer = sign_in(browser, world["advisor"]).get(path, query)
    text = text_of(answer)
    assert "From 6 Jan 2020 to 23 Jan 2020 the value rose by" in text
    assert "20,000.00 EUR was paid or brought in." in text
    assert "Nothing is left unexplained." in text
    assert answer.content.count(b'class="ch-total"') == 4, "two values, drawn for wide pages and for phones"
    lines = answer.context["lines"]
    amounts = [line.figure.amount for line in lines]
    assert sum(amounts[1:-1], amounts[0]) == amounts[-1]
    assert lines[0].figure.amount == Decimal("9000.00")
    with tenant_scope(world["firm"].pk):
        event = AccessEvent.objects.filter(purpose="changes").latest("pk")
        assert event.client_ids == [world["book"].client.pk]


def test_every_figure_opens_into_items_that_sum_to_it(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    sign_in(browser, world["advisor"])
    for start in (browser.get(path, query), browser.get(path, query | {"currency": "USD"})):
        addresses = list(figures(start))
        assert len(addresses) > 15
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            effects = [line.effect for line in answer.context["lines"]]
            assert abs(sum(effects, Decimal(0)) - answer.context["total"]) < Decimal("1e-20"), address


def test_an_item_leads_to_its_booking_price_and_rate(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    cell = f"{path}items/"
    sign_in(browser, world["advisor"])
    text = text_of(browser.get(cell, query | {"column": "price"}))
    assert "40 units Price in USD: 100.00 (2 Jan 2020, SIX), then 108.00 (dealt on 14 Jan 2020)" in text
    assert "Price in USD: 100.00 (2 Jan 2020, SIX), then 95.00 (23 Jan 2020, SIX)" in text
    assert "Rate USD/EUR: 0.90 (2 Jan 2020, ECB), then 0.85 (13 Jan 2020, ECB)" in text
    drawer = browser.get(cell, query | {"column": "price"}, headers={"HX-Request": "true"})
    assert b"<html" not in drawer.content
    [sale] = (
        set(re.findall(r'href="(/transactions/[^"]+)"', drawer.content.decode()))
        - set(
            re.findall(
                r'href="(/transactions/[^"]+)"',
                browser.get(cell, query | {"column": "opening_value"}).content.decode(),
            )
        )
        - {reverse("transaction_detail", kwargs={"public_id": self_opener(world)})}
    )
    assert "Sell" in text_of(browser.get(sale)) or "Sale" in text_of(browser.get(sale))
    for wrong in ({"column": "nothing"}, {"column": "net_invested"}, {}):
        assert browser.get(cell, query | wrong).status_code == 404


def self_opener(world: dict[str, Any]) -> Any:
    with tenant_scope(world["firm"].pk):
        return world["book"].portfolio.transactions.get(type="transfer_in").public_id


def test_one_instrument_alone(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    answer = sign_in(browser, world["advisor"]).get(path, query)
    [row] = [line for line in answer.context["rows"] if line.label == "Acme Inc."]
    alone = browser.get(row.url)
    text = text_of(alone)
    assert "Moved in, less moved out" in text
    assert "All instruments and accounts" in text
    amounts = [line.figure.amount for line in alone.context["lines"]]
    assert sum(amounts[1:-1], amounts[0]) == amounts[-1]
    assert amounts[-1] == Decimal(60) * 95 * Decimal("0.95")


@pytest.mark.parametrize("name", ["portfolio_bridge", "household_bridge", "portal_changes"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages_and_names_nobody_else(
    world: dict[str, Any], browser: Browser, name: str, language: str, settings: Any
) -> None:
    actor = world["client" if name == "portal_changes" else "advisor"]
    sign_in(browser, actor).cookies[settings.LANGUAGE_COOKIE_NAME] = language
    path, _ = page(world, name)
    for period in ("", "month", "last-month", "quarter", "last-quarter", "year", "last-year", "all"):
        answer = browser.get(path, {"period": period})
        text = text_of(answer)
        assert "Hidden" not in text
        assert "999,999" not in text
        for address in list(figures(answer))[:3]:
            assert browser.get(address).status_code == 200
    expected = "变动已全部解释。" if language == "zh-hans" else "Nothing is left unexplained."
    assert expected in text_of(browser.get(path))


def test_a_household_is_its_portfolios_in_sight(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "household_bridge", from_on="2020-01-06", until="2020-01-23")
    answer = sign_in(browser, world["advisor"]).get(path, query)
    assert "20,070.00 EUR was paid or brought in." in text_of(answer)
    detail = browser.get(reverse("household_detail", kwargs={"public_id": world["household"].public_id}))
    assert path in detail.content.decode(), "found without being told"
    cell = text_of(browser.get(f"{path}items/", query | {"column": "contributions"}))
    assert world["second"].portfolio.name in cell
    other = make_hidden_household(world)
    wrong = reverse("household_bridge", kwargs={"public_id": other.public_id})
    assert browser.get(wrong).status_code == 404


def make_hidden_household(world: dict[str, Any]) -> Household:
    with tenant_scope(world["firm"].pk):
        household = Household.objects.create(reference="H-2", name="Others")
        BookBuilder(options={"client": {"name": "Other", "household": household}})
        return household


def test_a_client_finds_everything_and_each_portfolio(world: dict[str, Any], browser: Browser) -> None:
    path = reverse("portal_changes")
    home = sign_in(browser, world["client"]).get(reverse("portal_home"))
    assert path in home.content.decode()
    query = {"from_on": "2020-01-06", "until": "2020-01-23"}
    assert "20,070.00 EUR was paid or brought in." in text_of(browser.get(path, query))
    second = world["second"].portfolio
    one = browser.get(path, query | {"portfolio": str(second.public_id)})
    assert "70.00 EUR was paid or brought in." in text_of(one)
    own = reverse("portal_portfolio", kwargs={"public_id": second.public_id})
    assert f"{path}?portfolio={second.public_id}" in browser.get(own).content.decode()
    for address in figures(one):
        answer = browser.get(address)
        assert "/transactions/" not in re.sub(r"/portal/transactions/", "", answer.content.decode())
        assert answer.status_code == 200
    stranger = browser.get(path, {"portfolio": "0193e5d0-0000-7000-8000-000000000000"})
    assert stranger.status_code == 200, "falls back to everything"


def test_what_is_missing_is_named_where_the_figures_are(world: dict[str, Any], browser: Browser) -> None:
    with tenant_scope(world["firm"].pk):
        unpriced = make_instrument("Never priced")
        world["book"].book(
            "transfer_in", "2020-01-10", instrument=unpriced, quantity="1", price="3", amount="3"
        )
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    answer = sign_in(browser, world["advisor"]).get(path, query)
    text = text_of(answer)
    assert "Figures are incomplete" in text
    assert "There is no price of Never priced" in text
    assert "What the prices of securities that are held did is not known." in text
    items = text_of(browser.get(f"{path}items/", query | {"column": "unrealized_price"}))
    assert "Price in EUR: 3.00 (dealt on 10 Jan 2020), then not known" in items


def test_before_the_first_booking_there_is_nothing(world: dict[str, Any], browser: Browser) -> None:
    path, query = page(world, "portfolio_bridge", from_on="2019-01-01", until="2019-12-31")
    text = text_of(sign_in(browser, world["advisor"]).get(path, query))
    assert "Nothing was booked up to this day" in text


def test_a_period_that_cannot_be_is_said_at_its_field(world: dict[str, Any], browser: Browser) -> None:
    sign_in(browser, world["advisor"])
    for query, sentence in (
        ({"from_on": "2020-01-23", "until": "2020-01-06"}, "The period has to end after the day"),
        ({"from_on": "yesterday"}, "Enter a valid date."),
        ({"until": "0001-01-01"}, "1900"),
    ):
        path, _ = page(world, "portfolio_bridge")
        text = text_of(browser.get(path, query))
        assert sentence in text
        assert "Nothing is left unexplained." in text, "the usual period is shown"
    path, _ = page(world, "portfolio_bridge")
    assert browser.get(path, {"currency": "nonsense"}).context["report"].bridge.currency == "EUR"


def test_corrections_are_told_where_something_was_reported(world: dict[str, Any], browser: Browser) -> None:
    with tenant_scope(world["firm"].pk):
        portfolio = Portfolio.objects.get(pk=world["book"].portfolio.pk)
        known = timezone.now() + timedelta(minutes=1)
        released(make_actor(world["firm"], Role.COMPLIANCE), portfolio, known)
        statement = portfolio.statements.get()
        statement.period_to = day("2020-01-06")
        statement.save()
        late = known + timedelta(minutes=1)
        world["book"].book("fee", "2020-01-03", amount="10", created_at=late)
    path, query = page(world, "portfolio_bridge", from_on="2020-01-06", until="2020-01-23")
    text = text_of(sign_in(browser, world["advisor"]).get(path, query))
    assert "The value reported before was too high by 10.00 EUR, by what has become known since." in text
    items = text_of(browser.get(f"{path}items/", query | {"column": "corrections"}))
    assert "Became known later" in items


def test_many_items_come_in_pages(world: dict[str, Any], browser: Browser) -> None:
    with tenant_scope(world["firm"].pk):
        for number in range(60):
            world["book"].book("fee", "2020-01-16", amount=str(number + 1))
        priced(world["share"], ("2020-01-16", "95"))
    path, query = page(world, "portfolio_bridge", from_on="2020-01-15", until="2020-01-23")
    sign_in(browser, world["advisor"])
    first = browser.get(f"{path}items/", query | {"column": "fees"})
    second = browser.get(f"{path}items/", query | {"column": "fees", "page": "2"})
    assert [len(each.context["lines"]) for each in (first, second)] == [50, 10]
    assert "60 items, −1,830.00 EUR together" in text_of(first)
    drawer = browser.get(f"{path}items/", query | {"column": "fees"}, headers={"HX-Request": "true"})
    assert "Show all of them" in text_of(drawer)
