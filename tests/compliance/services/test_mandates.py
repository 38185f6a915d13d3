"""A mandate whose limits the rules understand."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.services.mandates import mandate_receive, mandate_record
from compliance.services.rule_packs import rule_packs_install
from portfolios.models import Mandate
from portfolios.services.structure import AllocationDraft, LimitDraft, MandateDraft
from tenancy.errors import NotAllowed, RuleRefused
from tenancy.permissions import Actor, system_actor
from tenancy.roles import Role
from tests.factories.book import make_client, make_portfolio

DAY = date(2021, 1, 1)


def draft(*limits: LimitDraft, target: str = "1") -> MandateDraft:
    """A mandate of one asset class with these limits."""
    band = AllocationDraft("equity", Decimal(target), Decimal(0), Decimal(1))
    return MandateDraft("advisory", DAY, "EU", allocation=[band], limits=limits)


def test_a_sound_mandate_becomes_the_next_version(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    rule_packs_install(actor=system_actor(operations.tenant))
    portfolio = make_portfolio(operations, make_client())
    sound = draft(LimitDraft("instrument_weight", Decimal("0.2")))
    assert mandate_record(actor=operations, portfolio=portfolio, draft=sound).version == 1
    assert mandate_record(actor=operations, portfolio=portfolio, draft=sound).version == 2


@pytest.mark.parametrize(
    ("unsound", "pointer"),
    [
        (draft(LimitDraft("instrument_weight", Decimal(2))), "/limits/0/value"),
        (draft(LimitDraft("no_such_rule", Decimal(1))), "/limits/0/rule"),
        (draft(target="0.5"), "/allocation"),
    ],
)
def test_what_is_not_sound_is_named(actors: dict[Role, Actor], unsound: MandateDraft, pointer: str) -> None:
    operations = actors[Role.OPERATIONS]
    rule_packs_install(actor=system_actor(operations.tenant))
    portfolio = make_portfolio(operations, make_client())
    with pytest.raises(RuleRefused) as refused:
        mandate_record(actor=operations, portfolio=portfolio, draft=unsound)
    assert [each.pointer for each in refused.value.errors] == [pointer]
    assert not Mandate.objects.exists()


def test_a_pack_that_is_not_in_force_is_refused(actors: dict[Role, Actor]) -> None:
    operations = actors[Role.OPERATIONS]
    portfolio = make_portfolio(operations, make_client())
    with pytest.raises(RuleRefused):
        mandate_record(actor=operations, portfolio=portfolio, draft=draft())


def test_an_auditor_may_not(actors: dict[Role, Actor]) -> None:
    portfolio = make_portfolio(actors[Role.OPERATIONS], make_client())
    with pytest.raises(NotAllowed):
        mandate_record(actor=actors[Role.AUDITOR], portfolio=portfolio, draft=draft())


def test_what_another_system_agreed_may_be_a_part(actors: dict[Role, Actor]) -> None:
    """No pack is in force and the bands cover half, but a limit has to be sound all the same."""
    operations = actors[Role.OPERATIONS]
    portfolio = make_portfolio(operations, make_client())
    part = draft(LimitDraft("instrument_weight", Decimal("0.2")), target="0.5")
    assert mandate_receive(actor=operations, portfolio=portfolio, draft=part).version == 1
    with pytest.raises(RuleRefused) as refused:
        mandate_receive(
            actor=operations, portfolio=portfolio, draft=draft(LimitDraft("instrument_weight", Decimal(2)))
        )
    assert [each.pointer for each in refused.value.errors] == ["/limits/0/value"]
    with pytest.raises(NotAllowed):
        mandate_receive(actor=actors[Role.AUDITOR], portfolio=portfolio, draft=part)
