"""Who sees which statements."""

import pytest

from reporting.models import StatementKind
from reporting.selectors.statements import statements_visible, versions_visible, versions_with_data
from reporting.services.statements import statement_prepare, statement_release, statement_render
from tenancy.permissions import grant, visible
from tenancy.roles import Role
from tests.conftest import make_actor
from tests.reporting.story import AFTER, UNTIL, Story


@pytest.mark.usefixtures("fonts")
def test_a_client_sees_only_what_was_released(story: Story) -> None:
    client = make_actor(story.tenant, Role.CLIENT)
    assert client.user is not None
    grant(client.user, story.book.client)
    checker = make_actor(story.tenant, Role.COMPLIANCE)
    version = statement_prepare(
        actor=story.actor,
        portfolio=story.book.portfolio,
        kind=StatementKind.QUARTERLY,
        period_from=AFTER,
        period_to=UNTIL,
    )
    statement_render(actor=story.actor, version=version)
    assert not statements_visible(actor=client).exists()
    assert not visible(client, versions_with_data()).exists()
    (found,) = statements_visible(actor=checker, state="rendered").values("latest_version", "latest_id")  # type: ignore[misc]
    assert found == {"latest_version": 1, "latest_id": version.public_id}
    assert not statements_visible(actor=checker, state="released").exists()
    statement_release(actor=checker, version=version)
    (row,) = statements_visible(actor=client)
    assert row.portfolio == story.book.portfolio
    assert visible(client, versions_with_data()).get() == version
    assert [each.version for each in versions_visible(actor=client, statement=row)] == [1]
