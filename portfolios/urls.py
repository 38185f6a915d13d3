"""Addresses of portfolios, transactions, instruments, imports and differences."""

from django.urls import path

from portfolios.views import (
    corporate_actions,
    exports,
    holdings,
    imports,
    instruments,
    manual_prices,
    performance,
    reconciliation,
    transactions,
)

urlpatterns = [
    path("portfolios/<uuid:public_id>/holdings/", holdings.portfolio_holdings, name="portfolio_holdings"),
    path("portfolios/<uuid:public_id>/holdings/export/", exports.holdings_export, name="holdings_export"),
    path(
        "portfolios/<uuid:public_id>/transactions/export/",
        exports.transaction_export,
        name="transaction_export",
    ),
    path(
        "portfolios/<uuid:public_id>/holdings/<uuid:instrument_id>/",
        holdings.holding_lots,
        name="holding_lots",
    ),
    path(
        "portfolios/<uuid:public_id>/performance/",
        performance.portfolio_performance_page,
        name="portfolio_performance",
    ),
    path(
        "portfolios/<uuid:public_id>/transactions/",
        transactions.transaction_list_page,
        name="transaction_list",
    ),
    path(
        "portfolios/<uuid:public_id>/transactions/new/",
        transactions.transaction_post,
        name="transaction_post",
    ),
    path(
        "portfolios/<uuid:public_id>/differences/", reconciliation.portfolio_breaks, name="portfolio_breaks"
    ),
    path("transactions/<uuid:public_id>/", transactions.transaction_detail, name="transaction_detail"),
    path(
        "transactions/<uuid:public_id>/reverse/",
        transactions.transaction_reverse_page,
        name="transaction_reverse",
    ),
    path("instruments/", instruments.instrument_list_page, name="instrument_list"),
    path("instruments/<uuid:public_id>/", instruments.instrument_detail, name="instrument_detail"),
    path("instruments/<uuid:public_id>/prices/new/", instruments.price_record, name="price_record"),
    path("corporate-actions/", corporate_actions.event_list_page, name="corporate_action_list"),
    path("corporate-actions/new/", corporate_actions.event_create_page, name="corporate_action_create"),
    path(
        "corporate-actions/<uuid:public_id>/",
        corporate_actions.event_detail_page,
        name="corporate_action_detail",
    ),
    path(
        "corporate-actions/<uuid:public_id>/submit/",
        corporate_actions.event_submit_page,
        name="corporate_action_submit",
    ),
    path(
        "corporate-actions/<uuid:public_id>/decide/",
        corporate_actions.event_decide_page,
        name="corporate_action_decide",
    ),
    path(
        "corporate-actions/<uuid:public_id>/withdraw/",
        corporate_actions.event_withdraw_page,
        name="corporate_action_withdraw",
    ),
    path(
        "corporate-actions/<uuid:public_id>/cancel/",
        corporate_actions.event_cancel_page,
        name="corporate_action_cancel",
    ),
    path("prices/<uuid:public_id>/", manual_prices.manual_price_detail, name="manual_price_detail"),
    path(
        "prices/<uuid:public_id>/decide/", manual_prices.manual_price_decide_page, name="manual_price_decide"
    ),
    path(
        "prices/<uuid:public_id>/withdraw/",
        manual_prices.manual_price_withdraw_page,
        name="manual_price_withdraw",
    ),
    path(
        "prices/<uuid:public_id>/document/", manual_prices.manual_price_document, name="manual_price_document"
    ),
    path("imports/", imports.import_list_page, name="import_list"),
    path("imports/new/", imports.import_upload, name="import_upload"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/<uuid:public_id>/", imports.import_detail, name="import_detail"),
    path("imports/<uuid:public_id>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<uuid:public_id>/confirm/", imports.import_confirm_page, name="import_confirm"),
    path("imports/<uuid:public_id>/discard/", imports.import_discard_page, name="import_discard"),
    path("reconciliation/", reconciliation.reconciliation_list, name="reconciliation_list"),
    path("differences/<uuid:public_id>/", reconciliation.break_decide, name="break_decide"),
]
