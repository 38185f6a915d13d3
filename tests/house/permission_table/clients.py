"""Rows of clients."""

from tenancy.roles import Action, Scope
from tests.house.permission_table.row import Door, Row

API: tuple[Row, ...] = (
    Row(
        "api:client_list",
        door=Door.API,
        action=Action.VIEW,
        post=True,
        write_action=Action.CLIENT_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:client_detail",
        door=Door.API,
        action=Action.VIEW,
        targets={"public_id": "clients.client"},
        write_action=Action.CLIENT_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:household_list",
        door=Door.API,
        action=Action.VIEW,
        post=True,
        write_action=Action.CLIENT_EDIT,
        scope=Scope.CLIENTS,
    ),
)

ROWS: tuple[Row, ...] = API
