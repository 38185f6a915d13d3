"""Which language a signed-in person reads."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tenancy.models import Tenant
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import make_actor


@pytest.mark.parametrize(
    ("own", "expected"), [("", 'lang="zh-hans"'), ("en", 'lang="en"')], ids=["the firm's", "their own"]
)
@pytest.mark.parametrize("name", ["account_change_password", "client_list"])
def test_the_firm_speaks_first_and_the_person_decides(
    browser: Browser, other_firm: Tenant, name: str, own: str, expected: str
) -> None:
    with tenant_scope(other_firm.pk):
        user = make_actor(other_firm, Role.OPERATIONS).user
    assert user is not None
    user.language = own
    user.save()
    browser.force_login(user, backend="tenancy.backends.LoginBackend")
    answer = browser.get(reverse(name), headers={"accept-language": "fr"})
    assert expected in answer.content.decode()
