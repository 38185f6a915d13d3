"""Addresses of the book of record in the API."""

from django.urls import path

from portfolios.api.views import figures, households, instruments, structure, transactions

urlpatterns = [
    path("portfolios/", structure.PortfolioListView.as_view(), name="portfolio_list"),
    path("portfolios/<uuid:public_id>/", structure.PortfolioDetailView.as_view(), name="portfolio_detail"),
    path("accounts/", structure.AccountListView.as_view(), name="account_list"),
    path("instruments/", instruments.InstrumentListView.as_view(), name="instrument_list"),
    path(
        "instruments/<uuid:public_id>/", instruments.InstrumentDetailView.as_view(), name="instrument_detail"
    ),
    path("prices/", instruments.PriceListView.as_view(), name="price_record"),
    path("fx-rates/", instruments.FxRateListView.as_view(), name="fx_rate_record"),
    path(
        "portfolios/<uuid:public_id>/transactions/",
        transactions.TransactionListView.as_view(),
        name="transaction_list",
    ),
    path(
        "transactions/<uuid:public_id>/reverse/",
        transactions.TransactionReverseView.as_view(),
        name="transaction_reverse",
    ),
    *(
        path(f"portfolios/<uuid:public_id>/{word}/", view.as_view(), name=name)
        for word, view, name in (
            ("holdings", figures.HoldingListView, "holding_list"),
            ("valuations", figures.ValuationListView, "valuation_list"),
            ("returns", figures.ReturnListView, "return_list"),
            ("performance", figures.PerformanceView, "performance"),
            ("positions", figures.PositionListView, "position_list"),
            ("realized-gains", figures.RealizedGainListView, "realized_gain_list"),
        )
    ),
    path(
        "households/<uuid:public_id>/holdings/",
        households.HouseholdHoldingsView.as_view(),
        name="household_holdings",
    ),
    path(
        "households/<uuid:public_id>/performance/",
        households.HouseholdPerformanceView.as_view(),
        name="household_performance",
    ),
]
