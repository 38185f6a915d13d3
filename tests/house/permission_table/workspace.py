"""Rows of workspace and of what belongs to no app."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

ROWS: tuple[Row, ...] = (
    Row("design_index", action=Action.STAFF_PAGES),
    Row("api_schema", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("api_docs", door=Door.PUBLIC, why="the form of the API, nothing of any firm"),
    Row("healthz", door=Door.PUBLIC, why="for the load balancer: up or down, nothing else"),
    Row("appearance_choose", door=Door.PUBLIC, get=False, post=True, why="two cookies of the reader"),
    Row("language_choose", door=Door.PUBLIC, get=False, post=True, why="the reader's language"),
)
