"""Stored files: bytes go through Django's storage under their own hash, facts into the row. Nothing is overwritten."""

import hashlib
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from tenancy.errors import Conflict
from tenancy.models import Document, Tenant, User


def document_store(
    *, tenant: Tenant, name: str, content: bytes, content_type: str, stored_by: User | None
) -> Document:
    """Keep `content`. The same bytes of one firm share a file; every call makes a row of its own.

    The file is written before the row: a rolled back row leaves a file that nobody refers to, never a row without a file.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = f"{tenant.public_id}/{digest[:2]}/{digest}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    document: Document = Document.objects.create(
        name=PurePath(name).name[:255] or digest[:12],
        content_type=content_type[:100],
        size=len(content),
        sha256=digest,
        path=path,
        stored_by=stored_by,
    )
    return document


def document_read(*, document: Document) -> bytes:
    """The bytes as they were stored; `Conflict` when they no longer have their hash."""
    with document_open(document=document) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Conflict(_("The stored file no longer has the hash it was stored with."))
    return content


def document_open(*, document: Document) -> BinaryIO:
    """The stored file for reading in pieces; the caller closes it."""
    file: BinaryIO = default_storage.open(document.path, "rb")  # type: ignore[assignment]
    return file
