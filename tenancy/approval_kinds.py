"""What a request for a second person is about: each app names the kinds it submits, and the page that shows the object."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from tenancy.models import Approval


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """A kind of request in words, and the URL name of the page of its object (by public id) where it is decided."""

    label: str | Promise
    url_name: str


_kinds: dict[str, ApprovalKind] = {}


def approval_kind(kind: str, *, label: str | Promise, url_name: str = "") -> None:
    """Name a kind; one named twice is an error. Without a page, it is decided in the list of requests."""
    assert kind not in _kinds, kind
    _kinds[kind] = ApprovalKind(label, url_name)


def approval_label(approval: Approval) -> str | Promise:
    """The request's kind in words; its code when no app has named it."""
    found = _kinds.get(approval.kind)
    return found.label if found else approval.kind


def approval_url(approval: Approval) -> str:
    """The page on which the request is decided; "" where that is the list of requests."""
    found = _kinds.get(approval.kind)
    if found is None or not found.url_name:
        return ""
    return reverse(found.url_name, kwargs={"public_id": approval.object_public_id})
