"""A stored file: bytes in the storage, facts and SHA-256 in the row. Never overwritten."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantOwned


class Document(TenantOwned):
    """A file as it came in or went out. Who may open it is decided by the object that refers to it."""

    append_only: ClassVar[bool] = True

    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    stored_by = models.ForeignKey("tenancy.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("document")
        indexes = [models.Index(fields=["tenant", "sha256"], name="tenancy_document_sha256")]

    def __str__(self) -> str:
        return self.name
