"""The loud wall: a manager that raises outside a tenant scope and filters explicitly inside it."""

from typing import Any, override

from django.db import models

from tenancy.scope import tenant_id_current


class TenantManager[M: models.Model](models.Manager[M]):
    """Only the open firm's rows; `NoTenant` outside a scope.

    The explicit filter stands beside the policy so that the planner picks indexes by tenant. Carry a query set's own
    methods with `TenantManager.from_queryset(…)()`.
    """

    @override
    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=tenant_id_current())


def tenant_manager(queryset: type[models.QuerySet[Any]]) -> Any:
    """A raising manager that carries the methods of `queryset`."""
    return TenantManager.from_queryset(queryset)()
