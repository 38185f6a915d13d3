"""A recorded price is changed in a browser: given with its document, approved by somebody else."""

import html
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.models import Instrument, ManualPrice, Portfolio, Price
from tenancy.models import Tenant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.factories.valued import TODAY
from tests.flows.test_corporate_actions import book, enter

__all__ = ["book"]


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_two_people_change_a_price(firm: Tenant, book: tuple[Portfolio, Instrument], settings: Any) -> None:
    _, share = book
    maker = enter(firm, Role.OPERATIONS, "first@alpha.example", settings)
    path = f"/instruments/{share.public_id}/prices/new/"
    with tenant_scope(firm.pk):
        before = Price.objects.filter(instrument=share, on__lte=TODAY).latest("on", "pk")
    given = {"on": before.on.isoformat(), "price": "77.25", "source": "appraiser"}
    assert maker.post(path, given).status_code == 422, "a change needs its reason"
    evidence = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note", "application/pdf")
    changed = maker.post(path, given | {"reason": "misread", "document": evidence})
    assert changed.status_code == 302
    here = changed["Location"]
    shown = text(maker.get(here))
    assert "a second person has to decide" in shown
    assert "77.25" in shown
    assert maker.post(f"{here}decide/", {"verdict": "approve"}).status_code == 403

    checker = enter(firm, Role.COMPLIANCE, "second@alpha.example", settings)
    assert here in text(checker.get("/approvals/"))
    document = checker.get(f"{here}document/")
    assert b"".join(document) == b"%PDF-1.4 note"
    assert "attachment" in document["Content-Disposition"]
    assert checker.post(f"{here}decide/", {"verdict": "approve"}).status_code == 302
    with tenant_scope(firm.pk):
        assert ManualPrice.objects.get().state == "recorded"
        assert Price.objects.filter(instrument=share, on=before.on).latest("pk").price == 77.25
    assert here in text(maker.get(f"/instruments/{share.public_id}/"))


def test_a_day_without_a_price_needs_nobody(
    firm: Tenant, book: tuple[Portfolio, Instrument], settings: Any
) -> None:
    _, share = book
    maker = enter(firm, Role.OPERATIONS, "first@alpha.example", settings)
    answer = maker.post(
        f"/instruments/{share.public_id}/prices/new/",
        {"on": "2019-05-02", "price": "61", "source": "appraiser"},
    )
    assert answer["Location"] == f"/instruments/{share.public_id}/"
