"""Who may see a single portfolio without its client: guardian's grants with direct keys."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models

from tenancy.models.access import TeamGrant, UserGrant
from tenancy.models.base import TenantForeignKey


class PortfolioUserGrant(UserGrant):
    """A permission of one user on one portfolio."""

    content_object = TenantForeignKey("portfolios.Portfolio", on_delete=models.CASCADE)

    class Meta(UserGrant.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user", "permission", "content_object"], name="portfolios_usergrant_once"
            )
        ]


class PortfolioTeamGrant(TeamGrant):
    """A permission of one team on one portfolio."""

    content_object = TenantForeignKey("portfolios.Portfolio", on_delete=models.CASCADE)

    class Meta(TeamGrant.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "group", "permission", "content_object"], name="portfolios_teamgrant_once"
            )
        ]
