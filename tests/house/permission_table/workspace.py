"""Rows of workspace and of what belongs to no app."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

NOTICE = {"public_id": "clients.notification"}

PAGES: tuple[Row, ...] = (
    Row("home", door=Door.SIGNED_IN, why="shows nothing: sends on to the portal or to the home of the role"),
    Row("staff_home", action=Action.STAFF_PAGES),
    Row("search", action=Action.STAFF_PAGES),
    Row("client_detail", action=Action.CLIENT_VIEW, targets={"public_id": "clients.client"}),
    Row("portfolio_list", action=Action.CLIENT_VIEW),
    Row("portfolio_overview", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    *(
        Row(f"{word}_{name}", action=Action.CLIENT_VIEW, targets={"public_id": label})
        for word, label in (("portfolio", "portfolios.portfolio"), ("household", "clients.household"))
        for name in ("bridge", "bridge_items")
    ),
)

ROWS: tuple[Row, ...] = (
    Row("portal_home", action=Action.PORTAL),
    Row("portal_portfolio", action=Action.PORTAL, targets={"public_id": "portfolios.portfolio"}),
    *(Row(name, action=Action.PORTAL) for name in ("portal_changes", "portal_change_items")),
    Row("portal_transactions", action=Action.PORTAL),
    Row("portal_statements", action=Action.PORTAL),
    Row("portal_documents", action=Action.PORTAL),
    Row("portal_document", action=Action.PORTAL, targets={"public_id": "clients.clientdocument"}),
    Row("portal_notices", action=Action.PORTAL),
    Row("portal_notice", action=Action.PORTAL, targets=NOTICE),
    Row("portal_notice_read", action=Action.NOTICE_ACKNOWLEDGE, targets=NOTICE, get=False, post=True),
    Row("portal_notice_acknowledge", action=Action.NOTICE_ACKNOWLEDGE, targets=NOTICE, get=False, post=True),
    Row("portal_access", action=Action.PORTAL),
    Row("portal_profile", action=Action.PORTAL),
    Row("design_index", action=Action.STAFF_PAGES),
    Row("api_schema", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("api_docs", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("api:unknown", door=Door.PUBLIC, get=False, why="says that there is no such address"),
    Row("healthz", door=Door.PUBLIC, why="for the load balancer: up or down, nothing else"),
    Row("appearance_choose", door=Door.PUBLIC, get=False, post=True, why="two cookies of the reader"),
    Row("language_choose", door=Door.PUBLIC, get=False, post=True, why="the reader's language"),
    *PAGES,
)
