"""Tables of a portfolio as files to keep: its holdings of a day and its transactions."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios.choices import AssetClass
from portfolios.forms import TransactionFilterForm
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.holdings import STATES, HoldingsReport, holdings_as_of
from portfolios.selectors.transactions import NEWEST_FIRST, cash_effect, transaction_list
from portfolios.views.frame import portfolio_shown
from portfolios.views.holdings import day_asked, groups_of
from tenancy.exports import csv_answer
from tenancy.pages import PageRequest, page
from tenancy.roles import Action
from tenancy.spreadsheets import Cell


@page(action=Action.CLIENT_VIEW, purpose="export.holdings")
@require_safe
def holdings_export(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Everything held at the close of the day asked for, in the order of the page: classes, cash, income due."""
    portfolio = portfolio_shown(request, public_id)
    as_of = day_asked(request, portfolio)
    report = holdings_as_of(tenant=request.actor.tenant, portfolio=portfolio, as_of=as_of)
    header = (
        _("As of"),
        _("Asset class"),
        _("Instrument"),
        _("ISIN"),
        _("Account"),
        _("Quantity"),
        _("Settled quantity"),
        _("Price"),
        _("Currency of the price"),
        _("Price of"),
        _("Valuation"),
        _("Exchange rate"),
        _("Value"),
        _("Accrued interest"),
        _("Cost"),
        _("Unrealised gain"),
        _("Currency"),
        _("Weight"),
    )
    name = f"holdings-{portfolio.reference}"
    rows = (*_holdings(report), *_cash(report), *_receivables(report))
    return csv_answer(request, name=name, header=header, rows=rows)


def _holdings(report: HoldingsReport) -> Iterator[list[Cell]]:
    for group in groups_of(report):
        for row in group.rows:
            instrument = row.instrument
            yield [
                report.as_of,
                group.label,
                instrument.name,
                instrument.isin or instrument.symbol,
                str(row.account) if row.account else None,
                row.quantity,
                row.quantity_settled,
                row.price,
                instrument.currency,
                row.price_on,
                str(STATES[row.price_state].label),
                row.fx_rate,
                row.market_value,
                row.accrued_value,
                row.cost_basis,
                row.unrealized_gain,
                report.currency,
                row.weight,
            ]


def _cash(report: HoldingsReport) -> Iterator[list[Cell]]:
    label = str(AssetClass.CASH.label)
    for row in report.cash:
        account = str(row.account) if row.account else None
        figures: list[Cell] = [
            row.balance,
            row.balance_settled,
            None,
            row.currency,
            row.fx_on,
            None,
            row.fx_rate,
        ]
        tail: list[Cell] = [row.market_value, None, None, None, report.currency, row.weight]
        yield [report.as_of, label, None, None, account, *figures, *tail]


def _receivables(report: HoldingsReport) -> Iterator[list[Cell]]:
    label = _("Income due")
    for row in report.receivables:
        name = row.instrument.name if row.instrument else None
        isin = (row.instrument.isin or row.instrument.symbol) if row.instrument else None
        figures: list[Cell] = [row.amount, None, None, row.currency, row.due_on, None, None]
        tail: list[Cell] = [row.market_value, None, None, None, report.currency, None]
        yield [report.as_of, label, name, isin, None, *figures, *tail]


@page(action=Action.CLIENT_VIEW, purpose="export.transactions")
@require_safe
def transaction_export(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The bookings that the list's filters choose, newest first."""
    portfolio = portfolio_shown(request, public_id)
    header = (
        _("Trade date"),
        _("Settlement date"),
        _("Type"),
        _("Instrument"),
        _("ISIN"),
        _("Quantity"),
        _("Price"),
        _("Currency of the price"),
        _("Cash"),
        _("Currency"),
        _("Fee included"),
        _("Tax included"),
        _("Account"),
        _("Reversal"),
        _("Reversed"),
        _("Custodian's reference"),
        _("Note"),
    )
    name = f"transactions-{portfolio.reference}"
    return csv_answer(request, name=name, header=header, rows=_bookings(request, portfolio))


def _bookings(request: PageRequest, portfolio: Portfolio) -> Iterator[list[Cell]]:
    wanted = TransactionFilterForm(request.GET).wanted()
    found = transaction_list(portfolio=portfolio, wanted=wanted).order_by(*NEWEST_FIRST)
    for row in found.iterator():
        yield _booking(row)


def _booking(row: Transaction) -> list[Cell]:
    instrument = row.instrument
    return [
        row.trade_date,
        row.settlement_date,
        row.get_type_display(),
        instrument.name if instrument else None,
        (instrument.isin or instrument.symbol) if instrument else None,
        row.quantity,
        row.price,
        instrument.currency if instrument else None,
        cash_effect(row),
        row.currency,
        row.fee,
        row.tax,
        str(row.cash_account) if row.cash_account else None,
        row.reverses_id is not None,
        vars(row)["reversed_by"] is not None,
        row.external_id or None,
        row.note or None,
    ]
