"""Households."""

import pytest
from django.db import transaction

from clients.models import Client, Household
from clients.services.households import (
    household_create,
    household_member_add,
    household_member_remove,
    household_update,
)
from tenancy.errors import Conflict, NotFound
from tenancy.permissions import Actor, visible
from tenancy.roles import Role


def test_a_household_is_seen_through_its_members(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    advisor, operations = actors[Role.ADVISOR], actors[Role.OPERATIONS]
    mine = household_create(actor=advisor, reference="H-1", name="Keller", members=[client_file])
    household_create(actor=operations, reference="H-2", name="Weber", members=[hidden_file])
    assert list(visible(advisor, Household)) == [mine]
    household_member_add(actor=operations, household=mine, client=hidden_file)
    assert list(visible(advisor, Household)) == [mine]


def test_an_advisor_makes_no_household_they_would_not_see(
    actors: dict[Role, Actor], hidden_file: Client
) -> None:
    for members in ([], [hidden_file]):
        with pytest.raises(NotFound), transaction.atomic():
            household_create(actor=actors[Role.ADVISOR], reference="H-1", name="Empty", members=members)


def test_names_change_and_references_stay_unique(actors: dict[Role, Actor], client_file: Client) -> None:
    operations = actors[Role.OPERATIONS]
    first = household_create(actor=operations, reference="H-1", name="Keller", members=[client_file])
    household_create(actor=operations, reference="H-2", name="Weber")
    household_update(actor=operations, household=first, reference="H-1", name="Keller family")
    with pytest.raises(Conflict):
        household_update(actor=operations, household=first, reference="H-2", name="Keller family")
    first.refresh_from_db()
    assert (first.reference, first.name) == ("H-1", "Keller family")


def test_a_member_leaves(actors: dict[Role, Actor], client_file: Client) -> None:
    operations = actors[Role.OPERATIONS]
    household_create(actor=operations, reference="H-1", name="Keller", members=[client_file])
    client_file.refresh_from_db()
    assert household_member_remove(actor=operations, client=client_file).household is None
