"""Who may see a client: guardian's grants with direct keys."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models

from tenancy.models.access import TeamGrant, UserGrant
from tenancy.models.base import TenantForeignKey


class ClientUserGrant(UserGrant):
    """A permission of one user on one client."""

    content_object = TenantForeignKey("clients.Client", on_delete=models.CASCADE)

    class Meta(UserGrant.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user", "permission", "content_object"], name="clients_clientusergrant_once"
            )
        ]


class ClientTeamGrant(TeamGrant):
    """A permission of one team on one client."""

    content_object = TenantForeignKey("clients.Client", on_delete=models.CASCADE)

    class Meta(TeamGrant.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "group", "permission", "content_object"],
                name="clients_clientteamgrant_once",
            )
        ]
