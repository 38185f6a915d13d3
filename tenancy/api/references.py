"""Objects that a body or a query names by public id."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenancy.errors import FieldError, NotFound, RuleRefused
from tenancy.models.base import TenantOwned
from tenancy.permissions import Actor, visible


def parent_named[M: TenantOwned](
    actor: Actor, rows: type[M] | QuerySet[M], public_id: UUID, *, pointer: str
) -> M:
    """The object under which something is to be made; `NotFound` for hidden and absent alike, pointing at the field."""
    found = visible(actor, rows).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(errors=[FieldError(pointer, "not_found", str(NotFound.title))])
    return found


def named[M: TenantOwned](rows: QuerySet[M], wanted: Mapping[str, UUID | None]) -> dict[UUID, M]:
    """By public id the rows that are named at the pointers of `wanted`. One query; `RuleRefused` points at each unknown one."""
    ids = {public_id for public_id in wanted.values() if public_id is not None}
    found: dict[UUID, Any] = {row.public_id: row for row in rows.filter(public_id__in=ids)} if ids else {}
    unknown = [
        FieldError(pointer, "not_found", _("There is no such object, or none you may see."))
        for pointer, public_id in wanted.items()
        if public_id is not None and public_id not in found
    ]
    if unknown:
        raise RuleRefused(errors=unknown)
    return found
