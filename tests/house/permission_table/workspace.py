"""Rows of workspace and of what belongs to no app."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

PAGES: tuple[Row, ...] = (
    Row("home", door=Door.SIGNED_IN, why="shows nothing: sends on to the portal or to the home of the role"),
    Row("staff_home", action=Action.STAFF_PAGES),
    Row("search", action=Action.STAFF_PAGES),
    Row("portfolio_list", action=Action.CLIENT_VIEW),
    Row("portfolio_overview", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
)

ROWS: tuple[Row, ...] = (
    Row("design_index", action=Action.STAFF_PAGES),
    Row("api_schema", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("api_docs", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("healthz", door=Door.PUBLIC, why="for the load balancer: up or down, nothing else"),
    Row("appearance_choose", door=Door.PUBLIC, get=False, post=True, why="two cookies of the reader"),
    Row("language_choose", door=Door.PUBLIC, get=False, post=True, why="the reader's language"),
    *PAGES,
)
