"""The story of one portfolio inside firm A's open scope."""

from pathlib import Path

import pytest
from django.conf import settings

from tenancy.fonts import fonts_build
from tenancy.models import Tenant
from tests.reporting.story import Story, tell


@pytest.fixture
def story(scope: Tenant) -> Story:
    """The English one."""
    return tell(scope)


@pytest.fixture(scope="session")
def fonts() -> None:
    """The faces of papers, cut once for this version of the packages."""
    fonts_build(Path(settings.FONTS_DIR))
