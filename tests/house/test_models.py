"""Every model is tenant-owned with its walls in the database, or exempt with a reason."""

import pytest
from django.apps import apps
from django.db import connection, models

from tenancy.models.base import TenantForeignKey, TenantRow

OURS = {"tenancy", "clients", "portfolios", "compliance", "reporting", "workspace", "advice"}
EXEMPT = {
    "tenancy.tenant": "the firm itself; read before a scope can exist",
    "tenancy.user": "one login may serve several firms; what it may do in each is its membership",
    "tenancy.anyteamgrant": "guardian's generic table; the application may not write it",
}
MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]


def test_every_model_is_tenant_owned_or_exempt() -> None:
    open_models = {m._meta.label_lower for m in MODELS if not issubclass(m, TenantRow)}
    assert open_models == set(EXEMPT)


def test_no_automatic_table_and_no_inherited_table() -> None:
    assert [m._meta.label for m in MODELS if m._meta.auto_created] == []
    assert [m._meta.label for m in MODELS if m._meta.parents] == []


def test_keys_to_tenant_owned_models_carry_the_tenant() -> None:
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        if model._meta.label_lower not in EXEMPT
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, TenantForeignKey)
        and issubclass(field.remote_field.model, TenantRow)
    ]
    assert plain == []


def test_unique_constraints_carry_the_tenant() -> None:
    telling = [
        f"{model._meta.label}.{constraint.name}"
        for model in MODELS
        if issubclass(model, TenantRow)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and "tenant" not in constraint.fields
    ]
    assert telling == []
    assert [m._meta.label for m in MODELS if issubclass(m, TenantRow) and m._meta.unique_together] == []


@pytest.mark.parametrize(
    "model", [m for m in MODELS if issubclass(m, TenantRow)], ids=lambda m: m._meta.label
)
def test_the_database_has_the_policy(model: type[TenantRow], db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, p.polname, pg_get_expr(p.polqual, p.polrelid) "
            "FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relname = %s",
            [model._meta.db_table],
        )
        rows = cursor.fetchall()
    policy = "(tenant_id = (current_setting('app.tenant_id'::text))::bigint)"
    assert rows == [(True, True, f"{model._meta.db_table}_rls", policy)]


@pytest.mark.parametrize(
    "model", [m for m in MODELS if issubclass(m, TenantRow)], ids=lambda m: m._meta.label
)
def test_the_gate_knows_what_it_is(model: type[TenantRow]) -> None:
    """Client data names its way to the grant; what has none must hold no key to a client or portfolio."""
    if model.grant_path is None:
        keys = {
            f.remote_field.model._meta.label_lower
            for f in model._meta.local_fields
            if isinstance(f, models.ForeignKey)
        }
        assert not keys & {"clients.client", "portfolios.portfolio"} or model._meta.label_lower.endswith(
            "grant"
        )
    elif model.grant_path not in {"self", "clients"}:
        part: type[models.Model] = model
        for name in model.grant_path.split("__"):
            part = part._meta.get_field(name).remote_field.model  # type: ignore[union-attr]
        assert part._meta.label_lower in {"clients.client", "portfolios.portfolio"}


def test_append_only_tables_refuse_update_and_delete(db: None) -> None:
    with connection.cursor() as cursor:
        for model in MODELS:
            if getattr(model, "append_only", False):
                cursor.execute(
                    "SELECT has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE')",
                    [model._meta.db_table] * 2,
                )
                assert cursor.fetchone() == (False, False), model._meta.label
