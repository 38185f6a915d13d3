"""Prepared, rendered, released by a second person; corrected, never overwritten."""

import io
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.utils import timezone

from clients.models import Notification
from portfolios.models import ImportBatch, Portfolio, Reconciliation, ReconciliationBreak
from reporting.document import statement_html
from reporting.models import StatementKind, StatementVersion, VersionState
from reporting.pdf import pdf_render
from reporting.services.statements import (
    OpenDifferences,
    statement_prepare,
    statement_release,
    statement_render,
    statement_withdraw,
)
from reporting.statement_data import from_json
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused, SecondPersonNeeded
from tenancy.models import AuditEntry, Job
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.documents import document_open, document_store
from tests.conftest import make_actor
from tests.reporting.story import AFTER, UNTIL, Story

pytestmark = pytest.mark.usefixtures("fonts")


@pytest.fixture
def maker(story: Story) -> Actor:
    return make_actor(story.tenant, Role.OPERATIONS)


@pytest.fixture
def checker(story: Story) -> Actor:
    return make_actor(story.tenant, Role.COMPLIANCE)


def prepare(actor: Actor, story: Story, until: date = UNTIL) -> StatementVersion:
    return statement_prepare(
        actor=actor,
        portfolio=story.book.portfolio,
        kind=StatementKind.QUARTERLY,
        period_from=AFTER,
        period_to=until,
    )


def rendered(actor: Actor, story: Story) -> StatementVersion:
    return statement_render(actor=actor, version=prepare(actor, story))


def test_from_figures_to_the_client(story: Story, maker: Actor, checker: Actor) -> None:
    version = prepare(maker, story)
    assert (version.version, version.state, version.language) == (1, "prepared", "en")
    assert Job.objects.filter(kind="reporting.render", arguments={"version": str(version.public_id)}).exists()
    with pytest.raises(Conflict):
        statement_release(actor=checker, version=version)
    done = statement_render(actor=maker, version=version)
    assert done.document is not None
    released = statement_release(actor=checker, version=done)
    assert (released.state, released.released_by) == ("released", checker.user)
    notice = Notification.objects.get()
    assert notice.parameters["period_from"] == "2021-04-01"
    actions = list(
        AuditEntry.objects.filter(action__startswith="statement.").values_list("action", flat=True)
    )
    assert sorted(actions) == ["statement.prepare", "statement.release", "statement.render"]
    with pytest.raises(Conflict):
        statement_withdraw(actor=maker, version=released, reason="too late")


def test_whoever_prepared_it_does_not_release_it(story: Story, maker: Actor) -> None:
    with pytest.raises(SecondPersonNeeded):
        statement_release(actor=maker, version=rendered(maker, story))
    assert StatementVersion.objects.get().state == VersionState.RENDERED


def test_roles_that_may_not(story: Story) -> None:
    with pytest.raises(NotAllowed):
        prepare(make_actor(story.tenant, Role.AUDITOR), story)
    with pytest.raises(NotFound):
        prepare(make_actor(story.tenant, Role.ADVISOR), story)


def test_an_open_difference_with_the_custodian_blocks(story: Story, maker: Actor, checker: Actor) -> None:
    version = rendered(maker, story)
    difference = open_difference(story, maker)
    with pytest.raises(OpenDifferences):
        statement_release(actor=checker, version=version)
    difference.state, difference.explanation = "explained", "paid a day later"
    difference.save()
    assert statement_release(actor=checker, version=version).state == VersionState.RELEASED


def open_difference(story: Story, actor: Actor) -> ReconciliationBreak:
    document = document_store(
        tenant=story.tenant, name="list.csv", content=b"x", content_type="text/csv", stored_by=actor.user
    )
    batch = ImportBatch.objects.create(kind="custodian_positions", document=document, sha256="0" * 64)
    found: ReconciliationBreak = ReconciliationBreak.objects.create(
        reconciliation=Reconciliation.objects.create(batch=batch, as_of=UNTIL),
        portfolio=story.book.portfolio,
        account=story.book.cash,
        currency="EUR",
        book_quantity=1,
        custodian_quantity=2,
    )
    return found


def test_unchanged_figures_give_the_same_version(story: Story, maker: Actor) -> None:
    first = prepare(maker, story)
    assert prepare(maker, story) == first
    assert StatementVersion.objects.count() == 1


def test_a_booking_dated_back_gives_a_second_version_and_keeps_the_first(
    story: Story, maker: Actor, checker: Actor
) -> None:
    first = statement_release(actor=checker, version=rendered(maker, story))
    bytes_before = stored(first)
    story.book.book("fee", "2021-06-30", amount="10", fee_kind="custody")
    second = prepare(maker, story)
    assert (second.version, second.state) == (2, "prepared")
    first.refresh_from_db()
    assert (first.state, stored(first)) == ("released", bytes_before)
    assert first.data_hash != second.data_hash


def stored(version: StatementVersion) -> bytes:
    assert version.document is not None
    with document_open(document=version.document) as file:
        return file.read()


def test_a_withdrawn_version_is_followed_by_another(story: Story, maker: Actor) -> None:
    first = statement_withdraw(actor=maker, version=prepare(maker, story), reason="wrong note")
    assert first.state == VersionState.WITHDRAWN
    assert prepare(maker, story).version == 2


def test_a_period_that_has_not_ended_is_refused(story: Story, maker: Actor) -> None:
    story.tenant.business_date_pinned = UNTIL - timedelta(days=1)
    pinned = Actor(tenant=story.tenant, role=maker.role, user=maker.user, membership=maker.membership)
    with pytest.raises(RuleRefused):
        prepare(pinned, story)


def test_the_database_refuses_one_person_twice(story: Story, maker: Actor) -> None:
    from django.db import IntegrityError

    version = rendered(maker, story)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementVersion.objects.filter(pk=version.pk).update(
            state="released", released_by=maker.user, released_at=timezone.now()
        )


def test_rendering_twice_is_once_and_the_bytes_are_the_same(story: Story, maker: Actor) -> None:
    version = rendered(maker, story)
    assert statement_render(actor=maker, version=version).document == version.document
    again = pdf_render(
        statement_html(from_json(version.data), data_hash=version.data_hash, version=version.version)
    )
    assert again == stored(version)


def test_the_paper_can_be_read_by_everybody(story: Story, maker: Actor) -> None:
    """PDF/UA: tagged, with a language and a title, and words for every picture."""
    with pikepdf.open(io.BytesIO(stored(rendered(maker, story)))) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "Portfolio" in str(pdf.docinfo["/Title"])
        assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()
        figures = [each for each in structure(root.StructTreeRoot) if each.get("/S") == "/Figure"]
        kinds = {str(each.get("/S")) for each in structure(root.StructTreeRoot)}
        assert {"/Table", "/TH", "/TD", "/H1", "/H2"} <= kinds
        assert len(figures) >= 3
        assert [each for each in figures if not str(each.get("/Alt", "")).strip()] == []


def structure(node: pikepdf.Object) -> list[pikepdf.Dictionary]:
    found: list[pikepdf.Dictionary] = []
    children: Any = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *structure(child)]
    return found


def test_the_portfolio_is_whole_after_all(story: Story, maker: Actor) -> None:
    """Preparing changes no figure of the book."""
    before = Portfolio.objects.values().get(pk=story.book.portfolio.pk)
    rendered(maker, story)
    assert Portfolio.objects.values().get(pk=story.book.portfolio.pk) == before
