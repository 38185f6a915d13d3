"""Rows of reporting."""

from tenancy.roles import Action, Scope
from tests.house.permission_table.row import Door, Row

VERSION = {"public_id": "reporting.statementversion"}
PORTFOLIO = {"public_id": "portfolios.portfolio"}
HOUSEHOLD = {"public_id": "clients.household"}
BRIDGE = ("bridge", "bridge_items")

API: tuple[Row, ...] = (
    Row("api:statement_list", door=Door.API, action=Action.VIEW),
    Row("api:statement_pdf", door=Door.API, action=Action.VIEW, targets=VERSION),
    Row(
        "api:statement_prepare",
        door=Door.API,
        action=Action.STATEMENT_PREPARE,
        targets={"public_id": "portfolios.portfolio"},
        get=False,
        post=True,
        write_action=Action.STATEMENT_PREPARE,
        scope=Scope.REPORTS,
    ),
    *(Row(f"api:{name}", door=Door.API, action=Action.VIEW, targets=PORTFOLIO) for name in BRIDGE),
    *(Row(f"api:household_{name}", door=Door.API, action=Action.VIEW, targets=HOUSEHOLD) for name in BRIDGE),
)

ROWS: tuple[Row, ...] = (
    *API,
    Row("statement_export", action=Action.STAFF_PAGES),
    Row("statement_list", action=Action.STAFF_PAGES),
    Row("statement_new", action=Action.STATEMENT_PREPARE, post=True),
    Row("statement_detail", action=Action.VIEW, targets=VERSION),
    Row("statement_pdf", action=Action.VIEW, targets=VERSION),
    Row("statement_release", action=Action.STATEMENT_RELEASE, targets=VERSION, get=False, post=True),
    Row("statement_withdraw", action=Action.STATEMENT_PREPARE, targets=VERSION, get=False, post=True),
)
