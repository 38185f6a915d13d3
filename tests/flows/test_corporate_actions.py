"""An act of an issuer in a browser: entered, previewed, asked for, approved by somebody else, posted."""

import html
from typing import Any

import pytest
from django.test import Client as Browser

from portfolios.models import CorporateActionEvent, Instrument, Portfolio, Transaction
from tenancy.models import Job, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.jobs import job_run
from tests.conftest import make_actor
from tests.factories.valued import TODAY, make_share, make_valued


@pytest.fixture
def book(firm: Tenant) -> tuple[Portfolio, Instrument]:
    firm.business_date_pinned = TODAY
    firm.save()
    with tenant_scope(firm.pk):
        actor = make_actor(firm, Role.OPERATIONS, email="maker@alpha.example")
        share = make_share(actor)
        return make_valued(actor, share), share


def enter(firm: Tenant, role: Role, email: str, settings: Any) -> Browser:
    settings.DEMO = True
    with tenant_scope(firm.pk):
        actor: Actor = make_actor(firm, role, email=email)
    assert actor.user is not None
    browser = Browser()
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_two_people_bring_a_dividend_into_every_book(
    firm: Tenant, book: tuple[Portfolio, Instrument], settings: Any
) -> None:
    portfolio, share = book
    maker = enter(firm, Role.OPERATIONS, "first@alpha.example", settings)
    terms = {"type": "dividend", "instrument": share.symbol or share.isin, "ex_date": TODAY.isoformat()}
    refused = maker.post("/corporate-actions/new/", terms)
    assert refused.status_code == 422
    assert "requires a value here" in text(refused)
    made = maker.post("/corporate-actions/new/", terms | {"per_unit": "1.50", "tax_percent": "15"})
    assert made.status_code == 302
    here = made["Location"]
    preview = maker.get(here)
    assert portfolio.name in text(preview)
    assert "Ask for approval" in text(preview)
    assert "Approve and post" not in text(preview)
    assert maker.post(f"{here}submit/").status_code == 302
    assert "a second person has to decide" in text(maker.get(here))
    assert maker.post(f"{here}decide/", {"verdict": "approve"}).status_code == 403

    checker = enter(firm, Role.COMPLIANCE, "second@alpha.example", settings)
    assert here in text(checker.get("/approvals/"))
    assert "Approve and post" in text(checker.get(here))
    assert checker.post(f"{here}decide/", {"verdict": "approve", "reason": "checked"}).status_code == 302
    with tenant_scope(firm.pk):
        job = Job.objects.get(kind="portfolios.post_event")
    assert job_run(tenant=firm, job_id=job.pk)
    shown = text(checker.get(here))
    assert "Posted transactions" in shown
    assert portfolio.name in shown
    with tenant_scope(firm.pk):
        row = Transaction.objects.get(type="dividend")
        event = CorporateActionEvent.objects.get()
    assert row.external_id.startswith(f"event {event.public_id}")
    assert event.posted_count == 1
    assert "Dividend" in text(maker.get("/corporate-actions/"))


def test_an_advisor_has_no_such_pages(
    firm: Tenant, book: tuple[Portfolio, Instrument], settings: Any
) -> None:
    advisor = enter(firm, Role.ADVISOR, "advisor@alpha.example", settings)
    assert advisor.get("/corporate-actions/").status_code == 403
    assert advisor.get("/corporate-actions/new/").status_code == 403
