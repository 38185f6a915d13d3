"""Settings of the firm and their second person."""

from datetime import time

import pytest

from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused, SecondPersonNeeded
from tenancy.models import Approval, AuditEntry, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.approvals import approval_submit
from tenancy.services.settings import firm_settings_decide, firm_settings_update


def change(actors: dict[Role, Actor], **changes: object) -> Approval | None:
    return firm_settings_update(actor=actors[Role.ADMINISTRATOR], changes=changes)


def test_what_one_person_may_change_is_changed_at_once(actors: dict[Role, Actor], scope: Tenant) -> None:
    assert change(actors, notice="Closed on Friday", evening_cutoff=time(17, 30)) is None
    scope.refresh_from_db()
    assert (scope.notice, scope.evening_cutoff) == ("Closed on Friday", time(17, 30))
    entry = AuditEntry.objects.latest("id")
    assert entry.action == "tenant.update"
    assert entry.after == {"notice": "Closed on Friday", "evening_cutoff": "17:30"}
    assert change(actors, notice="Closed on Friday") is None
    assert AuditEntry.objects.latest("id") == entry


def test_what_controls_others_waits_for_a_second_person(actors: dict[Role, Actor], scope: Tenant) -> None:
    approval = change(actors, clients_need_second_factor=True, notice="n")
    assert approval is not None
    scope.refresh_from_db()
    assert (scope.clients_need_second_factor, scope.notice) == (False, "n")
    with pytest.raises(SecondPersonNeeded):
        firm_settings_decide(actor=actors[Role.ADMINISTRATOR], approval=approval, approve=True)
    with pytest.raises(NotAllowed):
        firm_settings_decide(actor=actors[Role.ADVISOR], approval=approval, approve=True)
    firm_settings_decide(actor=actors[Role.COMPLIANCE], approval=approval, approve=True)
    scope.refresh_from_db()
    assert scope.clients_need_second_factor


def test_a_rejected_change_changes_nothing(actors: dict[Role, Actor], scope: Tenant) -> None:
    approval = change(actors, rule_pack="CN")
    assert approval is not None
    firm_settings_decide(actor=actors[Role.COMPLIANCE], approval=approval, approve=False, reason="no")
    scope.refresh_from_db()
    assert scope.rule_pack == "EU"


def test_settings_that_moved_since_are_not_overwritten(actors: dict[Role, Actor], scope: Tenant) -> None:
    approval = change(actors, rule_pack="CN")
    assert approval is not None
    Tenant.objects.filter(pk=scope.pk).update(rule_pack="CH")
    with pytest.raises(Conflict):
        firm_settings_decide(actor=actors[Role.COMPLIANCE], approval=approval, approve=True)


def test_another_kind_of_request_is_not_decided_here(actors: dict[Role, Actor], scope: Tenant) -> None:
    other = approval_submit(
        actor=actors[Role.OPERATIONS],
        kind="something.else",
        obj=scope,  # type: ignore[arg-type]
        content={"from": {}, "to": {}},
    )
    with pytest.raises(NotFound):
        firm_settings_decide(actor=actors[Role.COMPLIANCE], approval=other, approve=True)


def test_what_cannot_be_and_who_may_not(actors: dict[Role, Actor], scope: Tenant) -> None:
    with pytest.raises(RuleRefused):
        change(actors, legal_name="")
    with pytest.raises(NotAllowed):
        firm_settings_update(actor=actors[Role.COMPLIANCE], changes={"notice": "x"})
