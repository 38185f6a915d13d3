"""The base of every tenant-owned model. A child cannot drop its policy or its tenant keys: the metaclass adds them."""

from typing import Any, ClassVar, cast, override

from django.db import models
from django.db.models.base import ModelBase
from django.db.models.functions import Now

from tenancy.managers import TenantManager
from tenancy.rls import AppendOnly, RowLevelSecurity, TenantKey
from tenancy.scope import tenant_id_current

NAME_LIMIT = 63


class TenantField(models.ForeignKey[Any, Any]):
    """The firm a row belongs to, filled in from the open scope."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(to="tenancy.Tenant", on_delete=models.PROTECT, editable=False, db_index=False)
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs)

    @override
    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("to", "on_delete", "editable", "db_index"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if add:
            model_instance.tenant_id = tenant_id_current()  # type: ignore[attr-defined]
        return super().pre_save(model_instance, add)


class TenantForeignKey[ST, GT](models.ForeignKey[ST, GT]):
    """A key to another tenant-owned row; the metaclass adds the key that carries the firm."""

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    @override
    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class UuidV7(models.Func):
    """PostgreSQL's time-ordered UUID."""

    function = "uuidv7"
    output_field = models.UUIDField()


def _name(table: str, *parts: str) -> str:
    name = "_".join((table, *parts))
    if len(name) > NAME_LIMIT:
        raise ValueError(f"{name} is longer than PostgreSQL's names; give the model a shorter table.")
    return name


def _walls(model: type[models.Model]) -> list[models.BaseConstraint]:
    table = model._meta.db_table
    walls: list[models.BaseConstraint] = [RowLevelSecurity(name=_name(table, "rls"))]
    walls.extend(
        TenantKey(field=field.name, name=_name(table, field.name, "tk"))
        for field in model._meta.local_fields
        if isinstance(field, TenantForeignKey)
    )
    if any(field.name == "public_id" for field in model._meta.local_fields):
        walls.append(models.UniqueConstraint(fields=["tenant", "public_id"], name=_name(table, "public_id")))
    if getattr(model, "append_only", False):
        walls.append(AppendOnly(name=_name(table, "append_only")))
    return walls


class TenantOwnedBase(ModelBase):
    """Adds the walls after the class is built."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> type:
        cls = super().__new__(mcs, name, bases, attrs, **kwargs)
        meta = cls._meta  # type: ignore[attr-defined]
        if not (meta.abstract or meta.proxy or meta.swapped):
            present = {constraint.name for constraint in meta.constraints}
            missing = [wall for wall in _walls(cast("type[models.Model]", cls)) if wall.name not in present]
            meta.constraints = [*meta.constraints, *missing]
            meta.original_attrs["constraints"] = meta.constraints
        return cls


class TenantRow(models.Model, metaclass=TenantOwnedBase):
    """A row of a firm without a public id: grants, memberships of teams, projections."""

    grant_path: ClassVar[str | None] = None
    """How the gate reaches the guarded object: "self", "client", "portfolio", "portfolio__client"; None: not client data."""

    append_only: ClassVar[bool] = False

    tenant = TenantField()
    tenant_id: int

    objects = TenantManager()

    class Meta:
        abstract = True


class TenantOwned(TenantRow):
    """A row of a firm that people and programs refer to by its public id."""

    public_id = models.UUIDField(db_default=UuidV7(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
