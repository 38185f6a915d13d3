"""What waits for each role."""

from datetime import date, timedelta

from django.utils import timezone

from clients.models import ContactNote, RiskProfile
from portfolios.models import ImportBatch
from tenancy.models import AccessEvent, Approval, Invitation, Job
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tenancy.services.audit import audit_record
from tenancy.services.documents import document_store
from tests.factories.book import make_client
from workspace.selectors import homes

DAY = date(2021, 3, 1)


def test_reviews_are_due_when_a_profile_ends_soon_has_ended_or_was_never_made(
    actors: dict[Role, Actor],
) -> None:
    never, soon, later = (make_client(f"C-{n}") for n in range(3))
    for client, days in ((soon, 10), (later, 90)):
        RiskProfile.objects.create(
            client=client, assessed_on=DAY, tolerance=3, capacity=3, category=3,
            valid_until=DAY + timedelta(days=days),
        )  # fmt: skip
    assert list(homes.reviews_due(actor=actors[Role.OPERATIONS], as_of=DAY)) == [soon, never]
    assert not homes.reviews_due(actor=actors[Role.ADVISOR], as_of=DAY).exists()


def test_next_steps_are_those_of_clients_in_sight_not_yet_done(actors: dict[Role, Actor]) -> None:
    advisor = actors[Role.ADVISOR]
    mine, other = make_client("C-1"), make_client("C-2")
    assert advisor.user is not None
    grant(advisor.user, mine)
    for client, step, is_done in (
        (mine, "Call", False),
        (mine, "Write", True),
        (mine, "", False),
        (other, "Go", False),
    ):
        ContactNote.objects.create(
            client=client,
            on=DAY,
            channel="call",
            summary="s",
            next_step=step,
            is_done=is_done,
            author=advisor.user,
        )
    assert [note.next_step for note in homes.next_steps(actor=advisor)] == ["Call"]


def test_files_wait_until_they_are_posted_or_put_aside(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    document = document_store(
        tenant=operations.tenant, name="f.csv", content=b"a", content_type="text/csv", stored_by=None
    )
    for number, state in enumerate(("parsed", "refused", "committed", "discarded")):
        ImportBatch.objects.create(kind="prices", document=document, sha256=str(number) * 64, state=state)
    assert [each.state for each in homes.imports_waiting(actor=operations)] == ["refused", "parsed"]
    assert not homes.imports_waiting(actor=actors[Role.ADVISOR]).exists()


def test_nobody_is_asked_to_approve_what_they_made(actors: dict[Role, Actor]) -> None:
    maker, checker = actors[Role.OPERATIONS], actors[Role.COMPLIANCE]
    assert maker.user is not None
    Approval.objects.create(
        kind="x", object_public_id=maker.tenant.public_id, content={}, content_hash="0" * 64,
        maker=maker.user, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    assert homes.approvals_waiting(actor=checker).count() == 1
    assert not homes.approvals_waiting(actor=maker).exists()


def test_the_administrator_sees_people_invitations_and_failed_jobs(actors: dict[Role, Actor]) -> None:
    administrator = actors[Role.ADMINISTRATOR]
    assert administrator.user is not None
    for number, days in enumerate((1, -1)):
        Invitation.objects.create(
            email="new@example.org", role=Role.ADVISOR, token_hash=str(number) * 64,
            invited_by=administrator.user, expires_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
    Job.objects.create(kind="a", key="a", state="failed")
    Job.objects.create(kind="a", key="b", state="done")
    assert homes.invitations_open().count() == 1
    assert [job.key for job in homes.jobs_failed()] == ["a"]
    assert homes.people_by_role()[Role.ADVISOR] == 1


def test_the_trail_comes_latest_first(actors: dict[Role, Actor]) -> None:
    for action in ("first", "second"):
        audit_record(actor=actors[Role.OPERATIONS], action=action)
    assert [each.action for each in homes.changes_latest()[:2]] == ["second", "first"]
    assert not homes.accesses_latest().exists()


def test_refusals_and_looks_are_counted_from_a_moment_on(actors: dict[Role, Actor]) -> None:
    auditor, advisor = actors[Role.AUDITOR], actors[Role.ADVISOR]
    begun = timezone.now()
    audit_record(actor=advisor, action="sign_in", outcome="refused")
    audit_record(actor=advisor, action="refused.not_found", outcome="refused")
    audit_record(actor=auditor, action="sign_in")
    assert [each.action for each in homes.refusals_latest(since=begun)] == ["refused.not_found", "sign_in"]
    assert homes.sign_ins_failed(since=begun) == 1
    later = timezone.now() + timedelta(seconds=1)
    assert not homes.refusals_latest(since=later).exists()
    assert homes.sign_ins_failed(since=later) == 0
    for role in (Role.ADVISOR, Role.CLIENT, Role.SYSTEM):
        AccessEvent.objects.create(role=role, surface="page", purpose="home", route="x", client_ids=[1])
    assert [each.role for each in homes.looks_of_staff(since=begun)] == [Role.ADVISOR]
