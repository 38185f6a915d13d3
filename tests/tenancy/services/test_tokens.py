"""Keys of integrators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tenancy.errors import Conflict, NotAllowed, RuleRefused
from tenancy.models import ApiToken, AuditEntry, Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.selectors import token_hash, token_tenant
from tenancy.services.tokens import token_create, token_revoke


def test_a_key_opens_until_it_is_revoked_and_its_secret_is_kept_nowhere(
    actors: dict[Role, Actor], scope: Tenant
) -> None:
    admin = actors[Role.ADMINISTRATOR]
    issued = token_create(actor=admin, name="ERP", scopes=["read", "prices:write"])
    assert token_tenant(issued.secret) == scope.pk
    assert issued.token.token_hash == token_hash(issued.secret)
    assert issued.secret not in str(AuditEntry.objects.latest("id").after)
    assert not issued.token.user.has_usable_password()
    token_revoke(actor=admin, token=issued.token)
    assert token_tenant(issued.secret) is None
    with pytest.raises(Conflict):
        token_revoke(actor=admin, token=issued.token)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "x"]])
def test_scopes_are_chosen_from_the_known(actors: dict[Role, Actor], scopes: list[str]) -> None:
    with pytest.raises(RuleRefused):
        token_create(actor=actors[Role.ADMINISTRATOR], name="ERP", scopes=scopes)


def test_an_end_in_the_past_and_other_askers_are_refused(actors: dict[Role, Actor]) -> None:
    past = timezone.now() - timedelta(days=1)
    with pytest.raises(RuleRefused):
        token_create(actor=actors[Role.ADMINISTRATOR], name="ERP", scopes=["read"], expires_at=past)
    with pytest.raises(NotAllowed):
        token_create(actor=actors[Role.OPERATIONS], name="ERP", scopes=["read"])
    assert not ApiToken.objects.exists()


def test_two_keys_share_the_firms_integrator(actors: dict[Role, Actor]) -> None:
    tokens = [
        token_create(actor=actors[Role.ADMINISTRATOR], name=name, scopes=["read"]).token for name in "ab"
    ]
    assert tokens[0].user == tokens[1].user
