"""Rows of compliance."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

API: tuple[Row, ...] = (Row("api:alert_list", door=Door.API, action=Action.ALERT_VIEW),)

ROWS: tuple[Row, ...] = API
