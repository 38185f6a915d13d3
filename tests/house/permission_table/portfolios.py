"""Rows of portfolios."""

from tenancy.roles import Action, Scope
from tests.house.permission_table.row import Door, Row

PORTFOLIO = {"public_id": "portfolios.portfolio"}

FIGURES = (
    "holding_list",
    "valuation_list",
    "return_list",
    "performance",
    "position_list",
    "realized_gain_list",
)

API: tuple[Row, ...] = (
    *(Row(f"api:{name}", door=Door.API, action=Action.VIEW, targets=PORTFOLIO) for name in FIGURES),
    Row(
        "api:portfolio_list",
        door=Door.API,
        action=Action.VIEW,
        post=True,
        write_action=Action.PORTFOLIO_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:portfolio_detail",
        door=Door.API,
        action=Action.VIEW,
        targets=PORTFOLIO,
        write_action=Action.PORTFOLIO_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:account_list",
        door=Door.API,
        action=Action.VIEW,
        post=True,
        write_action=Action.PORTFOLIO_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:mandate_list",
        door=Door.API,
        action=Action.VIEW,
        targets=PORTFOLIO,
        post=True,
        write_action=Action.MANDATE_EDIT,
        scope=Scope.CLIENTS,
    ),
    Row(
        "api:instrument_list",
        door=Door.API,
        action=Action.VIEW,
        post=True,
        write_action=Action.INSTRUMENT_EDIT,
        scope=Scope.PRICES,
    ),
    Row(
        "api:instrument_detail",
        door=Door.API,
        action=Action.VIEW,
        targets={"public_id": "portfolios.instrument"},
    ),
    Row(
        "api:price_record",
        door=Door.API,
        action=Action.PRICE_EDIT,
        get=False,
        post=True,
        write_action=Action.PRICE_EDIT,
        scope=Scope.PRICES,
    ),
    Row(
        "api:fx_rate_record",
        door=Door.API,
        action=Action.PRICE_EDIT,
        get=False,
        post=True,
        write_action=Action.PRICE_EDIT,
        scope=Scope.PRICES,
    ),
    Row(
        "api:transaction_list",
        door=Door.API,
        action=Action.VIEW,
        targets=PORTFOLIO,
        post=True,
        write_action=Action.TRANSACTION_POST,
        scope=Scope.TRANSACTIONS,
    ),
    Row(
        "api:transaction_reverse",
        door=Door.API,
        action=Action.TRANSACTION_POST,
        targets={"public_id": "portfolios.transaction"},
        get=False,
        post=True,
        write_action=Action.TRANSACTION_POST,
        scope=Scope.TRANSACTIONS,
    ),
)

ROWS: tuple[Row, ...] = API
