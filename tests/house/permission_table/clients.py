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

CLIENT = {"public_id": "clients.client"}
HOUSEHOLD = {"public_id": "clients.household"}
GOAL = {"public_id": "clients.goal"}

PAGES: tuple[Row, ...] = (
    Row("client_list", action=Action.CLIENT_VIEW),
    Row("client_export", action=Action.CLIENT_VIEW),
    Row("client_create", action=Action.CLIENT_EDIT, post=True),
    Row("client_update", action=Action.CLIENT_EDIT, targets=CLIENT, post=True),
    Row("client_activity", action=Action.CLIENT_VIEW, targets=CLIENT),
    Row("relationship_add", action=Action.CLIENT_EDIT, targets=CLIENT, get=False, post=True),
    Row(
        "relationship_remove",
        action=Action.CLIENT_EDIT,
        targets={"public_id": "clients.relationship"},
        get=False,
        post=True,
    ),
    Row("profile_list", action=Action.CLIENT_VIEW, targets=CLIENT),
    Row("profile_record", action=Action.PROFILE_EDIT, targets=CLIENT, post=True),
    Row("goal_create", action=Action.CLIENT_EDIT, targets=CLIENT, post=True),
    Row("goal_update", action=Action.CLIENT_EDIT, targets=GOAL, post=True),
    Row("goal_remove", action=Action.CLIENT_EDIT, targets=GOAL, get=False, post=True),
    Row("document_list", action=Action.CLIENT_VIEW, targets=CLIENT),
    Row("document_attach", action=Action.CLIENT_EDIT, targets=CLIENT, post=True),
    Row("document_download", action=Action.CLIENT_VIEW, targets={"public_id": "clients.clientdocument"}),
    Row(
        "document_share",
        action=Action.CLIENT_EDIT,
        targets={"public_id": "clients.clientdocument"},
        get=False,
        post=True,
    ),
    Row("note_list", action=Action.CLIENT_VIEW, targets=CLIENT),
    Row("note_write", action=Action.NOTE_WRITE, targets=CLIENT, post=True),
    Row(
        "note_finish",
        action=Action.NOTE_WRITE,
        targets={"public_id": "clients.contactnote"},
        get=False,
        post=True,
    ),
    Row("portal_user_list", action=Action.CLIENT_EDIT, targets=CLIENT, post=True),
    Row("portal_user_remove", action=Action.CLIENT_EDIT, targets=CLIENT, get=False, post=True),
    Row("household_list", action=Action.CLIENT_VIEW),
    Row("household_create", action=Action.CLIENT_EDIT, post=True),
    Row("household_detail", action=Action.CLIENT_VIEW, targets=HOUSEHOLD),
    Row("household_update", action=Action.CLIENT_EDIT, targets=HOUSEHOLD, post=True),
)

ROWS: tuple[Row, ...] = (*API, *PAGES)
