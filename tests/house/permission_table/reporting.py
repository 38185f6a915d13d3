"""Rows of reporting."""

from tenancy.roles import Action
from tests.house.permission_table.row import Row

VERSION = {"public_id": "reporting.statementversion"}

ROWS: tuple[Row, ...] = (
    Row("statement_list", action=Action.STAFF_PAGES),
    Row("statement_new", action=Action.STATEMENT_PREPARE, post=True),
    Row("statement_detail", action=Action.VIEW, targets=VERSION),
    Row("statement_pdf", action=Action.VIEW, targets=VERSION),
    Row("statement_release", action=Action.STATEMENT_RELEASE, targets=VERSION, get=False, post=True),
    Row("statement_withdraw", action=Action.STATEMENT_PREPARE, targets=VERSION, get=False, post=True),
)
