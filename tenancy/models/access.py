"""Object grants: guardian keeps them, with direct keys to the object and our Team as the group.

The concrete grant tables stand beside their objects (`clients.models.grants`, `portfolios.models.grants`).
`AnyTeamGrant` only tells guardian that a group is a Team; nobody may write to it.
"""

from typing import ClassVar

from django.db import models
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionAbstract, GroupObjectPermissionBase, UserObjectPermissionBase

from tenancy.managers import TenantManager
from tenancy.models.base import TenantForeignKey, TenantRow
from tenancy.models.user import Team


class UserGrantManager(TenantManager["UserGrant"], UserObjectPermissionManager):
    """guardian's manager behind the wall."""


class TeamGrantManager(TenantManager["TeamGrant"], GroupObjectPermissionManager):
    """guardian's manager behind the wall."""


class UserGrant(TenantRow, UserObjectPermissionBase):
    """A permission of one user on one object; the child names `content_object`."""

    objects: ClassVar[UserGrantManager] = UserGrantManager()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class TeamGrant(TenantRow, GroupObjectPermissionBase):
    """A permission of one team on one object; the child names `content_object`."""

    group = TenantForeignKey(Team, on_delete=models.CASCADE)  # type: ignore[assignment]

    objects: ClassVar[TeamGrantManager] = TeamGrantManager()

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


class AnyTeamGrant(GroupObjectPermissionAbstract):
    """guardian's generic table, empty for ever: the application may not write it."""

    group = models.ForeignKey(Team, on_delete=models.CASCADE)  # type: ignore[assignment]

    class Meta(GroupObjectPermissionAbstract.Meta):
        abstract = False
