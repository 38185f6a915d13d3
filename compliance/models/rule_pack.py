"""RulePack: the regime's thresholds as dated data; a mandate names its pack by code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantOwned


class RulePack(TenantOwned):
    """Version `version` of a pack, in force from `effective_from`. Parameters are validated by `compliance.services.rule_packs`."""

    code = models.CharField(_("code"), max_length=20)
    version = models.PositiveIntegerField(_("version"))
    effective_from = models.DateField(_("in force from"))
    parameters = models.JSONField(_("parameters"), default=dict)

    class Meta:
        verbose_name = _("rule pack")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code", "version"], name="compliance_rulepack_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
