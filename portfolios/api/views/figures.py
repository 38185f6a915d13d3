"""The figures of a portfolio: holdings, values, returns, performance, positions, realised gains."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portfolios.analytics.returns import Flows, FlowTiming, daily_returns
from portfolios.api.answers import (
    holdings_answer,
    missing_rows,
    performance_answer,
    position_performance_answer,
    position_row,
    realized_row,
)
from portfolios.api.conventions import QUERY, Conventions, ConventionsRead, conventions_of, opening_day
from portfolios.api.figures import Digits
from portfolios.api.serializers.figures import (
    HoldingsRead,
    MissingRead,
    PerformanceRead,
    PositionRead,
    RealizedGainRead,
    ReturnRead,
    ValuationRead,
)
from portfolios.models import Account, Instrument, Portfolio
from portfolios.selectors.holdings import holdings_as_of
from portfolios.selectors.performance import portfolio_performance
from portfolios.selectors.positions import PositionsReport, positions_of, realized_gains_of
from portfolios.selectors.valuations import DayPoint, day_points, first_booking_on
from tenancy.api.paging import page_of_list
from tenancy.api.query import Readers
from tenancy.api.references import named
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.models import Tenant
from tenancy.permissions import visible, visible_or_404

CARRIED: dict[str, Any] = {
    "conventions": ConventionsRead(),
    "complete": serializers.BooleanField(),
    "missing": MissingRead(many=True),
}
INSTRUMENT = OpenApiParameter("instrument", OpenApiTypes.UUID, description="This position alone.")


class FiguresView(LimpidView):
    """What the views of a portfolio's figures share."""

    purpose = "figures"

    def asked(
        self, request: Request, public_id: UUID, more: Readers | None = None
    ) -> tuple[Portfolio, Conventions, Digits]:
        """The portfolio of the address, recorded as shown, and how its figures are asked for."""
        portfolio = visible_or_404(self.actor, Portfolio, public_id)
        self.shows(portfolio.client_id)
        wanted = conventions_of(
            request.query_params,
            self.actor.tenant,
            currency=portfolio.currency,
            cost_method=portfolio.cost_method,
            flow_timing=portfolio.flow_timing,
            more=more,
        )
        return portfolio, wanted, Digits(wanted.currency, wanted.precision == "full")

    def answered(self, wanted: Conventions, body: dict[str, Any]) -> Response:
        """The answer with its conventions."""
        return Response({"conventions": wanted.echo(), **body})

    def points(self, portfolio: Portfolio, wanted: Conventions) -> list[DayPoint]:
        """Every day of the period, the opening day first."""
        begun = first_booking_on(portfolio=portfolio, known_at=wanted.known_at)
        return day_points(
            tenant=self.actor.tenant,
            portfolio=portfolio,
            first=opening_day(begun, wanted),
            last=wanted.as_of,
            currency=wanted.currency,
            known_at=wanted.known_at,
        )


class HoldingListView(FiguresView):
    """`/portfolios/{id}/holdings/`"""

    @operation("holdings", "Holdings and cash as of a day", answer=HoldingsRead, query=QUERY)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Every position and cash account at the close of `as_of`, by trade date and settled."""
        portfolio, wanted, digits = self.asked(request, public_id)
        report = holdings_as_of(
            tenant=self.actor.tenant,
            portfolio=portfolio,
            as_of=wanted.as_of,
            currency=wanted.currency,
            known_at=wanted.known_at,
            cost_method=wanted.cost_method,
            costs=wanted.costs,
        )
        return self.answered(wanted, holdings_answer(report, digits))


class ValuationListView(FiguresView):
    """`/portfolios/{id}/valuations/`"""

    @operation(
        "valuations",
        "Value and flows of every day",
        answer=paged(ValuationRead, conventions=ConventionsRead()),
        query=(*QUERY, *PAGING),
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Every calendar day of (from, to]."""
        portfolio, wanted, digits = self.asked(request, public_id)
        page = page_of_list(request, self.points(portfolio, wanted)[1:], key=lambda point: point.on)
        results = [
            {
                "as_of": point.on,
                "market_value": digits.money(point.value),
                "cash": digits.money(point.cash),
                "inflow": digits.money(point.inflow),
                "outflow": digits.money(point.outflow),
                "state": point.state,
            }
            for point in page.rows
        ]
        return self.answered(wanted, {"results": results, "next": page.next})


