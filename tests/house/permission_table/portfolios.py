"""Rows of portfolios."""

from tenancy.roles import Action, Scope
from tests.house.permission_table.row import Door, Row

BY_HAND = {"public_id": "portfolios.manualprice"}
EVENT = {"public_id": "portfolios.corporateactionevent"}
PORTFOLIO = {"public_id": "portfolios.portfolio"}

FIGURES = (
    "holding_list",
    "valuation_list",
    "return_list",
    "performance",
    "position_list",
    "realized_gain_list",
)

HOUSEHOLD = {"public_id": "clients.household"}

API: tuple[Row, ...] = (
    Row("api:household_holdings", door=Door.API, action=Action.VIEW, targets=HOUSEHOLD),
    Row("api:household_performance", door=Door.API, action=Action.VIEW, targets=HOUSEHOLD),
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

PAGES: tuple[Row, ...] = (
    Row("portfolio_holdings", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row(
        "holding_lots",
        action=Action.CLIENT_VIEW,
        targets={"public_id": "portfolios.portfolio", "instrument_id": "portfolios.instrument"},
    ),
    Row("portfolio_performance", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row("holdings_export", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row("transaction_export", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row("transaction_list", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row(
        "transaction_post",
        action=Action.TRANSACTION_POST,
        targets={"public_id": "portfolios.portfolio"},
        post=True,
    ),
    Row("portfolio_breaks", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.portfolio"}),
    Row("transaction_detail", action=Action.CLIENT_VIEW, targets={"public_id": "portfolios.transaction"}),
    Row(
        "transaction_reverse",
        action=Action.TRANSACTION_POST,
        targets={"public_id": "portfolios.transaction"},
        post=True,
    ),
    Row("instrument_list", action=Action.STAFF_PAGES),
    Row("instrument_detail", action=Action.STAFF_PAGES, targets={"public_id": "portfolios.instrument"}),
    Row("price_record", action=Action.PRICE_EDIT, targets={"public_id": "portfolios.instrument"}, post=True),
    Row("import_list", action=Action.IMPORT_RUN),
    Row("import_upload", action=Action.IMPORT_RUN, post=True),
    Row("import_template", action=Action.IMPORT_RUN),
    Row("import_detail", action=Action.IMPORT_RUN, targets={"public_id": "portfolios.importbatch"}),
    Row("import_progress", action=Action.IMPORT_RUN, targets={"public_id": "portfolios.importbatch"}),
    Row(
        "import_confirm",
        action=Action.IMPORT_RUN,
        targets={"public_id": "portfolios.importbatch"},
        post=True,
        get=False,
    ),
    Row(
        "import_discard",
        action=Action.IMPORT_RUN,
        targets={"public_id": "portfolios.importbatch"},
        post=True,
        get=False,
    ),
    Row("manual_price_detail", action=Action.EVENT_VIEW, targets=BY_HAND),
    Row("manual_price_decide", action=Action.APPROVAL_DECIDE, targets=BY_HAND, post=True, get=False),
    Row("manual_price_withdraw", action=Action.PRICE_EDIT, targets=BY_HAND, post=True, get=False),
    Row("manual_price_document", action=Action.EVENT_VIEW, targets=BY_HAND),
    Row("corporate_action_list", action=Action.EVENT_VIEW),
    Row("corporate_action_create", action=Action.TRANSACTION_POST, post=True),
    Row("corporate_action_detail", action=Action.EVENT_VIEW, targets=EVENT),
    Row("corporate_action_submit", action=Action.TRANSACTION_POST, targets=EVENT, post=True, get=False),
    Row("corporate_action_decide", action=Action.APPROVAL_DECIDE, targets=EVENT, post=True, get=False),
    Row("corporate_action_withdraw", action=Action.TRANSACTION_POST, targets=EVENT, post=True, get=False),
    Row("corporate_action_cancel", action=Action.TRANSACTION_POST, targets=EVENT, post=True, get=False),
    Row("reconciliation_list", action=Action.RECONCILE),
    Row(
        "break_decide",
        action=Action.RECONCILE,
        targets={"public_id": "portfolios.reconciliationbreak"},
        post=True,
    ),
)

ROWS: tuple[Row, ...] = (*API, *PAGES)
