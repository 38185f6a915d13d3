"""The firm."""

import datetime
import zoneinfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import UuidV7


class FlowTiming(models.TextChoices):
    """When an external flow counts in a day's return."""

    START = "start", _("At the start of the day")
    END = "end", _("At the end of the day")
    IN_START_OUT_END = "in_start_out_end", _("Inflows at the start, outflows at the end of the day")


CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("A currency is three capital letters, as in ISO 4217."))
LEI = RegexValidator(r"^[A-Z0-9]{18}[0-9]{2}$", _("A legal entity identifier has 20 letters and digits."))


class Tenant(models.Model):
    """A wealth firm: the border of everything. Read before a scope can exist, so it carries no policy itself."""

    public_id = models.UUIDField(db_default=UuidV7(), editable=False, unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200)
    lei = models.CharField(_("legal entity identifier"), max_length=20, blank=True, validators=[LEI])
    base_currency = models.CharField(_("base currency"), max_length=3, validators=[CURRENCY])
    pivot_currency = models.CharField(
        _("pivot currency of rates"), max_length=3, default="EUR", validators=[CURRENCY]
    )
    zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    calendar = models.CharField(_("business calendar (country)"), max_length=10, default="LU")
    evening_cutoff = models.TimeField(_("evening cut-off"), default=datetime.time(18, 0))
    languages = models.JSONField(_("languages"), default=list)
    flow_timing = models.CharField(
        _("flow timing"), max_length=20, choices=FlowTiming, default=FlowTiming.IN_START_OUT_END
    )
    holds_client_assets = models.BooleanField(_("holds client assets"), default=False)
    clients_need_second_factor = models.BooleanField(_("clients sign in with a second factor"), default=False)
    rule_pack = models.CharField(_("rule pack"), max_length=20, default="EU")
    statements_from = models.DateField(
        _("statements are due for periods ending after"), null=True, blank=True
    )
    business_date_pinned = models.DateField(_("pinned business date"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    notice = models.CharField(_("notice shown to everyone"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(flow_timing__in=FlowTiming.values), name="tenancy_tenant_flow_timing_known"
            )
        ]

    def __str__(self) -> str:
        return self.legal_name

    @property
    def zone_info(self) -> zoneinfo.ZoneInfo:
        """The firm's time zone."""
        return zoneinfo.ZoneInfo(self.zone)

    @property
    def language(self) -> str:
        """The firm's first language."""
        return str(self.languages[0]) if self.languages else "en"
