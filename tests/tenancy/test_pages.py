"""The administrator's and the auditor's pages as people use them."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client
from clients.services.clients import client_create
from tenancy.models import (
    ApiToken,
    Approval,
    AuditEntry,
    Invitation,
    Job,
    JobState,
    Membership,
    Team,
    Tenant,
    User,
)
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.people import invitation_create
from tests.conftest import PASSWORD, make_actor

ADMIN_PAGES = ("/people/", "/people/invite/", "/teams/", "/grants/", "/tokens/", "/settings/", "/jobs/")
NAME = "Anna Keller-Sichtbar"


def enter(browser: Browser, actor: Actor) -> Browser:
    assert actor.user is not None
    browser.force_login(actor.user, backend="tenancy.backends.LoginBackend")
    return browser


@pytest.fixture
def client_file(actors: dict[Role, Actor]) -> Client:
    return client_create(actor=actors[Role.OPERATIONS], reference="C-1", name=NAME, email="a@k.example")


@pytest.fixture
def admin(browser: Browser, actors: dict[Role, Actor]) -> Browser:
    return enter(browser, actors[Role.ADMINISTRATOR])


def test_no_page_of_the_administrator_names_a_client(
    admin: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    advisor = actors[Role.ADVISOR].membership
    assert advisor is not None
    holder = {"holder": f"person:{advisor.public_id}", "kind": "client", "reference": "C-1"}
    assert admin.post("/grants/", holder).status_code == 302
    pages = [*ADMIN_PAGES, "/approvals/", reverse("person_change", args=[advisor.public_id])]
    for page in pages:
        text = admin.get(page).content.decode()
        assert "Sichtbar" not in text, page
        assert "a@k.example" not in text, page
    assert "C-1" in admin.get("/grants/").content.decode()
    assert admin.get("/clients/").status_code == 403
    assert admin.get(reverse("client_detail", args=[client_file.public_id])).status_code == 403
    assert admin.get("/audit/").status_code == 403


def test_access_is_granted_and_withdrawn_by_reference(
    admin: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    advisor = actors[Role.ADVISOR].membership
    assert advisor is not None
    form = {"holder": f"person:{advisor.public_id}", "kind": "client", "reference": "C-404"}
    assert "Nothing has this reference." in admin.post("/grants/", form).content.decode()
    form["reference"] = "C-1"
    admin.post("/grants/", form)
    address = reverse("client_detail", args=[client_file.public_id])
    assert enter(Browser(), actors[Role.ADVISOR]).get(address).status_code == 200
    admin.post("/grants/remove/", form)
    assert enter(Browser(), actors[Role.ADVISOR]).get(address).status_code == 404
    assert admin.post("/grants/remove/", form).status_code == 404


def test_from_invitation_to_first_sign_in(browser: Browser, firm: Tenant) -> None:
    with tenant_scope(firm.pk):
        admin = enter(browser, make_actor(firm, Role.ADMINISTRATOR))
    data = {"email": "new@alpha.example", "name": "New", "role": "advisor", "language": "en"}
    assert admin.post("/people/invite/", data).status_code == 302
    assert "new@alpha.example" in admin.get("/people/").content.decode()
    link = re.search(r"(/invitations/[\w-]+/)", str(mail.outbox[-1].body))
    assert link is not None
    visitor = Browser()
    assert "new@alpha.example" in visitor.get(link[1]).content.decode()
    weak = {"name": "New", "password": "short", "password_again": "short"}
    assert "too short" in visitor.post(link[1], weak).content.decode()
    differ = {"name": "New", "password": PASSWORD, "password_again": "x"}
    assert "differ" in visitor.post(link[1], differ).content.decode()
    good = {"name": "New Person", "password": PASSWORD, "password_again": PASSWORD}
    assert visitor.post(link[1], good)["Location"] == "/accounts/login/"
    signed = visitor.post("/accounts/login/", {"login": "new@alpha.example", "password": PASSWORD})
    assert signed.status_code == 302
    assert visitor.get("/clients/").status_code == 200
    assert Browser().get(link[1]).status_code == 404  # last: it rolls back what the test has written


def test_a_portal_user_is_invited_by_the_clients_reference(admin: Browser, client_file: Client) -> None:
    data = {"email": "anna@example.org", "role": "client", "language": "en", "client_reference": "C-404"}
    assert "No client has this reference." in admin.post("/people/invite/", data).content.decode()
    assert admin.post("/people/invite/", {**data, "client_reference": "C-1"}).status_code == 302
    assert Invitation.objects.get().client_public_id == client_file.public_id


def test_an_existing_login_signs_in_before_it_joins(firm: Tenant, browser: Browser) -> None:
    user = User.objects.create_user(email="known@example.org", password=PASSWORD, name="Known")
    with tenant_scope(firm.pk):
        invitation_create(actor=make_actor(firm, Role.ADMINISTRATOR), email=user.email, role=Role.AUDITOR)
    link = re.search(r"(/invitations/[\w-]+/)", str(mail.outbox[-1].body))
    assert link is not None
    assert "Sign in with it" in browser.get(link[1]).content.decode()
    browser.force_login(user, backend="tenancy.backends.LoginBackend")
    assert browser.post(link[1])["Location"] == "/firms/"
    with tenant_scope(firm.pk):
        assert Membership.objects.get(user=user).role == Role.AUDITOR


def test_nobody_joins_with_somebody_elses_login(actors: dict[Role, Actor], browser: Browser) -> None:
    user = User.objects.create_user(email="known@example.org", password=PASSWORD, name="Known")
    invitation_create(actor=actors[Role.ADMINISTRATOR], email=user.email, role=Role.AUDITOR)
    link = re.search(r"(/invitations/[\w-]+/)", str(mail.outbox[-1].body))
    assert link is not None
    assert browser.post(link[1]).status_code == 403  # last: it rolls back what the test has written


def test_roles_are_changed_but_not_ones_own(admin: Browser, actors: dict[Role, Actor]) -> None:
    mine, other = actors[Role.ADMINISTRATOR].membership, actors[Role.ADVISOR].membership
    assert mine is not None
    assert other is not None
    toxic = admin.post(reverse("person_change", args=[mine.public_id]), {"role": "compliance"})
    assert toxic.status_code == 403
    assert Membership.objects.get(pk=mine.pk).role == Role.ADMINISTRATOR
    assert AuditEntry.objects.filter(action="refused.not_allowed").count() == 1
    assert admin.post(reverse("person_deactivate", args=[mine.public_id])).status_code == 403
    admin.post(reverse("person_change", args=[other.public_id]), {"role": "auditor"})
    assert Membership.objects.get(pk=other.pk).role == Role.AUDITOR
    colleague = enter(Browser(), actors[Role.ADVISOR])
    assert colleague.get("/audit/").status_code == 200
    admin.post(reverse("person_deactivate", args=[other.public_id]))
    assert colleague.get("/audit/").status_code == 302
    admin.post(reverse("person_reactivate", args=[other.public_id]))
    assert Membership.objects.get(pk=other.pk).is_active


def test_invitations_are_sent_again_and_withdrawn(admin: Browser, actors: dict[Role, Actor]) -> None:
    invitation = invitation_create(
        actor=actors[Role.ADMINISTRATOR], email="x@alpha.example", role=Role.AUDITOR
    )
    assert admin.post(reverse("invitation_resend", args=[invitation.public_id])).status_code == 302
    assert len(mail.outbox) == 2
    assert admin.post(reverse("invitation_revoke", args=[invitation.public_id])).status_code == 302
    assert admin.post(reverse("invitation_revoke", args=[invitation.public_id])).status_code == 409


def test_teams_through_their_pages(admin: Browser, actors: dict[Role, Actor]) -> None:
    admin.post("/teams/", {"name": "North"})
    team = Team.objects.get()
    assert "already has this name" in admin.post("/teams/", {"name": "North"}).content.decode()
    page = reverse("team_detail", args=[team.public_id])
    advisor = actors[Role.ADVISOR].membership
    assert advisor is not None
    admin.post(reverse("team_member_add", args=[team.public_id]), {"member": str(advisor.public_id)})
    assert "advisor@alpha.example" in admin.get(page).content.decode()
    member = team.members.get()
    admin.post(reverse("team_member_remove", args=[member.public_id]))
    admin.post(page, {"name": "East"})
    assert Team.objects.get().name == "East"


def test_a_key_is_shown_once(admin: Browser, scope: Tenant) -> None:
    page = admin.post("/tokens/", {"name": "ERP", "scopes": ["read"]}).content.decode()
    secret = re.search(r"limpid_[\w-]+", page)
    assert secret is not None
    assert secret[0] not in admin.get("/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert admin.post(reverse("token_revoke", args=[token.public_id])).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_settings_wait_for_a_second_person(admin: Browser, actors: dict[Role, Actor], scope: Tenant) -> None:
    form = {
        "legal_name": "Alpha Wealth S.A.",
        "lei": "",
        "evening_cutoff": "17:00",
        "notice": "",
        "clients_need_second_factor": "on",
        "rule_pack": "EU",
    }
    assert admin.post("/settings/", form).status_code == 302
    assert not Tenant.objects.get(pk=scope.pk).clients_need_second_factor
    approval = Approval.objects.get()
    decide = reverse("approval_decide", args=[approval.public_id])
    assert admin.post(decide, {"verdict": "approve"}).status_code == 403
    second = enter(Browser(), actors[Role.COMPLIANCE])
    assert "False" in second.get("/approvals/").content.decode()
    assert second.post(decide, {"verdict": "approve", "reason": "agreed"}).status_code == 302
    assert Tenant.objects.get(pk=scope.pk).clients_need_second_factor
    assert second.post(decide, {"verdict": "approve"}).status_code == 409


def test_a_failed_job_is_seen_and_started_again(admin: Browser, actors: dict[Role, Actor]) -> None:
    job = Job.objects.create(
        kind="clients.deliver",
        key="k",
        arguments={"client": NAME},
        state=JobState.FAILED,
        error="mail refused",
    )
    page = admin.get("/jobs/?state=failed").content.decode()
    assert "mail refused" in page
    assert NAME not in page
    retry = reverse("job_retry", args=[job.public_id])
    assert enter(Browser(), actors[Role.AUDITOR]).post(retry).status_code == 403
    assert admin.post(retry).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_the_trail_shows_changes_looks_and_refusals(
    browser: Browser, actors: dict[Role, Actor], client_file: Client
) -> None:
    advisor = enter(Browser(), actors[Role.ADVISOR])
    advisor.get(reverse("client_detail", args=[client_file.public_id]))
    enter(Browser(), actors[Role.OPERATIONS]).get(reverse("client_detail", args=[client_file.public_id]))
    auditor = enter(browser, actors[Role.AUDITOR])
    changes = auditor.get("/audit/").content.decode()
    assert "Client file opened" in changes
    assert NAME in changes
    assert "Asked for something out of sight" in changes
    looks = auditor.get("/audit/?show=looks").content.decode()
    assert "Looked into the file" in looks
    only = auditor.get("/audit/", {"action": "client.create", "client": "C-1"}).context["entries"]
    assert [entry["row"].action for entry in only] == ["client.create"]
    assert auditor.get("/audit/", {"from_on": "2999-01-01"}).context["entries"] == []


def _queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_lists_ask_as_often_for_ten_rows_as_for_one(
    actors: dict[Role, Actor], scope: Tenant, settings: Any
) -> None:
    settings.DEMO = True
    admin, auditor = (enter(Browser(), actors[r]) for r in (Role.ADMINISTRATOR, Role.AUDITOR))
    pages = [(admin, page) for page in ("/people/", "/teams/", "/grants/", "/tokens/", "/jobs/")]
    pages += [(auditor, "/audit/"), (auditor, "/audit/?show=looks")]

    def fill(number: int) -> None:
        actor = make_actor(scope, Role.ADVISOR, email=f"n{number}@alpha.example")
        client_create(actor=actor, reference=f"N-{number}", name=f"N {number}")
        Team.objects.create(name=f"Team {number}")
        Job.objects.create(kind="x", key=f"{number}", state=JobState.DONE)
        invitation_create(
            actor=actors[Role.ADMINISTRATOR], email=f"i{number}@alpha.example", role=Role.AUDITOR
        )

    fill(0)
    for browser, page in pages:
        browser.get(page)
    one = [_queries(browser, page) for browser, page in pages]
    for number in range(1, 10):
        fill(number)
    assert [_queries(browser, page) for browser, page in pages] == one
