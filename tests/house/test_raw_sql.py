"""Raw SQL as the application role, table by table: no scope no rows, one firm's scope no row and no parent of another."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg2.errors import ForeignKeyViolation

from tenancy.models import Tenant
from tenancy.models.base import TenantForeignKey, TenantRow
from tenancy.scope import tenant_scope
from tests.house.world import World, build

pytestmark = pytest.mark.accept

TABLES = [model for model in apps.get_models() if issubclass(model, TenantRow)]


def rows_of(table: str, condition: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_every_table_is_walled(firm: Tenant, other_firm: Tenant) -> None:
    with tenant_scope(other_firm.pk):
        theirs = build(other_firm, "THEIRSxxxxxx")
    with tenant_scope(firm.pk):
        ours = build(firm, "OURSxxxxxxxx")
    keys = refused = 0
    for model in TABLES:
        table = model._meta.db_table
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_of(table)
        with tenant_scope(firm.pk):
            assert rows_of(table) >= 1, table
            assert rows_of(table, f"tenant_id = {other_firm.pk}") == 0, table
            assert rows_of(table, f"id = {theirs[model._meta.label_lower].pk}") == 0, table
        for column in _keys(model):
            keys += 1
            refused += _parent_refused(firm, model, column, ours, theirs)
    print(
        f"{len(TABLES)} tables, {keys} keys carry the firm, {refused} rows with a foreign parent refused by them"
    )
    assert refused > keys / 2


def _keys(model: type[TenantRow]) -> list[Any]:
    return [column for column in model._meta.local_fields if isinstance(column, TenantForeignKey)]


def _parent_refused(firm: Tenant, model: type[TenantRow], column: Any, ours: World, theirs: World) -> bool:
    """Copy our row with the key pointing at their parent: the database refuses, whatever the ORM thinks.

    A copy may break a unique constraint before its key is looked at: then the catalogue has to show the key.
    """
    parent = column.remote_field.model._meta
    assert _has_tenant_key(model._meta.db_table, column.column, parent.db_table), (model, column)
    row, foreign = ours[model._meta.label_lower], theirs[parent.label_lower]
    names = [f'"{f.column}"' for f in model._meta.local_fields if not f.primary_key and f.name != "public_id"]
    values = [str(foreign.pk) if name == f'"{column.column}"' else name for name in names]
    table = model._meta.db_table
    with pytest.raises(IntegrityError) as caught, tenant_scope(firm.pk), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE id = {row.pk}"
        )
    return isinstance(caught.value.__cause__, ForeignKeyViolation)


def _has_tenant_key(table: str, column: str, parent: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k(num, n), "
            "pg_attribute a WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND c.confrelid = %s::regclass "
            "AND a.attrelid = c.conrelid AND a.attnum = k.num GROUP BY c.oid",
            [table, parent],
        )
        return (["tenant_id", column],) in cursor.fetchall()
