"""Alerts, and mandates whose limits name rules that there are."""

from typing import override
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.serializers import AlertRead
from compliance.models import Alert, AlertState
from compliance.services.mandates import mandate_receive
from portfolios.api.views.structure import MandateListView
from portfolios.models import Mandate, Portfolio
from portfolios.services.structure import MandateDraft
from tenancy.api.query import Readers, one_of, query_of
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.permissions import visible
from tenancy.roles import Action


class AlertListView(LimpidView):
    """`/alerts/`"""

    action = Action.ALERT_VIEW
    purpose = "alerts"

    @operation(
        "alert_list",
        "List alerts",
        answer=paged(AlertRead),
        query=(
            OpenApiParameter("state", OpenApiTypes.STR, enum=AlertState.values),
            OpenApiParameter("portfolio", OpenApiTypes.UUID),
            OpenApiParameter("rule", OpenApiTypes.STR),
            *PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        """Alerts of the portfolios in sight, the oldest first."""
        readers: Readers = {"state": one_of(AlertState.values), "portfolio": UUID, "rule": str}
        query = query_of(request.query_params, readers)
        if "portfolio" in query:
            query["portfolio__public_id"] = query.pop("portfolio")
        rows = visible(self.actor, Alert).filter(**query).select_related("portfolio")
        return self.page(rows, self._serialize)

    def _serialize(self, alerts: list[Alert]) -> object:
        self.shows(*(each.portfolio.client_id for each in alerts))
        return AlertRead(alerts, many=True).data


class RuledMandateListView(MandateListView):
    """`/portfolios/{id}/mandates/`: limits are judged by the catalogue of rules."""

    @override
    def record(self, portfolio: Portfolio, draft: MandateDraft) -> Mandate:
        return mandate_receive(actor=self.actor, portfolio=portfolio, draft=draft)
