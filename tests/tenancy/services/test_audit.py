"""The trail."""

import pytest
from django.db import DatabaseError, transaction

from tenancy.models import AccessEvent, AuditEntry, Tenant
from tenancy.permissions import system_actor
from tenancy.request import serving
from tenancy.scope import tenant_scope
from tenancy.services.audit import access_record, access_seen, audit_record, audit_refusal


def test_an_entry_carries_the_request_and_the_transaction(scope: Tenant) -> None:
    with serving(surface="page", request_id="r-12345678"):
        audit_record(
            actor=system_actor(scope), action="x", client_ids=[3, 1, 3], before={"a": 1}, after={"a": 2}
        )
    entry = AuditEntry.objects.get(action="x")
    assert (entry.request_id, entry.surface, entry.client_ids) == ("r-12345678", "page", [1, 3])
    assert entry.transaction_id > 0


def test_one_access_event_names_every_client_shown(scope: Tenant) -> None:
    with serving(surface="page"):
        access_seen([2])
        access_seen([1, 2])
        access_record(actor=system_actor(scope), purpose="list", route="GET clients/")
        access_record(actor=system_actor(scope), purpose="list", route="GET clients/")
    assert AccessEvent.objects.get().client_ids == [1, 2]


def test_nothing_shown_is_nothing_recorded(scope: Tenant) -> None:
    with serving(surface="page"):
        access_record(actor=system_actor(scope), purpose="list", route="GET clients/")
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize(
    "verb", ["UPDATE tenancy_auditentry SET action = 'y'", "DELETE FROM tenancy_auditentry"]
)
def test_the_trail_cannot_be_changed(scope: Tenant, verb: str) -> None:
    from django.db import connection

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_the_rollback_of_what_was_refused(firm: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(firm.pk):
        audit_record(actor=system_actor(firm), action="tried")
        raise ZeroDivisionError
    audit_refusal(actor=system_actor(firm), action="refused.x")
    with tenant_scope(firm.pk):
        assert AuditEntry.objects.filter(action__in=["tried", "refused.x"]).get().outcome == "refused"