class ReturnListView(FiguresView):
    """`/portfolios/{id}/returns/`"""

    @operation(
        "returns",
        "Return of every day",
        answer=paged(ReturnRead, conventions=ConventionsRead()),
        query=(*QUERY, *PAGING),
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """The time-weighted return of every calendar day of (from, to], null where it cannot be known."""
        portfolio, wanted, digits = self.asked(request, public_id)
        points = self.points(portfolio, wanted)
        series = _daily(points, wanted.flow_timing)
        days = list(zip(points, series, strict=True))[1:]
        page = page_of_list(request, days, key=lambda day: day[0].on)
        results = [
            {
                "on": point.on,
                "value": digits.money(point.value),
                "inflow": digits.money(point.inflow),
                "outflow": digits.money(point.outflow),
                "return": digits.fraction(value if np.isfinite(value) else None),
            }
            for point, value in page.rows
        ]
        return self.answered(wanted, {"results": results, "next": page.next})


class PerformanceView(FiguresView):
    """`/portfolios/{id}/performance/`"""

    @operation("performance", "Performance of a period", answer=PerformanceRead, query=(*QUERY, INSTRUMENT))
    def get(self, request: Request, public_id: UUID) -> Response:
        """What was gained over (from, to], and the returns; of one position with `instrument`."""
        portfolio, wanted, digits = self.asked(request, public_id, {"instrument": UUID})
        if wanted.instrument is not None:
            return self.answered(wanted, self._position(portfolio, wanted, digits))
        found = portfolio_performance(
            tenant=self.actor.tenant,
            portfolio=portfolio,
            until=wanted.as_of,
            after=wanted.after,
            currency=wanted.currency,
            known_at=wanted.known_at,
            flow_timing=wanted.flow_timing,
        )
        return self.answered(wanted, performance_answer(found, digits))

    def _position(self, portfolio: Portfolio, wanted: Conventions, digits: Digits) -> dict[str, Any]:
        asked_for = {"/instrument": wanted.instrument}
        [instrument] = named(visible(self.actor, Instrument), asked_for).values()
        found = positions(self.actor.tenant, portfolio, wanted, instrument)
        return position_performance_answer(found.rows[0], digits, missing=found.missing)


class PositionListView(FiguresView):
    """`/portfolios/{id}/positions/`"""

    @operation(
        "positions",
        "Every instrument over a period",
        answer=paged(PositionRead, **CARRIED),
        query=QUERY,
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Trades, income, costs, gains and returns of every instrument held or moved in (from, to]."""
        portfolio, wanted, digits = self.asked(request, public_id)
        found = positions(self.actor.tenant, portfolio, wanted, None)
        body = {
            "complete": not found.missing,
            "missing": missing_rows(found.missing),
            "results": [position_row(row, digits) for row in found.rows],
            "next": None,
        }
        return self.answered(wanted, body)


class RealizedGainListView(FiguresView):
    """`/portfolios/{id}/realized-gains/`"""

    @operation(
        "realized_gains",
        "Lots that ended in a period",
        answer=paged(RealizedGainRead, conventions=ConventionsRead()),
        query=QUERY,
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Every lot, or part of one, that ended in (from, to], with its cost since it was acquired."""
        portfolio, wanted, digits = self.asked(request, public_id)
        rows = realized_gains_of(
            tenant=self.actor.tenant,
            portfolio=portfolio,
            until=wanted.as_of,
            after=wanted.after,
            currency=wanted.currency,
            known_at=wanted.known_at,
            cost_method=wanted.cost_method,
            costs=wanted.costs,
        )
        accounts = dict(Account.objects.filter(portfolio=portfolio).values_list("pk", "public_id"))
        results = [realized_row(row, accounts, digits) for row in rows]
        return self.answered(wanted, {"results": results, "next": None})


def positions(
    tenant: Tenant, portfolio: Portfolio, wanted: Conventions, instrument: Instrument | None
) -> PositionsReport:
    """The positions of the period as they are asked for."""
    return positions_of(
        tenant=tenant,
        portfolio=portfolio,
        until=wanted.as_of,
        after=wanted.after,
        currency=wanted.currency,
        known_at=wanted.known_at,
        cost_method=wanted.cost_method,
        costs=wanted.costs,
        flow_timing=wanted.flow_timing,
        instrument=instrument,
    )


def _daily(points: Sequence[DayPoint], timing: str) -> list[float]:
    """The return of each day, NaN for the opening day and where it cannot be known."""
    values = np.array([np.nan if point.value is None else float(point.value) for point in points])
    inflow = np.array([float(point.inflow) for point in points])
    outflow = np.array([float(point.outflow) for point in points])
    inflow[:1] = outflow[:1] = 0.0
    series = daily_returns(values, Flows(inflow, outflow), timing=FlowTiming(timing))
    return [float(value) for value in series.returns]
