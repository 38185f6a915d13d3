"""Requests in words, and where each is decided."""

import uuid

import pytest

from tenancy.approval_kinds import approval_kind, approval_label, approval_url
from tenancy.models import Approval


def test_a_kind_is_named_once() -> None:
    with pytest.raises(AssertionError):
        approval_kind("firm.settings", label="again")


def test_settings_are_decided_in_the_list() -> None:
    approval = Approval(kind="firm.settings")
    assert str(approval_label(approval)) == "Settings of the firm"
    assert approval_url(approval) == ""


def test_an_event_is_decided_on_its_page() -> None:
    approval = Approval(kind="corporate_action", object_public_id=uuid.uuid4())
    assert str(approval_label(approval)) == "Corporate action"
    assert approval_url(approval) == f"/corporate-actions/{approval.object_public_id}/"


def test_an_unknown_kind_is_its_code() -> None:
    assert (approval_label(Approval(kind="other")), approval_url(Approval(kind="other"))) == ("other", "")
