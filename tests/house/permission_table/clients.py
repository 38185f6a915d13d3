"""Rows of clients."""

from tests.house.permission_table.row import Row

ROWS: tuple[Row, ...] = ()
