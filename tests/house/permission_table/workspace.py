"""Rows of workspace and of what belongs to no app."""

from tests.house.permission_table.row import Door, Row

ROWS: tuple[Row, ...] = (
    Row("healthz", door=Door.PUBLIC, why="for the load balancer: up or down, nothing else"),
)
