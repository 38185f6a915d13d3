"""Clients and households: lists, one, open, change."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api.serializers import ClientChange, ClientRead, ClientWrite, HouseholdRead, HouseholdWrite
from clients.models import Client, Household
from clients.services.clients import client_create, client_update
from clients.services.households import household_create
from tenancy.api.query import moment_of, query_of
from tenancy.api.references import named
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Scope

CLIENT_QUERY = (
    OpenApiParameter("reference", OpenApiTypes.STR, description="Exactly this reference."),
    OpenApiParameter(
        "updated_since", OpenApiTypes.DATETIME, description="Changed at this moment (UTC) or later."
    ),
    *PAGING,
)


class ClientView(LimpidView):
    """What all views of clients share."""

    write_action = Action.CLIENT_EDIT
    write_scope = Scope.CLIENTS
    purpose = "client file"

    def household_of(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same fields with the household itself in place of its id."""
        if "household" not in given:
            return given
        public_id: UUID | None = given["household"]
        found = named(visible(self.actor, Household), {"/household": public_id})
        return {**given, "household": found[public_id] if public_id else None}

    def answer(self, client: Client, *, status: int = 200) -> Response:
        """One client, recorded as shown."""
        self.shows(client.pk)
        return Response(ClientRead(client).data, status=status)


class ClientListView(ClientView):
    """`/clients/`"""

    @operation("client_list", "List clients", answer=paged(ClientRead), query=CLIENT_QUERY)
    def get(self, request: Request) -> Response:
        """Clients in sight, in the order in which they were opened."""
        query = query_of(request.query_params, {"reference": str, "updated_since": moment_of})
        rows = visible(self.actor, Client).select_related("household")
        if "reference" in query:
            rows = rows.filter(reference=query["reference"])
        if "updated_since" in query:
            rows = rows.filter(updated_at__gte=query["updated_since"])
        return self.page(rows, self._serialize)

    @operation("client_create", "Open a client's file", body=ClientWrite, answer=ClientRead, status=201)
    def post(self, request: Request) -> Response:
        """Open a client's file."""
        given = self.household_of(self.body(ClientWrite))
        return self.answer(client_create(actor=self.actor, **given), status=201)

    def _serialize(self, clients: list[Client]) -> Any:
        self.shows(*(client.pk for client in clients))
        return ClientRead(clients, many=True).data


class ClientDetailView(ClientView):
    """`/clients/{id}/`"""

    @operation("client_read", "Read a client", answer=ClientRead)
    def get(self, request: Request, public_id: UUID) -> Response:
        """One client."""
        return self.answer(self._client(public_id))

    @operation("client_update", "Change a client", body=ClientChange, answer=ClientRead)
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what the body names."""
        client = self._client(public_id)
        changes = self.household_of(self.body(ClientChange, partial=True))
        return self.answer(client_update(actor=self.actor, client=client, changes=changes))

    def _client(self, public_id: UUID) -> Client:
        return visible_or_404(self.actor, Client.objects.select_related("household"), public_id)


class HouseholdListView(LimpidView):
    """`/households/`"""

    write_action = Action.CLIENT_EDIT
    write_scope = Scope.CLIENTS
    purpose = "client file"

    @operation("household_list", "List households", answer=paged(HouseholdRead), query=PAGING)
    def get(self, request: Request) -> Response:
        """Households with a client in sight; only clients in sight are named."""
        query_of(request.query_params, {})
        members = Prefetch("clients", queryset=visible(self.actor, Client).order_by("id"), to_attr="members")
        rows = visible(self.actor, Household).prefetch_related(members)
        return self.page(rows, lambda households: [self._row(each, each.members) for each in households])

    @operation("household_create", "Make a household", body=HouseholdWrite, answer=HouseholdRead, status=201)
    def post(self, request: Request) -> Response:
        """Make an empty household."""
        household = household_create(actor=self.actor, **self.body(HouseholdWrite))
        return Response(self._row(household, []), status=201)

    def _row(self, household: Household, members: list[Client]) -> dict[str, Any]:
        self.shows(*(client.pk for client in members))
        return {
            "id": str(household.public_id),
            "reference": household.reference,
            "name": household.name,
            "clients": [str(client.public_id) for client in members],
        }
