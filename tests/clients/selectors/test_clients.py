"""Reading client files."""

from datetime import date

from clients.models import Client
from clients.selectors.clients import (
    ClientFilter,
    client_list,
    documents_of,
    goals_of,
    household_list,
    household_members,
    member_ids,
    notes_of,
    relationships_of,
    risk_profiles_of,
)
from clients.services.households import household_create
from clients.services.notes import note_write
from clients.services.profiles import goal_create, risk_profile_record
from tenancy.permissions import Actor
from tenancy.roles import Role


def test_the_list_carries_the_latest_risk_category(actors: dict[Role, Actor], client_file: Client) -> None:
    for year, capacity in ((2020, 5), (2022, 2), (2021, 4)):
        risk_profile_record(
            actor=actors[Role.ADVISOR],
            client=client_file,
            assessed_on=date(year, 1, 1),
            tolerance=5,
            capacity=capacity,
            valid_until=date(year + 2, 1, 1),
        )
    row = client_list(actor=actors[Role.ADVISOR], where=ClientFilter()).get()
    assert vars(row)["risk_category"] == 2
    assert vars(row)["risk_valid_until"] == date(2024, 1, 1)
    assert [p.category for p in risk_profiles_of(actor=actors[Role.ADVISOR], client=client_file)] == [2, 4, 5]


def test_filters_by_kind_and_state(actors: dict[Role, Actor], client_file: Client) -> None:
    advisor = actors[Role.ADVISOR]
    assert not client_list(actor=advisor, where=ClientFilter(kind="entity"))
    Client.objects.update(is_active=False)
    assert not client_list(actor=advisor, where=ClientFilter())
    assert client_list(actor=advisor, where=ClientFilter(state="closed")).count() == 1
    assert client_list(actor=advisor, where=ClientFilter(state="")).count() == 1


def test_nothing_of_a_client_is_read_by_those_who_do_not_see_it(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    advisor, administrator = actors[Role.ADVISOR], actors[Role.ADMINISTRATOR]
    goal_create(actor=advisor, client=client_file, name="House")
    note_write(actor=advisor, client=client_file, on=date(2022, 1, 1), channel="call", summary="x")  # type: ignore[arg-type]
    household = household_create(actor=advisor, reference="H", name="H", members=[client_file])
    assert len(goals_of(actor=advisor, client=client_file)) == 1
    assert notes_of(actor=advisor, client=client_file).count() == 1
    assert household_members(actor=advisor, household=household) == [client_file]
    assert member_ids(actor=advisor, households=[household]) == [client_file.pk]
    assert household_list(actor=advisor, query="h").count() == 1
    assert goals_of(actor=administrator, client=client_file) == []
    assert not notes_of(actor=administrator, client=client_file)
    assert household_members(actor=administrator, household=household) == []
    assert not household_list(actor=administrator)
    assert documents_of(actor=administrator, client=client_file) == []
    assert relationships_of(actor=administrator, client=client_file) == []
