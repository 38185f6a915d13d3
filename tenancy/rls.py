"""Database walls as model constraints that migrations understand: row-level security, tenant keys, append-only.

Each constraint is one deferred statement: Django creates constraints on three paths and loses one of them in silence
when `constraint_sql` is naive, so `constraint_sql` defers `create_sql`, and `create_sql` always returns a statement.
"""

from typing import Any, override

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model
from django.db.models.fields.related import ForeignKey


class DeferredConstraint(BaseConstraint):
    """A constraint made of statements of its own after the table exists."""

    def statement(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        raise ImproperlyConfigured(f"{type(self).__name__} names no statement.")

    def undo(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        raise ImproperlyConfigured(f"{type(self).__name__} names no way back.")

    def _parts(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> dict[str, Any]:
        return {
            "table": Table(model._meta.db_table, editor.quote_name),
            "name": editor.quote_name(self.name),
            "app": editor.quote_name(settings.DATABASE_APP_ROLE),
        }

    @override
    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        assert model is not None
        assert schema_editor is not None
        return Statement(self.statement(model, schema_editor), **self._parts(model, schema_editor))

    @override
    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    @override
    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        assert model is not None
        assert schema_editor is not None
        return Statement(self.undo(model, schema_editor), **self._parts(model, schema_editor))

    @override
    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database alone checks it."""

    @override
    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    @override
    def __hash__(self) -> int:
        return hash((type(self), self.name))


class RowLevelSecurity(DeferredConstraint):
    """Rows of the open firm only. Without a scope the policy raises instead of returning nothing."""

    @override
    def statement(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return (
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY; ALTER TABLE %(table)s FORCE ROW LEVEL SECURITY; "
            "CREATE POLICY %(name)s ON %(table)s USING (tenant_id = current_setting('app.tenant_id')::bigint) "
            "WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint)"
        )

    @override
    def undo(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return (
            "DROP POLICY IF EXISTS %(name)s ON %(table)s; ALTER TABLE %(table)s NO FORCE ROW LEVEL SECURITY; "
            "ALTER TABLE %(table)s DISABLE ROW LEVEL SECURITY"
        )


class TenantKey(DeferredConstraint):
    """A foreign key that carries the firm, so that the database refuses another firm's parent."""

    def __init__(self, *, field: str, name: str) -> None:
        self.field = field
        super().__init__(name=name)

    @override
    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    @override
    def statement(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return (
            "CREATE UNIQUE INDEX IF NOT EXISTS %(parent_key)s ON %(parent)s (tenant_id, id); "
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (tenant_id, %(column)s) "
            "REFERENCES %(parent)s (tenant_id, id) DEFERRABLE INITIALLY DEFERRED"
        )

    @override
    def undo(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s"

    @override
    def _parts(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> dict[str, Any]:
        field = model._meta.get_field(self.field)
        assert isinstance(field, ForeignKey)
        parent = field.remote_field.model
        return {
            **super()._parts(model, editor),
            "column": editor.quote_name(field.column),
            "parent": Table(parent._meta.db_table, editor.quote_name),
            "parent_key": editor.quote_name(f"{parent._meta.db_table}_tenant_key"),
        }


class AppendOnly(DeferredConstraint):
    """Rows are written once: no UPDATE, DELETE or TRUNCATE for the application, and a trigger against the owner."""

    @override
    def statement(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return (
            "REVOKE UPDATE, DELETE, TRUNCATE ON %(table)s FROM %(app)s; "
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
            "RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $body$; "
            "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW EXECUTE FUNCTION append_only()"
        )

    @override
    def undo(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        return "DROP TRIGGER IF EXISTS %(name)s ON %(table)s; GRANT UPDATE, DELETE ON %(table)s TO %(app)s"
