"""Transactions: list, post, reverse."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework.request import Request
from rest_framework.response import Response

from portfolios.api.serializers.transactions import ReversalWrite, TransactionRead, TransactionWrite
from portfolios.models import Account, Instrument, Portfolio, Transaction, TransactionLot
from portfolios.services.transactions import (
    LotDraft,
    PostResult,
    TransactionDraft,
    transaction_reverse,
    transactions_post,
)
from tenancy.api.query import Readers, day_of, query_of
from tenancy.api.references import named
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.errors import ApplicationError, FieldError, Malformed
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Scope

MOST_TRANSACTIONS = 10_000
ACCOUNTS = ("account", "cash_account", "counter_cash_account")
INSTRUMENTS = ("instrument", "related_instrument")
RELATED = (*ACCOUNTS, *INSTRUMENTS, "reverses")


class TransactionView(LimpidView):
    """What the views of transactions share."""

    write_action = Action.TRANSACTION_POST
    write_scope = Scope.TRANSACTIONS
    purpose = "transactions"

    def read_back(self, ids: Sequence[int]) -> list[Transaction]:
        """The stored transactions in the order of their ids given, with all that their answer names."""
        rows = self.with_related(Transaction.objects.all()).in_bulk(list(ids))
        return [rows[each] for each in ids]

    def with_related(self, rows: QuerySet[Transaction]) -> QuerySet[Transaction]:
        """Transactions with all that their answer names; their lots stand in `named_lots`."""
        lots = Prefetch("lots", queryset=TransactionLot.objects.order_by("position"), to_attr="named_lots")
        return rows.select_related(*RELATED).prefetch_related(lots)


class TransactionListView(TransactionView):
    """`/portfolios/{id}/transactions/`"""

    @operation(
        "transaction_list",
        "List transactions",
        answer=paged(TransactionRead),
        query=(
            OpenApiParameter("from", OpenApiTypes.DATE, description="Traded after this day."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="Traded on this day or before."),
            OpenApiParameter("type", OpenApiTypes.STR),
            OpenApiParameter("instrument", OpenApiTypes.UUID),
            OpenApiParameter("external_id", OpenApiTypes.STR),
            *PAGING,
        ),
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """The portfolio's transactions by trade date, in the order in which they were posted within a day."""
        readers: Readers = {"from": day_of, "to": day_of, "type": str, "instrument": UUID, "external_id": str}
        columns = {
            "from": "trade_date__gt",
            "to": "trade_date__lte",
            "type": "type",
            "instrument": "instrument__public_id",
            "external_id": "external_id",
        }
        query = query_of(request.query_params, readers)
        rows = Transaction.objects.filter(portfolio=self._portfolio(public_id))
        rows = rows.filter(**{columns[name]: value for name, value in query.items()})
        return self.page(
            self.with_related(rows),
            lambda page: TransactionRead(page, many=True).data,
            ordering=("trade_date", "id"),
        )

    @operation(
        "transactions_post",
        "Post transactions",
        body=PolymorphicProxySerializer(
            component_name="TransactionOrList",
            serializers=[TransactionWrite, TransactionWrite(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        answer=TransactionRead,
        status=201,
        also={200: TransactionRead},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Post one transaction or a list of up to 10,000, all or none, answered in order.

        201 when something was booked, 200 when all of it was known by its `external_id`.
        """
        portfolio = self._portfolio(public_id)
        if isinstance(request.data, list):
            given = self.body_list(TransactionWrite, limit=MOST_TRANSACTIONS)
            if not given:
                raise Malformed(_("The list is empty."))
            result = self._post(portfolio, given)
            rows = self.read_back([each.pk for each in result.transactions])
            return Response(TransactionRead(rows, many=True).data, status=201 if result.posted else 200)
        try:
            result = self._post(portfolio, [self.body(TransactionWrite)])
        except ApplicationError as error:
            error.errors = tuple(_without_place(each) for each in error.errors)
            raise
        row = self.read_back([result.transactions[0].pk])[0]
        return Response(TransactionRead(row).data, status=201 if result.posted else 200)

    def _portfolio(self, public_id: UUID) -> Portfolio:
        portfolio = visible_or_404(self.actor, Portfolio, public_id)
        self.shows(portfolio.client_id)
        return portfolio

    def _post(self, portfolio: Portfolio, given: list[dict[str, Any]]) -> PostResult:
        accounts = named(Account.objects.filter(portfolio=portfolio), dict(_named(given, ACCOUNTS)))
        instruments = named(visible(self.actor, Instrument), dict(_named(given, INSTRUMENTS)))
        drafts = [_draft(each, accounts, instruments) for each in given]
        return transactions_post(actor=self.actor, portfolio=portfolio, drafts=drafts)


class TransactionReverseView(TransactionView):
    """`POST /transactions/{id}/reverse/`"""

    action = Action.TRANSACTION_POST

    @operation(
        "transaction_reverse", "Reverse a transaction", body=ReversalWrite, answer=TransactionRead, status=201
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Undo a transaction by another one; a conflict when that has been done already."""
        rows = Transaction.objects.select_related("portfolio")
        transaction = visible_or_404(self.actor, rows, public_id)
        self.shows(transaction.portfolio.client_id)
        given = self.body(ReversalWrite)
        reversal = transaction_reverse(actor=self.actor, transaction=transaction, **given)
        return Response(TransactionRead(self.read_back([reversal.pk])[0]).data, status=201)


def _named(given: list[dict[str, Any]], fields: Sequence[str]) -> Iterator[tuple[str, UUID | None]]:
    for place, each in enumerate(given):
        for name in fields:
            yield f"/{place}/{name}", each[name]


def _draft(
    given: dict[str, Any], accounts: dict[UUID, Account], instruments: dict[UUID, Instrument]
) -> TransactionDraft:
    """One validated object of the body as a draft."""
    fields = dict(given)
    fields["is_paid_externally"] = fields.pop("paid_externally")
    fields["is_external"] = fields.pop("external")
    fields["lots"] = [LotDraft(**lot) for lot in fields["lots"]]
    for names, rows in ((ACCOUNTS, accounts), (INSTRUMENTS, instruments)):
        fields.update({name: rows.get(fields[name]) for name in names})
    return TransactionDraft(**fields)


def _without_place(error: FieldError) -> FieldError:
    """One object stands in no list: "/0/amount" is "/amount"."""
    return FieldError(error.pointer.removeprefix("/0"), error.code, error.detail)
