"""Portfolios, accounts and mandates."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from clients.models import Client
from portfolios.api.serializers.structure import (
    AccountRead,
    AccountWrite,
    MandateRead,
    MandateWrite,
    PortfolioChange,
    PortfolioRead,
    PortfolioWrite,
)
from portfolios.models import Account, Instrument, Mandate, Portfolio
from portfolios.services.structure import (
    AccountDraft,
    AllocationDraft,
    BenchmarkDraft,
    LimitDraft,
    MandateDraft,
    PortfolioChanges,
    account_create,
    mandate_create,
    portfolio_create,
    portfolio_update,
)
from tenancy.api.query import query_of
from tenancy.api.references import named, parent_named
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Scope


class StructureView(LimpidView):
    """What the views of this module share."""

    write_action = Action.PORTFOLIO_EDIT
    write_scope = Scope.CLIENTS
    purpose = "portfolio"

    def portfolio(self, public_id: UUID) -> Portfolio:
        """The portfolio of the address, recorded as shown."""
        rows = Portfolio.objects.select_related("client")
        portfolio = visible_or_404(self.actor, rows, public_id)
        self.shows(portfolio.client_id)
        return portfolio


class PortfolioView(StructureView):
    """What the views of portfolios share."""

    def data(self, portfolios: Any, *, many: bool = False) -> Any:
        """Portfolios as JSON."""
        context = {"flow_timing": self.actor.tenant.flow_timing}
        return PortfolioRead(portfolios, many=many, context=context).data


class PortfolioListView(PortfolioView):
    """`/portfolios/`"""

    @operation(
        "portfolio_list",
        "List portfolios",
        answer=paged(PortfolioRead),
        query=(
            OpenApiParameter("client", OpenApiTypes.UUID, description="Portfolios of this client."),
            OpenApiParameter("reference", OpenApiTypes.STR, description="Exactly this reference."),
            *PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        """Portfolios in sight, in the order in which they were opened here."""
        query = query_of(request.query_params, {"client": UUID, "reference": str})
        rows = visible(self.actor, Portfolio).select_related("client")
        if "client" in query:
            rows = rows.filter(client__public_id=query["client"])
        if "reference" in query:
            rows = rows.filter(reference=query["reference"])
        return self.page(rows, self._serialize)

    @operation("portfolio_create", "Open a portfolio", body=PortfolioWrite, answer=PortfolioRead, status=201)
    def post(self, request: Request) -> Response:
        """Open a portfolio with a custody account and a cash account in its currency."""
        given = self.body(PortfolioWrite)
        client = parent_named(self.actor, Client, given.pop("client"), pointer="/client")
        closed_on = given.pop("closed_on")
        portfolio = portfolio_create(actor=self.actor, client=client, **given)
        if closed_on is not None:
            changes = PortfolioChanges(closed_on=closed_on)
            portfolio = portfolio_update(actor=self.actor, portfolio=portfolio, changes=changes)
        self.shows(client.pk)
        portfolio.client = client
        return Response(self.data(portfolio), status=201)

    def _serialize(self, portfolios: list[Portfolio]) -> Any:
        self.shows(*(each.client_id for each in portfolios))
        return self.data(portfolios, many=True)


class PortfolioDetailView(PortfolioView):
    """`/portfolios/{id}/`"""

    @operation("portfolio_read", "Read a portfolio", answer=PortfolioRead)
    def get(self, request: Request, public_id: UUID) -> Response:
        """One portfolio."""
        return Response(self.data(self.portfolio(public_id)))

    @operation("portfolio_update", "Change a portfolio", body=PortfolioChange, answer=PortfolioRead)
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what the body names."""
        portfolio = self.portfolio(public_id)
        changes = PortfolioChanges(**self.body(PortfolioChange, partial=True))
        changed = portfolio_update(actor=self.actor, portfolio=portfolio, changes=changes)
        changed.client = portfolio.client
        return Response(self.data(changed))


class AccountListView(StructureView):
    """`/accounts/`"""

    @operation(
        "account_list",
        "List accounts",
        answer=paged(AccountRead),
        query=(
            OpenApiParameter("portfolio", OpenApiTypes.UUID, description="Accounts of this portfolio."),
            *PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        """Accounts in sight."""
        query = query_of(request.query_params, {"portfolio": UUID})
        rows = visible(self.actor, Account).select_related("portfolio", "cash_account")
        if "portfolio" in query:
            rows = rows.filter(portfolio__public_id=query["portfolio"])
        return self.page(rows, self._serialize)

    @operation("account_create", "Open an account", body=AccountWrite, answer=AccountRead, status=201)
    def post(self, request: Request) -> Response:
        """Open one more account in a portfolio."""
        given = self.body(AccountWrite)
        portfolio = parent_named(self.actor, Portfolio, given.pop("portfolio"), pointer="/portfolio")
        cash_id = given.pop("cash_account")
        own = Account.objects.filter(portfolio=portfolio)
        cash = named(own, {"/cash_account": cash_id}).get(cash_id)
        draft = AccountDraft(cash_account=cash, **given)
        account = account_create(actor=self.actor, portfolio=portfolio, draft=draft)
        self.shows(portfolio.client_id)
        return Response(AccountRead(account).data, status=201)

    def _serialize(self, accounts: list[Account]) -> Any:
        self.shows(*(each.portfolio.client_id for each in accounts))
        return AccountRead(accounts, many=True).data


class MandateListView(StructureView):
    """`/portfolios/{id}/mandates/`. Which rules a limit may name is known above, where `record` is overridden."""

    write_action = Action.MANDATE_EDIT

    @operation("mandate_list", "List the versions of a mandate", answer=paged(MandateRead), query=PAGING)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Every version of the portfolio's mandate, the first one first."""
        query_of(request.query_params, {})
        rows = self._rows().filter(portfolio=self.portfolio(public_id))
        return self.page(rows, lambda mandates: MandateRead(mandates, many=True).data)

    @operation("mandate_create", "Record a mandate", body=MandateWrite, answer=MandateRead, status=201)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Record the next version of the portfolio's mandate."""
        portfolio = self.portfolio(public_id)
        draft = self._draft(self.body(MandateWrite))
        mandate = self.record(portfolio, draft)
        return Response(MandateRead(self._rows().get(pk=mandate.pk)).data, status=201)

    def record(self, portfolio: Portfolio, draft: MandateDraft) -> Mandate:
        """Record the draft, whatever rules its limits name."""
        return mandate_create(actor=self.actor, portfolio=portfolio, draft=draft)

    def _rows(self) -> QuerySet[Mandate]:
        return Mandate.objects.prefetch_related("benchmark__instrument", "allocation", "limits")

    def _draft(self, given: dict[str, Any]) -> MandateDraft:
        parts = given.pop("benchmark")
        wanted = {f"/benchmark/{n}/instrument": part["instrument"] for n, part in enumerate(parts)}
        found = named(Instrument.objects.all(), wanted)
        return MandateDraft(
            benchmark=[BenchmarkDraft(found[part["instrument"]], part["weight"]) for part in parts],
            allocation=[AllocationDraft(**band) for band in given.pop("allocation")],
            limits=[LimitDraft(**limit) for limit in given.pop("limits")],
            **given,
        )
