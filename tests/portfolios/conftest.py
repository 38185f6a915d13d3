"""Generated examples are judged by what they show, not by how busy the machine is; a client with a portfolio and a share."""

from hypothesis import settings

from tests.factories.fixtures import client_row, operations, portfolio, share

__all__ = ["client_row", "operations", "portfolio", "share"]

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")
