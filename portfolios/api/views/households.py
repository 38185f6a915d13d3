"""A household's figures: its portfolios in sight as one, moves between them cancelled."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.models import Household
from portfolios.api.conventions import QUERY, Conventions, conventions_of
from portfolios.api.figures import Digits
from portfolios.api.household_answers import household_holdings_answer, household_performance_answer
from portfolios.api.serializers.figures import (
    CashRead,
    FiguresRead,
    HoldingRead,
    HouseholdPerformanceRead,
    figure,
)
from portfolios.models import Portfolio
from portfolios.selectors.holdings import holdings_as_of
from portfolios.selectors.households import household_performance
from tenancy.api.query import Readers
from tenancy.api.schema import operation
from tenancy.api.views import LimpidView
from tenancy.permissions import visible, visible_or_404


class HouseholdHoldingRead(HoldingRead):
    """A holding of one of the portfolios."""

    portfolio = serializers.UUIDField()


class HouseholdCashRead(CashRead):
    """Money of one of the portfolios."""

    portfolio = serializers.UUIDField()


class HouseholdHoldingsRead(FiguresRead):
    """Everything the household's portfolios hold."""

    market_value = figure()
    cash_value = figure()
    results = HouseholdHoldingRead(many=True)
    next = serializers.URLField(allow_null=True)
    cash = HouseholdCashRead(many=True)


class HouseholdView(LimpidView):
    """What the views of households share."""

    purpose = "figures"

    def asked(
        self, request: Request, public_id: UUID, more: Readers | None = None
    ) -> tuple[list[Portfolio], Conventions, Digits]:
        """The portfolios in sight of the household, recorded as shown, and how its figures are asked for."""
        household = visible_or_404(self.actor, Household, public_id)
        rows = visible(self.actor, Portfolio).filter(client__household=household).order_by("id")
        portfolios = list(rows)
        self.shows(*(each.client_id for each in portfolios))
        tenant = self.actor.tenant
        wanted = conventions_of(request.query_params, tenant, currency=tenant.base_currency, more=more)
        return portfolios, wanted, Digits(wanted.currency, wanted.precision == "full")


class HouseholdHoldingsView(HouseholdView):
    """`/households/{id}/holdings/`"""

    @operation("household_holdings", "Holdings of a household", answer=HouseholdHoldingsRead, query=QUERY)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Every position and cash account of its portfolios, in one currency (the firm's unless told)."""
        portfolios, wanted, digits = self.asked(request, public_id)
        reports = [
            holdings_as_of(
                tenant=self.actor.tenant,
                portfolio=portfolio,
                as_of=wanted.as_of,
                currency=wanted.currency,
                known_at=wanted.known_at,
                cost_method=wanted.cost_method,
                costs=wanted.costs,
            )
            for portfolio in portfolios
        ]
        return Response(
            {"conventions": wanted.echo(), **household_holdings_answer(portfolios, reports, digits)}
        )


class HouseholdPerformanceView(HouseholdView):
    """`/households/{id}/performance/`"""

    @operation(
        "household_performance", "Performance of a household", answer=HouseholdPerformanceRead, query=QUERY
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """What its portfolios did together over (from, to]; what moved between them is no flow. There is no benchmark."""
        portfolios, wanted, digits = self.asked(request, public_id)
        found = household_performance(
            tenant=self.actor.tenant,
            portfolios=portfolios,
            currency=wanted.currency,
            until=wanted.as_of,
            after=wanted.after,
            known_at=wanted.known_at,
            flow_timing=wanted.flow_timing,
        )
        return Response({"conventions": wanted.echo(), **household_performance_answer(found, digits)})
