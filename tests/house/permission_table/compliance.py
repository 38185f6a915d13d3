"""Rows of compliance."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

API: tuple[Row, ...] = (Row("api:alert_list", door=Door.API, action=Action.ALERT_VIEW),)

PAGES: tuple[Row, ...] = (
    Row("alert_export", action=Action.ALERT_VIEW),
    Row("alert_list", action=Action.ALERT_VIEW),
    Row("alert_detail", action=Action.ALERT_VIEW, targets={"public_id": "compliance.alert"}),
    Row(
        "alert_acknowledge",
        action=Action.ALERT_HANDLE,
        targets={"public_id": "compliance.alert"},
        post=True,
        get=False,
    ),
    Row(
        "alert_assign",
        action=Action.ALERT_HANDLE,
        targets={"public_id": "compliance.alert"},
        post=True,
        get=False,
    ),
    Row(
        "alert_close",
        action=Action.ALERT_CLOSE,
        targets={"public_id": "compliance.alert"},
        post=True,
        get=False,
    ),
    Row("portfolio_mandate", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row(
        "mandate_create", action=Action.MANDATE_EDIT, targets={"public_id": "portfolios.portfolio"}, post=True
    ),
)

ROWS: tuple[Row, ...] = (*API, *PAGES)
