"""Client, Household and the relationships between clients."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy.models.base import TenantForeignKey, TenantOwned


class ClientKind(models.TextChoices):
    """A natural or a legal person."""

    PERSON = "person", pgettext_lazy("client", "Person")
    ENTITY = "entity", _("Entity")


class Classification(models.TextChoices):
    """How the client is protected (Directive 2014/65/EU, Annex II)."""

    RETAIL = "retail", _("Retail")
    PROFESSIONAL = "professional", _("Professional")
    ELIGIBLE_COUNTERPARTY = "eligible_counterparty", _("Eligible counterparty")


class Language(models.TextChoices):
    """The languages Limpid writes to clients in."""

    EN = "en", _("English")
    ZH_HANS = "zh-hans", _("Simplified Chinese")


class Household(TenantOwned):
    """Clients who are looked at together."""

    grant_path: ClassVar[str | None] = "clients"

    reference = models.CharField(_("reference"), max_length=40)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("household")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="clients_household_reference")
        ]

    def __str__(self) -> str:
        return self.name


class Client(TenantOwned):
    """A person or an entity whose money the firm looks after. `search` and `sort_name` are kept by the services."""

    grant_path: ClassVar[str | None] = "self"

    reference = models.CharField(_("reference"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ClientKind, default=ClientKind.PERSON)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.EN)
    classification = models.CharField(
        _("classification"), max_length=30, choices=Classification, default=Classification.RETAIL
    )
    wants_depreciation_notice = models.BooleanField(_("asked for the 10 % notice"), default=False)
    household = TenantForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name=_("household"),
    )
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=400, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    born_on = models.DateField(_("date of birth or foundation"), null=True, blank=True)
    tax_country = models.CharField(_("tax residence"), max_length=2, blank=True)
    lei = models.CharField(_("legal entity identifier"), max_length=20, blank=True)
    sort_name = models.CharField(max_length=400, editable=False, default="")
    search = models.CharField(max_length=1000, editable=False, default="")
    is_active = models.BooleanField(_("active"), default=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("client")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="clients_client_reference"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ClientKind.values), name="clients_client_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(classification__in=Classification.values),
                name="clients_client_class_known",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="clients_client_language_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "sort_name", "id"], name="clients_client_sort"),
            models.Index(fields=["tenant", "updated_at"], name="clients_client_updated"),
        ]

    def __str__(self) -> str:
        return self.name


class RelationshipKind(models.TextChoices):
    """What one client is to another."""

    SPOUSE = "spouse", _("Spouse")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    BENEFICIAL_OWNER = "beneficial_owner", _("Beneficial owner")
    SIGNATORY = "signatory", _("Authorised signatory")
    ATTORNEY = "attorney", _("Holder of a power of attorney")
    OTHER = "other", _("Other")


class Relationship(TenantOwned):
    """`related` is the `kind` of `client`."""

    grant_path: ClassVar[str | None] = "client"

    client = TenantForeignKey(Client, on_delete=models.CASCADE, related_name="relationships")
    related = TenantForeignKey(
        Client, on_delete=models.CASCADE, related_name="+", verbose_name=_("related client")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RelationshipKind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("relationship")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "client", "related", "kind"], name="clients_relationship_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(client=models.F("related")), name="clients_relationship_two_clients"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
