"""The first page of a client's file shows what the client has with the firm."""

from decimal import Decimal

from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from portfolios.services.valuations import valuations_run
from tenancy.models import AccessEvent, Tenant
from tenancy.permissions import Actor, grant, system_actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.portfolios.book_builder import BookBuilder, day


def enter(browser: Browser, actor: Actor) -> None:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")


def funded(firm: Tenant, advisor: Actor) -> BookBuilder:
    """A client with a portfolio of 1,000, granted to the advisor."""
    book = BookBuilder()
    book.book("deposit", "2020-01-02", amount="1000")
    valuations_run(actor=system_actor(firm), portfolio_ids=[book.portfolio.pk], until=day("2020-01-03"))
    assert advisor.user is not None
    grant(advisor.user, book.client)
    return book


def test_portfolios_stand_there_with_their_sum_and_the_look_is_on_record(
    firm: Tenant, browser: Browser, actors: dict[Role, Actor]
) -> None:
    Tenant.objects.filter(pk=firm.pk).update(business_date_pinned=day("2020-01-03"))
    with tenant_scope(firm.pk):
        book = funded(firm, actors[Role.ADVISOR])
    enter(browser, actors[Role.ADVISOR])
    shown = browser.get(reverse("client_detail", args=[book.client.public_id]))
    assert shown.status_code == 200
    assert [line.standing.market_value for line in shown.context["lines"]] == [Decimal(1000)]
    assert reverse("portfolio_overview", args=[book.portfolio.public_id]) in shown.text
    assert shown.context["kpis"][0]["value"] == "1,000.00"
    with tenant_scope(firm.pk):
        assert AccessEvent.objects.filter(
            client_ids__contains=[book.client.pk], purpose="client.file"
        ).exists()


def test_a_client_without_a_portfolio_says_so(
    firm: Tenant, browser: Browser, actors: dict[Role, Actor]
) -> None:
    with tenant_scope(firm.pk):
        client = Client.objects.create(reference="C-1", name="Client without a portfolio")
        user = actors[Role.ADVISOR].user
        assert user is not None
        grant(user, client)
    enter(browser, actors[Role.ADVISOR])
    shown = browser.get(reverse("client_detail", args=[client.public_id]))
    assert "The client has no portfolio yet." in shown.text
    assert shown.context["kpis"] == []
