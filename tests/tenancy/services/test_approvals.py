"""Four eyes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tenancy.errors import Conflict, NotAllowed, SecondPersonNeeded
from tenancy.models import Approval, ApprovalState, AuditEntry, Team, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.approvals import (
    approval_decide,
    approval_submit,
    approval_withdraw,
    approvals_expire,
    content_hash,
)
from tests.conftest import make_actor

CONTENT = {"name": "after", "数": "1.00"}


@pytest.fixture
def maker(scope: Tenant) -> Actor:
    return make_actor(scope, Role.OPERATIONS)


@pytest.fixture
def checker(scope: Tenant) -> Actor:
    return make_actor(scope, Role.COMPLIANCE)


@pytest.fixture
def approval(maker: Actor) -> Approval:
    return approval_submit(
        actor=maker, kind="team.rename", obj=Team.objects.create(name="T"), content=CONTENT
    )


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1}) != content_hash({"a": 1, "b": 3})


def test_a_second_person_approves(approval: Approval, checker: Actor) -> None:
    decided = approval_decide(actor=checker, approval=approval, approve=True, content=CONTENT)
    assert (decided.state, decided.checker) == (ApprovalState.APPROVED, checker.user)
    assert AuditEntry.objects.filter(action="approval.approved", user=checker.user).count() == 1


def test_the_maker_is_refused(approval: Approval, maker: Actor) -> None:
    with pytest.raises(SecondPersonNeeded):
        approval_decide(actor=maker, approval=approval, approve=True, content=CONTENT)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.SUBMITTED


def test_a_role_without_the_right_is_refused(approval: Approval, scope: Tenant) -> None:
    with pytest.raises(NotAllowed):
        approval_decide(
            actor=make_actor(scope, Role.AUDITOR), approval=approval, approve=True, content=CONTENT
        )


def test_changed_content_is_refused(approval: Approval, checker: Actor) -> None:
    with pytest.raises(Conflict):
        approval_decide(actor=checker, approval=approval, approve=True, content={**CONTENT, "name": "other"})


def test_one_open_request_per_object(approval: Approval, maker: Actor) -> None:
    with pytest.raises(Conflict):
        approval_submit(actor=maker, kind=approval.kind, obj=Team.objects.get(), content=CONTENT)


def test_a_decided_request_stays_decided(approval: Approval, checker: Actor) -> None:
    approval_decide(actor=checker, approval=approval, approve=False, content=CONTENT, reason="no")
    with pytest.raises(Conflict):
        approval_decide(actor=checker, approval=approval, approve=True, content=CONTENT)


def test_only_the_maker_withdraws(approval: Approval, maker: Actor, checker: Actor) -> None:
    with pytest.raises(Conflict):
        approval_withdraw(actor=checker, approval=approval)
    assert approval_withdraw(actor=maker, approval=approval).state == ApprovalState.WITHDRAWN


def test_requests_expire(approval: Approval, checker: Actor) -> None:
    Approval.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict):
        approval_decide(actor=checker, approval=approval, approve=True, content=CONTENT)
    assert approvals_expire() == 1
    assert Approval.objects.get().state == ApprovalState.EXPIRED
