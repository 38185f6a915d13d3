"""Rule packs: installed once, versioned, refused when not sound."""

import pytest

from compliance.models import RulePack
from compliance.services.rule_packs import (
    RulePackMissing,
    pack_of,
    packs_in_force,
    rule_pack_record,
    rule_packs_install,
)
from tenancy.errors import NotAllowed, RuleRefused
from tenancy.models import Tenant
from tenancy.permissions import Actor, system_actor
from tenancy.roles import Role
from tests.portfolios.book_builder import day


def test_every_default_is_installed_once(scope: Tenant) -> None:
    actor = system_actor(scope)
    assert {pack.code for pack in rule_packs_install(actor=actor)} == {"EU", "UK", "CH", "US", "CN"}
    assert rule_packs_install(actor=actor) == []
    packs = packs_in_force(on=day("2020-01-01"))
    assert packs["EU"].parameters.depreciation_step is not None
    assert packs["CN"].parameters.depreciation_step is None


def test_a_version_holds_from_its_day(scope: Tenant) -> None:
    actor = system_actor(scope)
    rule_packs_install(actor=actor)
    rule_pack_record(
        actor=actor,
        code="EU",
        effective_from=day("2020-02-01"),
        parameters={"depreciation_step": "0.05", "passive_cure_days": 5},
    )
    assert packs_in_force(on=day("2020-01-31"))["EU"].label == "EU 1"
    assert packs_in_force(on=day("2020-02-01"))["EU"].label == "EU 2"


@pytest.mark.parametrize(
    "parameters", [{"depreciation_step": "0.15"}, {"unknown": 1}, {"limits": {"x": "1"}}]
)
def test_what_is_not_sound_is_refused(scope: Tenant, parameters: dict[str, object]) -> None:
    with pytest.raises(RuleRefused):
        rule_pack_record(
            actor=system_actor(scope), code="EU", effective_from=day("2020-01-01"), parameters=parameters
        )
    assert not RulePack.objects.exists()


def test_advisors_do_not_write_packs(actors: dict[Role, Actor]) -> None:
    with pytest.raises(NotAllowed):
        rule_packs_install(actor=actors[Role.ADVISOR])


def test_an_unknown_pack_is_an_error(scope: Tenant) -> None:
    with pytest.raises(RulePackMissing):
        pack_of(packs_in_force(on=day("2020-01-01")), "EU")
