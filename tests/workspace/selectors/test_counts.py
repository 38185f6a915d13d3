"""The numbers beside the navigation, and who sees which entry."""

import pytest

from tenancy.models import Job, JobState
from tenancy.permissions import Actor
from tenancy.roles import Role
from workspace.navigation import navigation_of
from workspace.selectors.counts import counts_of


def test_each_role_counts_only_what_it_sees(actors: dict[Role, Actor]) -> None:
    Job.objects.create(kind="x", key="x", state=JobState.FAILED)
    assert counts_of(actors[Role.ADMINISTRATOR]) == {"approvals": 0, "failed_jobs": 1}
    assert counts_of(actors[Role.CLIENT]) == {"notices": 0}
    assert "failed_jobs" not in counts_of(actors[Role.OPERATIONS])
    assert "alerts" in counts_of(actors[Role.ADVISOR])


@pytest.mark.parametrize(
    ("role", "absent"),
    [
        (Role.ADMINISTRATOR, {"/clients/", "/households/", "/audit/"}),
        (Role.ADVISOR, {"/people/", "/audit/", "/jobs/", "/tokens/"}),
        (Role.CLIENT, {"/people/", "/clients/", "/audit/", "/jobs/"}),
    ],
)
def test_entries_without_the_action_are_absent(
    actors: dict[Role, Actor], role: Role, absent: set[str]
) -> None:
    groups = navigation_of(actors[role], "/", {})
    assert not absent & {item.url for group in groups for item in group.items}
