"""Why the value of a portfolio or household changed, over the API; opening values are those last reported."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from portfolios.api.conventions import QUERY, Conventions
from portfolios.api.figures import Digits
from portfolios.api.views.figures import FiguresView
from portfolios.api.views.households import HouseholdView
from portfolios.models import Portfolio
from portfolios.selectors.bridge_cells import ROW_CELLS, WHOLE_CELLS, cell_amount, row_named
from portfolios.selectors.bridge_sources import cell_items
from portfolios.selectors.bridges import BridgeReport, bridge_of
from reporting.api.bridge_answers import Address, bridge_answer, item_answers, summands
from reporting.api.bridge_serializers import PAGE_FIELDS, BridgeItemRead, BridgeRead
from reporting.selectors.reported import reported_at
from tenancy.api.paging import page_of_sequence
from tenancy.api.query import Readers, one_of
from tenancy.api.schema import PAGING, operation, paged
from tenancy.errors import FieldError, Malformed
from tenancy.models import Tenant

CELLS = tuple(dict.fromkeys(str(name) for name in (*WHOLE_CELLS, *ROW_CELLS)))
CELL_READERS: Readers = {"column": one_of(CELLS), "row": str}
CELL_QUERY = (
    OpenApiParameter("column", OpenApiTypes.STR, enum=CELLS, description="Every column when left out."),
    OpenApiParameter("row", OpenApiTypes.STR, description="The id of a row; the whole when left out."),
    *QUERY,
    *PAGING,
)
ITEMS = paged(BridgeItemRead, **PAGE_FIELDS)


def report_of(tenant: Tenant, portfolios: Sequence[Portfolio], wanted: Conventions) -> BridgeReport:
    """The bridge as it is asked for; `Malformed` when no day lies in the period."""
    if wanted.after is not None and wanted.after >= wanted.as_of:
        sentence = _("No day lies in this period.")
        raise Malformed(sentence, errors=[FieldError("/from", "invalid", sentence)])
    ids = [each.pk for each in portfolios]
    return bridge_of(
        tenant=tenant,
        portfolios=portfolios,
        after=wanted.after,
        until=wanted.as_of,
        currency=wanted.currency,
        known_at=wanted.known_at,
        cost_method=wanted.cost_method,
        reported=reported_at(portfolio_ids=ids, on=wanted.after, known_at=wanted.known_at),
    )


def answer_bridge(request: Request, report: BridgeReport, wanted: Conventions, digits: Digits) -> Response:
    """The bridge with its conventions."""
    body = bridge_answer(report, digits, _addresses(request))
    return Response({"conventions": wanted.echo(), **body})


def answer_items(request: Request, report: BridgeReport, wanted: Conventions, digits: Digits) -> Response:
    """One page of the items of a cell, in the order in which they are summed."""
    column, name = request.query_params.get("column", ""), request.query_params.get("row", "")
    row = row_named(report, name) if name else None
    if name and row is None:
        _refuse("row", _("The bridge has no such row."))
    if column and column not in (WHOLE_CELLS if row is None else ROW_CELLS):
        _refuse("column", _("There is no such cell."))
    page = page_of_sequence(request, summands(report, column, row))
    total = digits.money(cell_amount(report, column, row)) if column else None
    body = {"total": total, "results": item_answers(cell_items(report, page.rows), digits)}
    return Response({"conventions": wanted.echo(), **body, "next": page.next})


def _addresses(request: Request) -> Address:
    """Addresses of items below the bridge's own, with the same conventions."""
    given = {name: text for name, text in request.query_params.items() if text}
    root = request.build_absolute_uri(f"{request.path}items/")
    shared = f"&{urlencode(given)}" if given else ""

    def address(column: str, row: str) -> str:
        return f"{root}?column={column}{f'&row={row}' if row else ''}{shared}"

    return address


def _refuse(name: str, sentence: str) -> None:
    raise Malformed(sentence, errors=[FieldError(f"/{name}", "invalid", sentence)])


class PortfolioBridgeView(FiguresView):
    """`/portfolios/{id}/bridge/`"""

    @operation("bridge", "Why the value changed", answer=BridgeRead, query=QUERY)
    def get(self, request: Request, public_id: UUID) -> Response:
        """What led from the value at `from` to that at `to`, by column, instrument and cash account; each cell has its items."""
        portfolio, wanted, digits = self.asked(request, public_id)
        report = report_of(self.actor.tenant, [portfolio], wanted)
        return answer_bridge(request, report, wanted, digits)


class PortfolioBridgeItemsView(FiguresView):
    """`/portfolios/{id}/bridge/items/`"""

    @operation("bridge_items", "What a cell of the bridge is made of", answer=ITEMS, query=CELL_QUERY)
    def get(self, request: Request, public_id: UUID) -> Response:
        """The transactions, prices and rates behind a cell; with `precision=full` the amounts sum to it exactly."""
        portfolio, wanted, digits = self.asked(request, public_id, CELL_READERS)
        report = report_of(self.actor.tenant, [portfolio], wanted)
        return answer_items(request, report, wanted, digits)


class HouseholdBridgeView(HouseholdView):
    """`/households/{id}/bridge/`"""

    @operation("household_bridge", "Why the value of a household changed", answer=BridgeRead, query=QUERY)
    def get(self, request: Request, public_id: UUID) -> Response:
        """The portfolios in sight as one: what moved between them is no contribution and no withdrawal."""
        portfolios, wanted, digits = self.asked(request, public_id)
        report = report_of(self.actor.tenant, portfolios, wanted)
        return answer_bridge(request, report, wanted, digits)


class HouseholdBridgeItemsView(HouseholdView):
    """`/households/{id}/bridge/items/`"""

    @operation(
        "household_bridge_items",
        "What a cell of a household's bridge is made of",
        answer=ITEMS,
        query=CELL_QUERY,
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """The transactions, prices and rates behind a cell, of all portfolios in sight."""
        portfolios, wanted, digits = self.asked(request, public_id, CELL_READERS)
        report = report_of(self.actor.tenant, portfolios, wanted)
        return answer_items(request, report, wanted, digits)


ROUTES: tuple[tuple[str, Any, str], ...] = (
    ("portfolios/<uuid:public_id>/bridge/", PortfolioBridgeView, "bridge"),
    ("portfolios/<uuid:public_id>/bridge/items/", PortfolioBridgeItemsView, "bridge_items"),
    ("households/<uuid:public_id>/bridge/", HouseholdBridgeView, "household_bridge"),
    ("households/<uuid:public_id>/bridge/items/", HouseholdBridgeItemsView, "household_bridge_items"),
)
