"""Invitations, roles and leaving."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import timezone

from clients.services.clients import client_create
from tenancy.errors import Conflict, NotAllowed, RuleRefused
from tenancy.models import AuditEntry, Invitation, Membership, Tenant, User
from tenancy.permissions import Actor, visible
from tenancy.roles import Role
from tenancy.selectors import invitation_tenant, memberships_of, token_hash
from tenancy.services.people import (
    invitation_accept,
    invitation_create,
    invitation_resend,
    invitation_revoke,
    member_deactivate,
    member_reactivate,
    role_change,
)
from tests.conftest import PASSWORD

DAY = date(2022, 3, 1)


def invite(admin: Actor, email: str = "new@alpha.example", role: Role = Role.ADVISOR) -> Invitation:
    return invitation_create(actor=admin, email=email, role=role, name="New Colleague")


def secret_of_mail() -> str:
    link = re.search(r"/invitations/([\w-]+)/", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def accept(tenant: Tenant, invitation: Invitation, **values: Any) -> Membership:
    given = {"signed_in": None, "name": "New", "password": PASSWORD, **values}
    return invitation_accept(tenant=tenant, invitation=invitation, **given)


def test_only_the_hash_of_the_secret_is_kept(actors: dict[Role, Actor]) -> None:
    invitation = invite(actors[Role.ADMINISTRATOR])
    secret = secret_of_mail()
    assert invitation.token_hash == token_hash(secret)
    assert secret not in str(AuditEntry.objects.latest("id").after)
    assert invitation_tenant(secret) == invitation.tenant_id


@pytest.mark.parametrize("role", [Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE, Role.AUDITOR, Role.CLIENT])
def test_only_the_administrator_invites(actors: dict[Role, Actor], role: Role) -> None:
    with pytest.raises(NotAllowed):
        invite(actors[role])
    assert mail.outbox == []


def test_a_new_login_joins_in_its_role(actors: dict[Role, Actor], scope: Tenant) -> None:
    invitation = invite(actors[Role.ADMINISTRATOR])
    membership = accept(scope, invitation)
    assert (membership.role, membership.user.email, membership.user.check_password(PASSWORD)) == (
        Role.ADVISOR,
        "new@alpha.example",
        True,
    )
    with pytest.raises(Conflict):
        accept(scope, invitation)


def test_a_weak_password_is_refused_and_the_invitation_stays_open(
    actors: dict[Role, Actor], scope: Tenant
) -> None:
    invitation = invite(actors[Role.ADMINISTRATOR])
    with pytest.raises(RuleRefused) as refused:
        accept(scope, invitation, password="password")
    assert {error.pointer for error in refused.value.errors} == {"/password"}
    assert accept(scope, invitation).is_active


def test_an_existing_login_joins_only_when_signed_in(actors: dict[Role, Actor], scope: Tenant) -> None:
    known = User.objects.create_user(email="known@beta.example", password=PASSWORD, name="Known")
    invitation = invite(actors[Role.ADMINISTRATOR], "Known@beta.example")
    for stranger in (None, actors[Role.AUDITOR].user):
        with pytest.raises(NotAllowed):
            accept(scope, invitation, signed_in=stranger)
    assert accept(scope, invitation, signed_in=known, password="").user == known
    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    assert [key.tenant_id for key in memberships_of(known.pk)] == [scope.pk]


def test_an_expired_revoked_or_replaced_link_leads_nowhere(actors: dict[Role, Actor], scope: Tenant) -> None:
    admin = actors[Role.ADMINISTRATOR]
    invitation = invite(admin)
    first = secret_of_mail()
    invitation_resend(actor=admin, invitation=invitation)
    second = secret_of_mail()
    assert (invitation_tenant(first), invitation_tenant(second)) == (None, scope.pk)
    invite(admin)
    third = secret_of_mail()
    assert (invitation_tenant(second), invitation_tenant(third)) == (None, scope.pk)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_tenant(third) is None
    invitation_revoke(actor=admin, invitation=Invitation.objects.latest("id"))
    with pytest.raises(Conflict):
        invitation_resend(actor=admin, invitation=Invitation.objects.latest("id"))


def test_a_member_is_not_invited_again(actors: dict[Role, Actor]) -> None:
    auditor = actors[Role.AUDITOR].user
    assert auditor is not None
    with pytest.raises(Conflict):
        invite(actors[Role.ADMINISTRATOR], auditor.email)


def test_a_portal_user_belongs_to_a_client(actors: dict[Role, Actor], scope: Tenant) -> None:
    admin = actors[Role.ADMINISTRATOR]
    with pytest.raises(RuleRefused):
        invite(admin, role=Role.CLIENT)
    with pytest.raises(RuleRefused):
        invite(admin, role=Role.INTEGRATOR)
    client = client_create(actor=actors[Role.OPERATIONS], reference="C-1", name="Anna Keller")
    invitation = invitation_create(actor=admin, email="anna@example.org", role=Role.CLIENT, client=client)
    membership = accept(scope, invitation)
    actor = Actor(tenant=scope, role=Role.CLIENT, user=membership.user, membership=membership)
    assert list(visible(actor, type(client))) == [client]


def test_a_mail_server_that_refuses_is_said_so(
    actors: dict[Role, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(Conflict):
        invite(actors[Role.ADMINISTRATOR])


def test_nobody_changes_their_own_role(actors: dict[Role, Actor]) -> None:
    admin = actors[Role.ADMINISTRATOR]
    assert admin.membership is not None
    for toxic in (Role.COMPLIANCE, Role.OPERATIONS):
        with pytest.raises(NotAllowed):
            role_change(actor=admin, membership=admin.membership, role=toxic)
    with pytest.raises(NotAllowed):
        member_deactivate(actor=admin, membership=admin.membership, on=DAY)
    admin.membership.refresh_from_db()
    assert (admin.membership.role, admin.membership.is_active) == (Role.ADMINISTRATOR, True)


def test_a_role_is_exchanged_among_staff_only(actors: dict[Role, Actor]) -> None:
    admin, advisor, client = (actors[r].membership for r in (Role.ADMINISTRATOR, Role.ADVISOR, Role.CLIENT))
    assert admin is not None
    assert advisor is not None
    assert client is not None
    changed = role_change(actor=actors[Role.ADMINISTRATOR], membership=advisor, role=Role.AUDITOR)
    assert changed.role == Role.AUDITOR
    entry = AuditEntry.objects.latest("id")
    assert (entry.before, entry.after) == ({"role": "advisor"}, {"role": "auditor"})
    for membership, role in ((client, Role.ADVISOR), (advisor, Role.CLIENT), (advisor, Role.INTEGRATOR)):
        with pytest.raises(RuleRefused):
            role_change(actor=actors[Role.ADMINISTRATOR], membership=membership, role=role)


def test_leaving_signs_out_everywhere_and_coming_back_opens_again(
    actors: dict[Role, Actor], browser: Browser, scope: Tenant
) -> None:
    admin, advisor = actors[Role.ADMINISTRATOR], actors[Role.ADVISOR]
    assert advisor.user is not None
    assert advisor.membership is not None
    browser.force_login(advisor.user, backend="tenancy.backends.LoginBackend")
    UserSession.objects.create(
        user=advisor.user, ip="127.0.0.1", session_key=browser.session.session_key, user_agent="x"
    )
    member_deactivate(actor=admin, membership=advisor.membership, on=DAY)
    assert browser.get("/accounts/sessions/").status_code == 302
    assert memberships_of(advisor.user.pk) == []
    with pytest.raises(Conflict):
        member_deactivate(actor=admin, membership=advisor.membership, on=DAY)
    assert member_reactivate(actor=admin, membership=advisor.membership).left_on is None
    assert len(memberships_of(advisor.user.pk)) == 1
