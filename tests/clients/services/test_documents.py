"""Documents in the file."""

import hashlib
from datetime import date

import pytest

from clients.models import Client, ClientDocument, DocumentKind
from clients.services.documents import LARGEST, document_attach, document_share, file_type_of
from tenancy.errors import NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.documents import document_read

PDF = b"%PDF-1.7 a passport"


def attach(actor: Actor, client: Client, content: bytes = PDF) -> ClientDocument:
    return document_attach(
        actor=actor,
        client=client,
        name="../../passport.pdf",
        content=content,
        kind=DocumentKind.IDENTITY,
        title="Passport",
        expires_on=date(2030, 1, 1),
    )


def test_bytes_hash_and_type_are_kept(actors: dict[Role, Actor], client_file: Client) -> None:
    attached = attach(actors[Role.ADVISOR], client_file)
    document = attached.document
    assert document.name == "passport.pdf"
    assert document.content_type == "application/pdf"
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document_read(document=document) == PDF


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90", b"", b"%PDF-" + b"x" * LARGEST])
def test_other_files_and_too_large_ones_are_refused(
    actors: dict[Role, Actor], client_file: Client, content: bytes
) -> None:
    with pytest.raises(RuleRefused):
        attach(actors[Role.ADVISOR], client_file, content)
    assert not ClientDocument.objects.exists()


def test_a_hidden_client_gets_no_document(actors: dict[Role, Actor], hidden_file: Client) -> None:
    with pytest.raises(NotFound):
        attach(actors[Role.ADVISOR], hidden_file)


def test_sharing_is_recorded_once_and_can_be_taken_back(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    attached = attach(actors[Role.ADVISOR], client_file)
    for is_shared in (True, True, False):
        shared = document_share(actor=actors[Role.ADVISOR], attached=attached, is_shared=is_shared)
        assert shared.is_shared is is_shared
    said = AuditEntry.objects.filter(action__startswith="document.").order_by("id")
    assert [entry.action for entry in said] == ["document.attach", "document.share", "document.unshare"]
    assert said.last().client_ids == [client_file.pk]  # type: ignore[union-attr]


def test_only_who_edits_the_file_shares_from_it(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    attached = attach(actors[Role.ADVISOR], client_file)
    with pytest.raises(NotAllowed):
        document_share(actor=actors[Role.COMPLIANCE], attached=attached, is_shared=True)
    hidden = attach(actors[Role.OPERATIONS], hidden_file)
    with pytest.raises(NotFound):
        document_share(actor=actors[Role.ADVISOR], attached=hidden, is_shared=True)


def test_types_by_their_first_bytes() -> None:
    assert file_type_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert file_type_of(b"PK\x03\x04") == ""
