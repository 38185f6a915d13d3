"""The tests run as the application role: a database made by the owner, used by somebody who owns nothing."""

import multiprocessing.connection  # noqa: F401  # before a test package named like a module it needs
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test import TransactionTestCase

from config.settings.test import DATABASE_APP, HOME
from tenancy import permissions
from tenancy.models import Membership, Tenant, User
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.firms import membership_create, tenant_create
from tests.template_database import template_ensure

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

APP = DATABASE_APP["USER"], DATABASE_APP["PASSWORD"]
PASSWORD = "a long enough password"


@contextmanager
def connected_as(user: str, password: str) -> Iterator[None]:
    """Every thread's next connection is made as `user`."""
    chosen = connection.settings_dict
    before = chosen["USER"], chosen["PASSWORD"]
    connection.close()
    chosen["USER"], chosen["PASSWORD"] = user, password
    try:
        yield
    finally:
        connection.close()
        chosen["USER"], chosen["PASSWORD"] = before


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy the test database from a migrated template instead of migrating it."""
    template = template_ensure(os.environ["DATABASE_OWNER_URL"], HOME)
    connection.settings_dict["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the owner has made the test database, everything runs as the application; only the flush is the owner's."""
    owner = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_as_owner(self: TransactionTestCase) -> None:
        with connected_as(*owner):
            original(self)
        permissions._permission_id.cache_clear()  # flushing makes the permissions anew, with other ids

    TransactionTestCase._fixture_teardown = flush_as_owner  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), connected_as(*APP):
        yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    """Files of a test live and die with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def firm(db: None) -> Tenant:
    """Firm A: Luxembourg, English, EUR."""
    return tenant_create(
        code="alpha",
        legal_name="Alpha Wealth S.A.",
        base_currency="EUR",
        languages=["en"],
        zone="Europe/Luxembourg",
    )


@pytest.fixture
def other_firm(db: None) -> Tenant:
    """Firm B: Shanghai, Chinese, CNY."""
    return tenant_create(
        code="beta",
        legal_name="贝塔财富",
        base_currency="CNY",
        languages=["zh-hans"],
        zone="Asia/Shanghai",
        calendar="CN",
        rule_pack="CN",
    )


def make_actor(tenant: Tenant, role: Role, *, email: str = "") -> Actor:
    """A person with `role` in `tenant`, as the gate sees them. Call it inside the tenant's scope."""
    user = User.objects.create_user(
        email=email or f"{role}@{tenant.code}.example", password=PASSWORD, name=role.title()
    )
    nobody = Actor(tenant=tenant, role=Role.SYSTEM)
    membership: Membership = membership_create(actor=nobody, user=user, role=role)
    return Actor(tenant=tenant, role=role, user=user, membership=membership)


@pytest.fixture
def scope(firm: Tenant) -> Iterator[Tenant]:
    """An open scope of firm A."""
    with tenant_scope(firm.pk):
        yield firm


@pytest.fixture
def actors(scope: Tenant) -> dict[Role, Actor]:
    """One person of each role in firm A, inside its open scope."""
    return {role: make_actor(scope, role) for role in Role if role not in {Role.SYSTEM, Role.INTEGRATOR}}


@pytest.fixture
def browser(settings: Any) -> Browser:
    """A browser that is nobody yet; `force_login` as the user of an actor. Second factors have their own tests."""
    settings.DEMO = True
    return Browser()
