"""A new firm."""

import pytest
from django.core.exceptions import ValidationError

from tenancy.models import AuditEntry, Tenant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.firms import tenant_create
from tests.conftest import make_actor


def test_a_firm_is_one_row_and_one_entry(firm: Tenant) -> None:
    with tenant_scope(firm.pk):
        entry = AuditEntry.objects.get()
    assert (entry.action, entry.role, entry.user_id) == ("tenant.create", Role.SYSTEM, None)


def test_a_bad_currency_is_refused_and_leaves_nothing(db: None) -> None:
    with pytest.raises(ValidationError) as caught:
        tenant_create(code="x", legal_name="X", base_currency="euro", languages=["en"])
    assert "base_currency" in caught.value.message_dict
    assert not Tenant.objects.filter(code="x").exists()


def test_a_membership_is_audited(scope: Tenant) -> None:
    actor = make_actor(scope, Role.ADVISOR)
    entry = AuditEntry.objects.get(action="membership.create")
    assert entry.after == {"role": "advisor", "user": str(actor.user.public_id)} if actor.user else False
