"""Instruments, prices and exchange rates."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from portfolios.api.serializers.instruments import (
    FxRateWrite,
    InstrumentRead,
    InstrumentWrite,
    PriceWrite,
    RecordedRead,
)
from portfolios.models import Instrument
from portfolios.services.instruments import InstrumentDraft, instrument_create
from portfolios.services.prices import (
    FxRateDraft,
    PriceDraft,
    RecordResult,
    fx_rates_record,
    prices_record,
)
from tenancy.api.query import query_of
from tenancy.api.references import named
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Scope

MOST_VALUES = 100_000
FILTERS = ("isin", "symbol", "currency", "mic")


class InstrumentListView(LimpidView):
    """`/instruments/`"""

    write_action = Action.INSTRUMENT_EDIT
    write_scope = Scope.PRICES

    @operation(
        "instrument_list",
        "List instruments",
        answer=paged(InstrumentRead),
        query=(*(OpenApiParameter(name, OpenApiTypes.STR) for name in FILTERS), *PAGING),
    )
    def get(self, request: Request) -> Response:
        """The firm's instruments."""
        query = query_of(request.query_params, dict.fromkeys(FILTERS, str))
        rows = visible(self.actor, Instrument).filter(**query)
        return self.page(rows, lambda instruments: InstrumentRead(instruments, many=True).data)

    @operation(
        "instrument_create", "Record an instrument", body=InstrumentWrite, answer=InstrumentRead, status=201
    )
    def post(self, request: Request) -> Response:
        """Record an instrument of the firm."""
        draft = InstrumentDraft(**self.body(InstrumentWrite))
        return Response(InstrumentRead(instrument_create(actor=self.actor, draft=draft)).data, status=201)


class InstrumentDetailView(LimpidView):
    """`/instruments/{id}/`"""

    @operation("instrument_read", "Read an instrument", answer=InstrumentRead)
    def get(self, request: Request, public_id: UUID) -> Response:
        """One instrument."""
        return Response(InstrumentRead(visible_or_404(self.actor, Instrument, public_id)).data)


class MarketDataView(LimpidView):
    """What the recording of prices and rates shares."""

    action = Action.PRICE_EDIT
    write_action = Action.PRICE_EDIT
    write_scope = Scope.PRICES

    def recorded(self, result: RecordResult) -> Response:
        """How many values were new, changed, known."""
        return Response(RecordedRead(result).data)


class PriceListView(MarketDataView):
    """`POST /prices/`"""

    @operation("prices_record", "Record prices", body=PriceWrite(many=True), answer=RecordedRead)
    def post(self, request: Request) -> Response:
        """Record prices, all or none; earlier values of a day stay in history."""
        rows = self.body_list(PriceWrite, limit=MOST_VALUES)
        wanted = {f"/{place}/instrument": row["instrument"] for place, row in enumerate(rows)}
        found = named(Instrument.objects.all(), wanted)
        drafts = [PriceDraft(**{**row, "instrument": found[row["instrument"]]}) for row in rows]
        return self.recorded(prices_record(actor=self.actor, rows=drafts))


class FxRateListView(MarketDataView):
    """`POST /fx-rates/`"""

    @operation("fx_rates_record", "Record exchange rates", body=FxRateWrite(many=True), answer=RecordedRead)
    def post(self, request: Request) -> Response:
        """Record rates (1 base = rate quote), all or none; earlier values of a day stay in history."""
        rows: list[dict[str, Any]] = self.body_list(FxRateWrite, limit=MOST_VALUES)
        drafts = [FxRateDraft(**row) for row in rows]
        return self.recorded(fx_rates_record(actor=self.actor, rows=drafts))
