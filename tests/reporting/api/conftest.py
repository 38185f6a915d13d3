"""A program that calls the API of firm A."""

import pytest

from tenancy.models import Tenant
from tests.caller import Caller, caller_of


@pytest.fixture
def api(firm: Tenant) -> Caller:
    """An integrator of firm A with every scope."""
    return caller_of(firm)
