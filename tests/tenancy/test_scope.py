"""The two walls: the manager raises, the database refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from clients.models import Client, Household
from tenancy.models import Team, Tenant
from tenancy.scope import ForeignTenant, NoTenant, tenant_id_or_none, tenant_scope


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_the_tests_run_as_the_application_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT current_user = session_user, count(*) FROM pg_class WHERE relowner = session_user::regrole"
        )
        assert cursor.fetchone() == (True, 0)


def test_outside_a_scope_the_manager_raises(db: None) -> None:
    with pytest.raises(NoTenant):
        Team.objects.count()


def test_outside_a_scope_the_database_refuses(db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        count("tenancy_team")


def test_a_scope_shows_its_own_firm_only(firm: Tenant, other_firm: Tenant) -> None:
    for tenant in (firm, other_firm):
        with tenant_scope(tenant.pk):
            Team.objects.create(name=f"Team of {tenant.code}")
    with tenant_scope(firm.pk):
        assert [team.name for team in Team.objects.all()] == ["Team of alpha"]
        assert count("tenancy_team") == 1


def test_a_raw_write_into_another_firm_is_refused(firm: Tenant, other_firm: Tenant) -> None:
    with (
        tenant_scope(firm.pk),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO tenancy_team (tenant_id, name) VALUES (%s, 'x')", [other_firm.pk])


def test_a_key_to_another_firms_parent_is_refused(firm: Tenant, other_firm: Tenant) -> None:
    with tenant_scope(other_firm.pk):
        household = Household.objects.create(reference="H", name="theirs")
    with (
        tenant_scope(firm.pk),
        pytest.raises(IntegrityError, match="clients_client_household_tk"),
        transaction.atomic(),
    ):
        Client.objects.create(reference="C", name="ours", household_id=household.pk)
        connection.check_constraints()


def test_nesting_into_another_firm_is_refused(firm: Tenant, other_firm: Tenant) -> None:
    with tenant_scope(firm.pk), pytest.raises(ForeignTenant), tenant_scope(other_firm.pk):
        pass


def test_leaving_a_scope_inside_a_transaction_closes_it(firm: Tenant) -> None:
    with tenant_scope(firm.pk), tenant_scope(firm.pk):
        assert Client.objects.count() == 0
    assert tenant_id_or_none() is None
    with pytest.raises(DatabaseError), transaction.atomic():
        count("tenancy_team")


def test_an_exception_leaves_no_scope_open(firm: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(firm.pk):
        raise ZeroDivisionError
    assert tenant_id_or_none() is None
    with pytest.raises(DatabaseError), transaction.atomic():
        count("tenancy_team")
