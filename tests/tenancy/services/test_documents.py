"""Stored files."""

from pathlib import Path

import pytest
from django.conf import settings

from tenancy.errors import Conflict
from tenancy.models import Document, Tenant
from tenancy.services.documents import document_read, document_store


def store(tenant: Tenant, name: str = "a.txt", content: bytes = b"abc") -> Document:
    return document_store(
        tenant=tenant, name=name, content=content, content_type="text/plain", stored_by=None
    )


def test_bytes_come_back_with_their_hash(scope: Tenant) -> None:
    document = store(scope)
    assert document_read(document=document) == b"abc"
    assert document.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (document.size, document.name) == (3, "a.txt")


def test_the_same_bytes_share_a_file_and_not_a_row(scope: Tenant) -> None:
    first, second = store(scope), store(scope, name="b.txt")
    assert first.pk != second.pk
    assert first.path == second.path


def test_a_name_cannot_lead_elsewhere(scope: Tenant) -> None:
    assert store(scope, name="../../etc/passwd").name == "passwd"


def test_a_changed_file_is_noticed(scope: Tenant) -> None:
    document = store(scope)
    Path(settings.MEDIA_ROOT, document.path).write_bytes(b"abd")
    with pytest.raises(Conflict):
        document_read(document=document)
