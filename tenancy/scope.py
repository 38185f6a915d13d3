"""The only door to a firm's rows: a context variable, a transaction, and PostgreSQL's `app.tenant_id` together.

Not a permission: a scope says which firm, `tenancy.permissions` says who inside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_current: ContextVar[int | None] = ContextVar("tenant_id", default=None)


class NoTenant(RuntimeError):
    """A tenant-owned row was touched outside a tenant scope."""


class ForeignTenant(RuntimeError):
    """A scope of one firm was opened inside the scope of another."""


def tenant_id_current() -> int:
    """The firm of the open scope; `NoTenant` when there is none."""
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenant("This needs a tenant scope.")
    return tenant_id


def tenant_id_or_none() -> int | None:
    """The firm of the open scope, or None."""
    return _current.get()


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [value])


@contextmanager
def tenant_scope(tenant_id: int) -> Iterator[None]:
    """Open firm `tenant_id` for the block, inside a transaction.

    Nested scopes of the same firm become savepoints; another firm's raises `ForeignTenant`. `SET LOCAL` inside a
    savepoint outlives its release, so inside an outer transaction the setting is put back by hand.
    """
    before = _current.get()
    if before is not None and before != tenant_id:
        raise ForeignTenant("A firm's scope cannot be opened inside another's.")
    nested = connection.in_atomic_block
    token = _current.set(tenant_id)
    try:
        with transaction.atomic():
            if before is None:
                _set(str(tenant_id))
            yield
            if before is None and nested and not connection.needs_rollback:
                _set("")
    finally:
        _current.reset(token)
